"""How well digits are read as they come: images as MNIST stores them, drawings stroke by stroke."""

from __future__ import annotations

import numpy as np
from answers import Answers
from blocks import Block, percent, score_table
from trials import score
from worlds import Worlds


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


def _in_short(worlds: Worlds, paper: Answers, drawn: Answers, *, well: np.ndarray) -> tuple[str, ...]:
    every, of_well = score(paper.right), score(paper.right[well])
    doubt = f" ({percent(of_well)} of the {of_well.count:,} well-labeled)" if worlds.disputed else ""
    of_drawn = score(drawn.right)
    return (
        f"{worlds.paper_name}: {percent(every)} of {every.count:,}{doubt}",
        f"{worlds.drawn_name}: {percent(of_drawn)} of {of_drawn.count:,}",
    )
