"""How well pictures of the same digits are read: on canvases, enlarged, photographed, spoiled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import product

import numpy as np
from blocks import Block, percent, score_table
from pages import PENS, PLACEMENTS, TILTS, Placement, draw_on_canvas, enlarge, photo, spoil
from trials import Trial, read_trials, score
from worlds import Worlds

import inkdigits
from inkdigits.training.corruptions import KEPT_OUT, TAUGHT, Corruption
from inkdigits.training.evaluation import DEVIATIONS, Score

A_KIND = 1_000  # images for each corruption
Cell = tuple[Placement, int, float]


def measure_canvases(recognizer: inkdigits.Recognizer, worlds: Worlds) -> Block:
    """Return the accuracy on drawings as pictures, over placement, pen and tilt; the worst cell is named."""
    cells: list[Cell] = list(product(PLACEMENTS, PENS, TILTS))
    strokes, labels = [one.strokes for one in worlds.drawn], worlds.drawn_labels
    trials = [
        Trial(strokes, labels, partial(draw_on_canvas, placement=placement, pen=pen, tilt=tilt))
        for placement, pen, tilt in cells
    ]
    right = dict(zip(cells, read_trials(recognizer, trials), strict=True))
    mean = score(np.concatenate(list(right.values())))
    (placement, pen, tilt), worst = min(right.items(), key=lambda cell: float(cell[1].mean()))
    worst_name = f"{placement.name}, pen {pen} px, tilt {tilt:g} degrees"
    rows = [
        (f"{place.name}, pen {width} px", score(np.concatenate([right[place, width, one] for one in TILTS])))
        for place, width in product(PLACEMENTS, PENS)
    ]
    text = score_table([("mean of all", mean), *rows, (f"worst cell: {worst_name}", score(worst))])
    text += f"\n\nThe same strokes, {worlds.drawn_name}, on a canvas of 280x280 px; "
    text += "tilts of -15, 0 and 15 degrees are taken together, but each is a cell of its own."
    short = f"their drawings as pictures, of any place, size and pen: {percent(mean)} of {mean.count:,}, "
    short += f"in the worst of {len(cells)} cells {percent(score(worst))}"
    return Block(name="accuracy_canvases", text=text, short=(short,))


def measure_enlarged(recognizer: inkdigits.Recognizer, worlds: Worlds, *, as_stored: np.ndarray) -> Block:
    """Return how much is lost where images come as pictures; ``as_stored``: which were right without."""
    trial = Trial(worlds.paper.digits, worlds.paper.labels, enlarge)
    (right,) = read_trials(recognizer, [trial])
    text = score_table([("as MNIST stores them", score(as_stored)), ("as pictures", score(right))])
    points, half = _difference(right, as_stored)
    text += f"\n\nThe difference is {points:+.2f} points ({points - half:+.2f} to {points + half:+.2f}): "
    text += f"{worlds.paper_name}, enlarged four to twelve times by one of five methods, padded unevenly, "
    text += "half of them dark on white."
    short = f"the same images as pictures, enlarged, off the center, in either polarity: {points:+.2f} points"
    return Block(name="accuracy_enlarged", text=text, short=(short,))


def measure_photos(recognizer: inkdigits.Recognizer, worlds: Worlds) -> Block:
    """Return the accuracy on photographs made of the strokes."""
    trial = Trial([one.strokes for one in worlds.drawn], worlds.drawn_labels, photo)
    (right,) = read_trials(recognizer, [trial])
    writers = np.array([one.writer for one in worlds.drawn])
    rows = [(f"of writer {writer}", score(right[writers == writer])) for writer in np.unique(writers)]
    text = score_table([("photographs", score(right)), *rows])
    text += (
        "\n\nOne photograph of each drawing, made by `inkdigits.training.photos`: paper, pen, light, shadow, "
    )
    text += "rules, blur, perspective and size are chance."
    short = f"photographs generated from their drawings: {percent(score(right))} of {right.size:,}"
    return Block(name="accuracy_photos", text=text, short=(short,))


def measure_corruptions(recognizer: inkdigits.Recognizer, worlds: Worlds) -> Block:
    """Return the accuracy on spoiled images, kind by kind, those never taught apart."""
    rng = np.random.default_rng(0)
    chosen = np.sort(rng.permutation(len(worlds.paper))[:A_KIND])
    images = worlds.paper.take(chosen)
    kinds = {**TAUGHT, **KEPT_OUT}
    trials = [
        Trial(images.digits, images.labels, partial(spoil, corruption=corruption), seed=1_000_000 * place)
        for place, corruption in enumerate(kinds.values())
    ]
    right = dict(zip(kinds, read_trials(recognizer, trials), strict=True))
    taught, kept_out = (_together(right, group) for group in (TAUGHT, KEPT_OUT))
    rows = [
        (f"taught, mean of {len(TAUGHT)} kinds", taught),
        (f"kept out, mean of {len(KEPT_OUT)} kinds", kept_out),
    ]
    rows.append(("mean of all", score(np.concatenate(list(right.values())))))
    rows += [
        (f"{'kept out' if kind in KEPT_OUT else 'taught'}: {kind}", score(one)) for kind, one in right.items()
    ]
    text = score_table(rows)
    text += f"\n\n{worlds.paper_name}, the same {len(images):,} images for each kind, half of them enlarged "
    text += "before, half with dark ink."
    short = (
        f"spoiled images: {percent(taught)} in ways that were taught, {percent(kept_out)} in ways never seen"
    )
    return Block(name="accuracy_corruptions", text=text, short=(short,))


def _together(right: Mapping[str, np.ndarray], kinds: Mapping[str, Corruption]) -> Score:
    return score(np.concatenate([right[kind] for kind in kinds]))


def _difference(right: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """Return by how many points the first is better, and half of the 95 % interval, of paired answers."""
    differences = right.astype(float) - other
    half = DEVIATIONS * differences.std() / np.sqrt(max(1, right.size))
    return 100 * float(differences.mean()), 100 * float(half)
