"""Turn a taught line network into the part of a model file that reads lines, fitted on others' lines."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch

from inkdigits.errors import ExportFailed
from inkdigits.ink.decode import decode_glyph, decode_gray
from inkdigits.ink.rows import TALL
from inkdigits.ink.strokes import check_strokes
from inkdigits.model.artifact import Lines
from inkdigits.model.line_runtime import LineNetwork as Shipped
from inkdigits.recognition.lines import Line, drawn_lines, inked_lines
from inkdigits.recognition.numbers import Judges, listen
from inkdigits.training.export import AGREEMENT, write_onnx
from inkdigits.training.line_calibration import Judged, fit_lines
from inkdigits.training.line_corpus import LineSources
from inkdigits.training.line_network import LineNetwork, count_multiply_adds
from inkdigits.training.line_pictures import picture_of_line
from inkdigits.training.line_plan import LinePlan
from inkdigits.training.lines import paste_line, write_line
from inkdigits.training.network import count_parameters

FITTED = 1_000  # lines of either kind, on which both networks are weighed
SEED = 1  # of these lines; those that benchmarks compose are others
MARKED, SKEW = 0.4, 10.0  # of the lines in pictures: share with dots and dashes, and degrees
PASTED = 0.3  # share of them that are images of MNIST
PROOF = (64, 172)  # px, widths of lines on which both engines are compared


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Lines of a picture or a drawing, and what they say."""

    lines: Sequence[Line]
    text: str


def export_lines(
    network: LineNetwork,
    plan: LinePlan,
    judges: Judges,
    sources: LineSources,
    *,
    history: list[dict[str, Any]],
    count: int = FITTED,
) -> Lines:
    """Return what a model file holds to read lines with.

    Args:
        network: the taught network.
        plan: what it was taught by.
        judges: who says what the glyphs of a line are; their line network is not asked.
        sources: digits of writers, and images, that taught nothing.
        history: what was seen while it learned.
        count: lines of either kind that it is fitted on.

    Raises:
        ExportFailed: ONNX Runtime does not answer as PyTorch does.
    """
    onnx = line_to_onnx(network)
    both = Judges(judges.assess, Shipped(onnx))
    prove_agreement(Shipped(onnx), network)
    drawn = [_judge(one, both) for one in drawn_by_others(sources, both, count)]
    pictured = [_judge(one, both) for one in pictured_by_others(sources, count)]
    fitted = {"drawn": fit_lines(drawn), "pictured": fit_lines(pictured)}
    return Lines(
        network=onnx,
        drawn=fitted["drawn"],
        pictured=fitted["pictured"],
        plan=asdict(plan),
        metrics={
            "drawn_lines": count,
            "drawn_exact": _exact(drawn, fitted["drawn"][0]),
            "pictured_lines": count,
            "pictured_exact": _exact(pictured, fitted["pictured"][0]),
            "parameters": count_parameters(network),
            "multiply_adds": count_multiply_adds(network, width=TALL),
        },
        history=history,
    )


def drawn_by_others(sources: LineSources, judges: Judges, count: int) -> Iterator[Known]:
    """Yield lines as pens draw them."""
    for number in range(count):
        line = write_line(sources.pen, np.random.default_rng([SEED, number]))
        yield Known(drawn_lines(check_strokes(line.strokes), judges.assess), line.text)


def pictured_by_others(sources: LineSources, count: int) -> Iterator[Known]:
    """Yield pictures of lines, written or put together of images."""
    for number in range(count):
        chance = np.random.default_rng([SEED + 1, number])
        if chance.random() < PASTED:
            picture = picture_of_line(paste_line(sources.mnist, chance, marked=MARKED, skew=SKEW), chance)
        else:
            picture = picture_of_line(write_line(sources.pen, chance, marked=MARKED, skew=SKEW), chance)
        shrunk = decode_gray(picture.picture)
        lines = inked_lines(shrunk, decode_glyph(shrunk, photos=False), number=True)
        yield Known(lines, picture.text)


def line_to_onnx(network: LineNetwork) -> bytes:
    """Return ``network`` as ONNX: ``ink`` float32 (n, 32, width) -> ``logits`` float32 (n, width / 2, 12)."""
    steps = torch.export.Dim("steps", min=2, max=4_096)
    return write_onnx(network, torch.zeros(2, TALL, 64), takes="ink", sizes={2: 4 * steps})


def prove_agreement(shipped: Shipped, taught: LineNetwork) -> None:
    """Raise ``ExportFailed`` where the shipped network's probabilities differ from the taught one's."""
    taught = copy.deepcopy(taught).cpu().eval()
    for width in PROOF:
        rows = np.random.default_rng(width).random((TALL, width), np.float32)
        with torch.inference_mode():
            expected = taught(torch.from_numpy(rows)[None])[0].softmax(dim=1).numpy()
        said = torch.from_numpy(shipped.logits(rows)).softmax(dim=1).numpy()
        difference = float(np.abs(said - expected).max())
        if not difference < AGREEMENT:  # written so that NaN fails too
            raise ExportFailed(
                f"ONNX Runtime's probabilities of a line differ from PyTorch's by {difference:.2g}, "
                f"promised is less than {AGREEMENT:g}; report this with your versions of both"
            )


def _judge(known: Known, judges: Judges) -> Judged:
    """Return what is said of the line; of several lines that there should not be, nothing is right."""
    heard = listen(known.lines[0], judges) if known.lines else None
    if heard is None:
        return Judged(np.zeros(1), np.zeros(1), np.zeros(1, np.bool_))
    right = np.array([path.text == known.text and len(known.lines) == 1 for path in heard.paths])
    return Judged(heard.of_glyphs, heard.of_line, right)


def _exact(judged: list[Judged], weight: float) -> float:
    """Return the share of lines that are read exactly."""
    best = [int((weight * one.of_glyphs + one.of_line).argmax()) for one in judged]
    return float(np.mean([one.right[at] for one, at in zip(judged, best, strict=True)]))
