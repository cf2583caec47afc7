"""Which way of reading a line is right most often: dividing it into digits, reading it as a whole, or both?

Prints how many lines are read exactly by the best division into glyphs alone (``recognition/lattice.py``), by
the line network alone (``recognition/transcript.py``), and by both as the model weighs them; on composed
lines of the writers to choose by, drawn and in pictures, and on real cheques where these are at hand.
Neither MNIST's test set nor the writers to report on are looked at.

    python benchmarks/line_methods.py [--model FILE]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from written_lines import CHEQUES, LINES, PICTURES, compose_drawn, compose_pictured

import inkdigits
from inkdigits.data.folder import data_folder
from inkdigits.data.splits import split_pen
from inkdigits.ink.decode import Source, decode_glyph, decode_gray
from inkdigits.ink.strokes import check_strokes
from inkdigits.model.line_runtime import LineNetwork
from inkdigits.recognition.lines import Line, drawn_lines, inked_lines
from inkdigits.recognition.numbers import Judges, Opinions, listen


def main() -> None:
    """Print one line a kind of writing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, help="a model file [default: the bundled one]")
    recognizer = inkdigits.load(parser.parse_args().model)
    fitted = recognizer.artifact.line
    if fitted is None:
        raise SystemExit("this model reads no lines: train one with `inkdigits train`")
    judges = Judges(recognizer.assess, LineNetwork(fitted.network))
    drawn = split_pen().choosing
    print(f"model {recognizer.fingerprint[:12]}; exact texts by glyphs, by the line, by both")
    pen = (
        (drawn_lines(check_strokes(line.strokes), recognizer.assess), line.text)
        for line in compose_drawn(drawn, LINES)
    )
    report("drawn", pen, judges, fitted.drawn[0])
    paper = ((look(line.picture), line.text) for line in compose_pictured(drawn, PICTURES))
    report("in pictures", paper, judges, fitted.pictured[0])
    report("cheques", read_cheques(data_folder() / CHEQUES), judges, fitted.pictured[0])


def look(picture: Source) -> Sequence[Line]:
    """Return the lines in a picture of a number."""
    shrunk = decode_gray(picture)
    return inked_lines(shrunk, decode_glyph(shrunk, photos=False), number=True)


def read_cheques(folder: Path) -> Iterator[tuple[Sequence[Line], str]]:
    """Yield the lines of each cheque; none where they are not at hand."""
    labels = folder / "labels.json"
    for one in json.loads(labels.read_text()) if labels.exists() else ():
        yield look(folder / one["file"]), one["text"]


def report(name: str, lines: Iterator[tuple[Sequence[Line], str]], judges: Judges, weight: float) -> None:
    """Print how many of some lines are read exactly in each way."""
    ways = {"glyphs": (1.0, 0.0), "line": (0.0, 1.0), "both": (weight, 1.0)}
    right: dict[str, list[bool]] = {way: [] for way in ways}
    for found, text in lines:
        heard = [listen(line, judges) for line in found]
        for way, weights in ways.items():
            said = [best_of(one, *weights) for one in heard if one is not None]
            right[way].append("\n".join(part for part in said if part) == text)
    shares = ", ".join(f"{way} {np.mean(exact):.1%}" for way, exact in right.items() if exact)
    print(f"{name}: {shares} of {len(right['both'])}", flush=True)


def best_of(heard: Opinions, of_glyphs: float, of_line: float) -> str:
    """Return the text that is best by weighed opinions."""
    scores = of_glyphs * heard.of_glyphs + of_line * heard.of_line
    return heard.paths[int(scores.argmax())].text


if __name__ == "__main__":
    main()
