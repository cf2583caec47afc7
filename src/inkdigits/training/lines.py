"""Compose lines of handwritten digits: one hand writes a number, or MNIST's images are laid side by side.

People write a number in one hand: one size, one slant, a baseline that drifts, and gaps that are wide, narrow
or none.  Digits are set as a printer kerns: a gap is the distance between two lines of ink at the height
where they come nearest, so that a leaning 7 may reach over a dot.  What stands between the digits and is none
of them (dots, dashes, currency) is written too, and belongs to no digit.

The unit of a line is the height of a digit; its baseline is at 0 and y grows downward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled
from inkdigits.ink.normalize import crop_to_ink
from inkdigits.shapes import Ink, Strokes
from inkdigits.training.drawing import vary
from inkdigits.training.line_marks import between, letter_stroked, trailing
from inkdigits.training.line_setting import Manner, choose_manner, gaps_of, outline_of, set_side_by_side

NOBODY = -1  # owns the strokes that belong to no digit
UNKNOWN = "?"  # a glyph of a digit's size that is none
COUNTS = (2, 8)  # digits of most lines
RARE = 0.08  # share of lines of any count from 1 to LONGEST
LONGEST = 10
ONE_HAND = 0.9  # share of lines that one writer wrote, of those that are varied
ROUND_SUMS = 0.2  # share of varied lines that end in two or three zeros, as prices do
WORDS = 0.3  # of the lines with a letter hold nothing but letters
DOUBLED = 0.15  # share of varied lines with a digit repeated
FREELY = 0.5  # share of varied lines whose digits are varied as far as single ones are
FLAT = 0.75  # of its width a digit counts as high at least, or a flat one would grow huge
TRIES = 200  # places looked at for a digit of the text
NEARBY = 50  # digits looked at from each; those of a writer lie together


@dataclass(frozen=True, slots=True, eq=False)
class WrittenLine:
    """A line as a pen wrote it.

    Attributes:
        strokes: in the order written, in the unit of the line.
        owners: of each stroke the place of its digit in ``text``, or ``NOBODY``.
        text: the digits, left to right; ``UNKNOWN`` for what has a digit's size and is none.
    """

    strokes: Strokes
    owners: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class PastedLine:
    """A line of MNIST's images.

    Attributes:
        glyphs: each image cut to its ink.
        frames: (2, 3) each; where the glyph's (x, y), in shares of its height, come to lie in the line.
        marks: strokes that belong to no digit.
        text: the digits, left to right.
    """

    glyphs: list[Ink]
    frames: list[np.ndarray]
    marks: Strokes
    text: str


def write_line(  # noqa: PLR0913  what a line may be like; all of it by name
    pen: Sequence[PenDigit],
    rng: np.random.Generator,
    *,
    count: int | None = None,
    touching: float = 0.2,
    varied: bool = False,
    skew: float = 0.0,
    marked: float = 0.0,
    strange: float = 0.0,
) -> WrittenLine:
    """Return a line of digits from ``pen``, written by one of its writers.

    Args:
        pen: the digits to take; plain lines hold their strokes as they were drawn, only sized and placed.
        rng: where the chance comes from.
        count: how many digits; chance, mostly 2 to 8, where it is None.
        touching: share of lines in which some digits touch.
        varied: whether digits, slant, size and baseline vary as hands do, or little.
        skew: degrees, most that the line is turned.
        marked: share of lines with dots, dashes, currency and the like.
        strange: share of lines with a letter in the place of a digit, or of all of them.
    """
    text = _choose_text(rng, count=count, varied=varied, strange=strange)
    manner = choose_manner(rng, touching=touching, varied=varied)
    glyphs = _written(text, pen, rng, manner=manner, varied=varied)
    glyphs, owners, placed = _arrange(glyphs, manner, rng, marked=marked)
    turn = _rotation(rng, skew)
    strokes, owned = [], []
    for glyph, owner in zip(placed, owners, strict=True):
        strokes += [stroke @ turn.T for stroke in glyph]
        owned += [owner] * len(glyph)
    return WrittenLine(strokes, tuple(owned), text)


def paste_line(
    mnist: Labeled,
    rng: np.random.Generator,
    *,
    count: int | None = None,
    touching: float = 0.2,
    skew: float = 0.0,
    marked: float = 0.0,
) -> PastedLine:
    """Return a line of images of ``mnist``; the arguments are those of ``write_line``."""
    text = _choose_text(rng, count=count, varied=True, strange=0.0)
    manner = choose_manner(rng, touching=touching, varied=True)
    images = [_image_of(int(digit), mnist, rng) for digit in text]
    shapes = [manner.shape(rng) for _ in text]
    # Glyphs are set by the points of their ink, as strokes are by theirs.
    glyphs: list[Strokes] = [
        [_points_of(image) @ shape.T] for image, shape in zip(images, shapes, strict=True)
    ]
    glyphs, owners, placed = _arrange(glyphs, manner, rng, marked=marked)
    turn = _rotation(rng, skew)
    frames, marks = [], []
    for before, after, owner in zip(glyphs, placed, owners, strict=True):
        if owner == NOBODY:
            marks += [stroke @ turn.T for stroke in after]
        else:
            moved = after[0][0] - before[0][0]
            frames.append(np.column_stack([turn @ shapes[owner], turn @ moved]))
    return PastedLine(images, frames, marks, text)


def _arrange(
    glyphs: list[Strokes], manner: Manner, rng: np.random.Generator, *, marked: float
) -> tuple[list[Strokes], list[int], list[Strokes]]:
    """Return the glyphs, with marks among them by chance; whose each is; and where the line has them."""
    owners = list(range(len(glyphs)))
    if rng.random() < marked:
        glyphs, owners = _mark(glyphs, owners, rng)
    return glyphs, owners, _set(glyphs, owners, manner, rng)


def _choose_text(rng: np.random.Generator, *, count: int | None, varied: bool, strange: float) -> str:
    """Return the digits of a line."""
    if count is None:
        rare = varied and rng.random() < RARE
        count = int(rng.integers(1, LONGEST + 1) if rare else rng.integers(COUNTS[0], COUNTS[1] + 1))
    text = list("".join(str(digit) for digit in rng.integers(0, 10, count)))
    if varied and count > 2 and rng.random() < ROUND_SUMS:  # noqa: PLR2004  two zeros at least, and a digit
        zeros = int(rng.integers(2, min(count, 4)))
        text[-zeros:] = "0" * zeros
    elif varied and count > 1 and rng.random() < DOUBLED:
        place = int(rng.integers(1, count))
        text[place] = text[place - 1]
    if rng.random() < strange:
        text[int(rng.integers(count))] = UNKNOWN
        if rng.random() < WORDS:
            text = [UNKNOWN] * count
    return "".join(text)


def _written(
    text: str, pen: Sequence[PenDigit], rng: np.random.Generator, *, manner: Manner, varied: bool
) -> list[Strokes]:
    """Return the strokes of each glyph, standing on the baseline."""
    writer = None if varied and rng.random() > ONE_HAND else pen[int(rng.integers(len(pen)))].writer
    freely = varied and rng.random() < FREELY
    glyphs = []
    for letter in text:
        if letter == UNKNOWN:
            strokes = letter_stroked(rng)
        else:
            one = _digit_of(int(letter), writer, pen, rng)
            strokes = vary(one, rng) if freely else one.strokes
        smaller = manner.zeros if letter == "0" else 1.0
        shape = manner.shape(rng) * smaller
        glyphs.append([stroke @ shape.T for stroke in _stand(strokes)])
    return glyphs


def _digit_of(digit: int, writer: int | None, pen: Sequence[PenDigit], rng: np.random.Generator) -> PenDigit:
    """Return some ``digit`` by ``writer``; by another where that one wrote none."""
    for at in rng.integers(0, len(pen), TRIES).tolist():
        if writer not in (None, pen[at].writer):
            continue
        for one in pen[at : at + NEARBY]:
            if one.digit == digit and writer in (None, one.writer):
                return one
    able = [one for one in pen if one.digit == digit]
    by_writer = [one for one in able if one.writer == writer]
    chosen = by_writer or able
    if not chosen:
        raise ValueError(f"none of the {len(pen):,} pen digits is a {digit}; hand in some of each")
    return chosen[int(rng.integers(len(chosen)))]


def _image_of(digit: int, mnist: Labeled, rng: np.random.Generator) -> Ink:
    """Return some image of ``digit``, cut to its ink."""
    while True:
        for at in rng.integers(0, len(mnist), TRIES).tolist():
            if mnist.labels[at] == digit:
                return crop_to_ink(mnist.digits[at].astype(np.float32) / np.float32(255))


def _stand(strokes: Strokes) -> Strokes:
    """Return ``strokes`` one unit high, on the baseline, beginning at x = 0."""
    every = np.concatenate(strokes)
    low, high = every.min(axis=0), every.max(axis=0)
    width, height = high - low
    size = max(float(height), FLAT * float(width), 1e-9)
    return [(stroke - [low[0], high[1]]) / size for stroke in strokes]


def _points_of(image: Ink) -> np.ndarray:
    """Return the places of the ink of a glyph, one unit high, on the baseline."""
    rows, columns = np.nonzero(image > 0.5)  # noqa: PLR2004  half of the darkest
    height, width = image.shape
    size = max(height, FLAT * width)
    points: np.ndarray = np.column_stack([(columns + 0.5) / size, (rows + 0.5 - height) / size])
    return points


def _mark(
    glyphs: list[Strokes], owners: list[int], rng: np.random.Generator
) -> tuple[list[Strokes], list[int]]:
    """Return the glyphs with what is none between, before and behind them."""
    marked, owned = list(glyphs), list(owners)
    for place, mark in sorted(between(len(glyphs), rng).items(), reverse=True):
        marked.insert(place, mark)
        owned.insert(place, NOBODY)
    if (last := trailing(rng)) is not None:
        marked.append(last)
        owned.append(NOBODY)
    return marked, owned


def _set(glyphs: list[Strokes], owners: list[int], manner: Manner, rng: np.random.Generator) -> list[Strokes]:
    """Return the glyphs placed side by side, up and down as the hand goes."""
    is_mark = [owner == NOBODY for owner in owners]
    lifted = [
        glyph if mark else _move(glyph, down=manner.rise(rng))
        for glyph, mark in zip(glyphs, is_mark, strict=True)
    ]
    gaps = gaps_of(is_mark, manner, rng)
    places = set_side_by_side([outline_of(glyph) for glyph in lifted], gaps, kerned=manner.kerned)
    return [
        _move(glyph, right=place, down=manner.drift * place)
        for glyph, place in zip(lifted, places, strict=True)
    ]


def _move(glyph: Strokes, *, right: float = 0.0, down: float = 0.0) -> Strokes:
    by = np.array([right, down])
    return [stroke + by for stroke in glyph]


def _rotation(rng: np.random.Generator, most: float) -> np.ndarray:
    """Return a turn by up to ``most`` degrees either way."""
    angle = radians(rng.uniform(-most, most)) if most else 0.0
    return np.array([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]])
