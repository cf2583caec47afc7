"""How well digits are read as they come: images as MNIST stores them, and drawings stroke by stroke."""

from __future__ import annotations

import numpy as np
from answers import Answers
from blocks import Block, percent, score_table
from hands import read_styles
from styles import SEED, TIMES
from trials import score
from worlds import Worlds

import inkdigits
from inkdigits.training.evaluation import Score


def measure_paper_and_pen(worlds: Worlds, paper: Answers, drawn: Answers) -> Block:
    """Return the accuracy on both worlds, by digit and by writer, the worst of whom is named."""
    well = ~np.isin(np.arange(len(paper.labels)), worlds.disputed)
    rows = [(worlds.paper_name, score(paper.right))]
    if worlds.disputed:
        rows.append(("of it, the well-labeled images", score(paper.right[well])))
    rows.append((worlds.drawn_name, score(drawn.right)))
    writers = np.array([one.writer for one in worlds.drawn])
    by_writer = [(writer, score(drawn.right[writers == writer])) for writer in np.unique(writers)]
    worst = min(by_writer, key=lambda row: row[1].accuracy)
    rows += [(f"drawn by writer {writer}", one) for writer, one in by_writer]
    rows += [
        (f"{worlds.paper_name}, digit {digit}", score(paper.right[paper.labels == digit]))
        for digit in range(10)
    ]
    rows += [(f"drawn, digit {digit}", score(drawn.right[drawn.labels == digit])) for digit in range(10)]
    refused = int((~paper.accepted).sum()), int((~drawn.accepted).sum())
    text = score_table(rows)
    text += f"\n\nThe worst read of the writers is writer {worst[0]}, with {percent(worst[1])}. "
    text += f'Of the images {refused[0]:,} and of the drawings {refused[1]:,} were answered with "?", '
    text += "which counts as wrong."
    return Block(name="accuracy", text=text, short=_in_short(worlds, paper, drawn, well=well))


def measure_styles(recognizer: inkdigits.Recognizer) -> Block:
    """Return the accuracy on digits written in styles that MNIST hardly has; the worst is named."""
    rows = []
    for style in read_styles():
        written = style.written(np.random.default_rng(SEED), times=TIMES)
        texts = [recognizer.read_strokes(strokes, expect="digit").text for strokes in written]
        rows.append((style.name, score(np.array(texts) == str(style.digit))))
    every = Score(right=sum(one.right for _, one in rows), count=sum(one.count for _, one in rows))
    worst = min(rows, key=lambda row: row[1].accuracy)
    text = score_table([("all styles", every), *rows])
    text += f"\n\nShapes of `benchmarks/hands.txt`, each written {TIMES} times; none of them is ever taught."
    short = f"styles that MNIST hardly has, such as a 7 with a bar: {percent(every)} of {every.count:,}, "
    short += f"the worst {percent(worst[1])} ({worst[0]})"
    return Block(name="accuracy_styles", text=text, short=(short,))


def _in_short(worlds: Worlds, paper: Answers, drawn: Answers, *, well: np.ndarray) -> tuple[str, ...]:
    every, of_well = score(paper.right), score(paper.right[well])
    doubt = f" ({percent(of_well)} of the {of_well.count:,} well-labeled)" if worlds.disputed else ""
    of_drawn = score(drawn.right)
    return (
        f"{worlds.paper_name}: {percent(every)} of {every.count:,}{doubt}",
        f"{worlds.drawn_name}: {percent(of_drawn)} of {of_drawn.count:,}",
    )
