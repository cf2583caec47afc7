"""Which way of reading a line is right most often: dividing it into digits, reading it as a whole, or both?

Prints, and writes into docs/results.md, how many lines are read exactly by the best division into glyphs
alone (``recognition/lattice.py``), by the line network alone (``recognition/transcript.py``), and by both as
the model weighs them; on composed lines of the writers to choose by, drawn and in pictures, and on real
cheques where these are at hand.  Neither MNIST's test set nor the writers to report on are looked at.

    python benchmarks/line_methods.py [--model FILE] [--print-only]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from figures import parser_for, provenance, publish, table
from written_lines import CHEQUES, LINES, PICTURES, compose_drawn, compose_pictured

import inkdigits
from inkdigits.data.folder import data_folder
from inkdigits.data.splits import split_pen
from inkdigits.ink.decode import Source, decode_glyph, decode_gray
from inkdigits.ink.strokes import check_strokes
from inkdigits.model.line_runtime import LineNetwork
from inkdigits.recognition.lines import Line, drawn_lines, inked_lines
from inkdigits.recognition.numbers import Judges, Opinions, listen

WAYS = ("by its glyphs", "as a whole", "by both")
PACKAGES = ("inkdigits", "numpy", "onnxruntime", "opencv-python-headless")


def main() -> None:
    """Measure, print and publish."""
    options = parse_options()
    recognizer = inkdigits.load(options.model)
    fitted = recognizer.artifact.line
    if fitted is None:
        raise SystemExit("this model reads no lines: add what does by `inkdigits lines`")
    judges = Judges(recognizer.assess, LineNetwork(fitted.network))
    drawn = split_pen().choosing
    pen = (
        (drawn_lines(check_strokes(line.strokes), recognizer.assess), line.text)
        for line in compose_drawn(drawn, LINES)
    )
    paper = ((look(line.picture), line.text) for line in compose_pictured(drawn, PICTURES))
    cheques = read_cheques(data_folder() / CHEQUES)
    rows = [
        compare("lines of 2 to 8 digits, as strokes", pen, judges, fitted.drawn[0]),
        compare("such lines in pictures, of any paper", paper, judges, fitted.pictured[0]),
        compare("real cheque amounts", cheques, judges, fitted.pictured[0]),
    ]
    text = table(("read exactly", *WAYS, "of"), rows)
    print(text)
    if not options.print_only:
        made = provenance(fingerprint=recognizer.fingerprint, packages=PACKAGES)
        publish("line_methods", f"{text}\n\n{made}")


def parse_options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = parser_for(__doc__)
    parser.add_argument("--model", type=Path, help="a model file [default: the bundled one]")
    return parser.parse_args()


def look(picture: Source) -> Sequence[Line]:
    """Return the lines in a picture of a number."""
    shrunk = decode_gray(picture)
    return inked_lines(shrunk, decode_glyph(shrunk, photos=False), number=True)


def read_cheques(folder: Path) -> Iterator[tuple[Sequence[Line], str]]:
    """Yield the lines of each cheque; none where they are not at hand."""
    labels = folder / "labels.json"
    for one in json.loads(labels.read_text()) if labels.exists() else ():
        yield look(folder / one["file"]), one["text"]


def compare(
    name: str, lines: Iterator[tuple[Sequence[Line], str]], judges: Judges, weight: float
) -> tuple[str, ...]:
    """Return, as a row of the table, the share of some lines that is read exactly in each way."""
    weights = dict(zip(WAYS, ((1.0, 0.0), (0.0, 1.0), (weight, 1.0)), strict=True))
    right: dict[str, list[bool]] = {way: [] for way in weights}
    for found, text in lines:
        heard = [listen(line, judges) for line in found]
        for way, (of_glyphs, of_line) in weights.items():
            said = [best_of(one, of_glyphs, of_line) for one in heard if one is not None]
            right[way].append("\n".join(part for part in said if part) == text)
    shares = (f"{100 * np.mean(exact):.1f} %" if exact else "-" for exact in right.values())
    return name, *shares, f"{len(right[WAYS[0]]):,}"


def best_of(heard: Opinions, of_glyphs: float, of_line: float) -> str:
    """Return the text that is best by weighed opinions."""
    scores = of_glyphs * heard.of_glyphs + of_line * heard.of_line
    return heard.paths[int(scores.argmax())].text


if __name__ == "__main__":
    main()
