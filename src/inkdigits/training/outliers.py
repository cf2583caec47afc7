"""Pictures that are no digits, generated: they teach the network to refuse, and measure whether it does.

Nobody has a list of all that is no digit, so it is measured on kinds that were never taught: of letters
Greek ones and those of fonts kept out, which whoever measures hands in (see ``fonts``), of shapes spirals,
stars and smileys, and so on.  All that a person could honestly read as a digit is left out of both (see
``characters``), since a network that is taught to refuse it refuses people's digits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import cycle, islice
from math import radians, tan

import cv2
import numpy as np

from inkdigits.ink.normalize import find_ink, normalize
from inkdigits.shapes import Digit, Digits, Ink
from inkdigits.training import characters, lettering, outliers_drawn, outliers_pictured, outliers_pieced
from inkdigits.training.outliers_sources import Sources
from inkdigits.training.outliers_typed import Kind, page, typed, word

__all__ = [
    "KEPT_OUT_KINDS",
    "TAUGHT_KINDS",
    "Sources",
    "compose_outliers",
    "is_upright_line",
    "outlier_digits",
]

INKED = 64  # of 255: a pixel that belongs to a line
SLENDER = 0.35  # of a line's length, most that it is wide
FILLED = 0.6  # of the rectangle around it, least that a line covers
UPRIGHT = tan(radians(30))  # most that a 1 leans

TAUGHT_KINDS: dict[str, Kind] = {
    "pen capitals": outliers_drawn.lettered(lettering.CAPITALS),
    "pen small letters": outliers_drawn.lettered(lettering.SMALL_LETTERS),
    "capitals": typed(characters.CAPITALS),
    "small letters": typed(characters.SMALL_LETTERS),
    "Cyrillic letters": typed(characters.CYRILLIC),
    "letters of other scripts": typed(characters.OTHER_SCRIPTS),
    "symbols": typed(characters.SYMBOLS),
    "shapes": outliers_drawn.shape,
    "scribbles": outliers_drawn.scribble,
    "dots and dashes": outliers_drawn.dots_and_dashes,
    "pieces of digits": outliers_pieced.piece,
    "digits over each other": outliers_pieced.overlap,
    "two digits": outliers_pieced.two_digits,
    "blobs": outliers_pictured.blob,
    "textures": outliers_pictured.texture,
    "photos": outliers_pictured.photo,
    "pages": page,
}
KEPT_OUT_KINDS: dict[str, Kind] = {
    "pen Cyrillic": outliers_drawn.lettered(lettering.CYRILLIC),
    "letters of kept-out fonts": typed(characters.CAPITALS + characters.SMALL_LETTERS),
    "Greek letters": typed(characters.GREEK),
    "typed arrows and stars": typed(characters.ARROWS_AND_STARS),
    "stars and arrows": outliers_drawn.star_or_arrow,
    "spirals": outliers_drawn.spiral,
    "smileys": outliers_drawn.smiley,
    "three digits": outliers_pieced.three_digits,
    "checkers": outliers_pictured.checker,
    "words": word,
}
KINDS = TAUGHT_KINDS | KEPT_OUT_KINDS


def outlier_digits(
    count: int, *, kinds: Collection[str], sources: Sources, rng: np.random.Generator
) -> tuple[list[str], Digits]:
    """Return the kind of each of ``count`` outliers, and what the network sees of it; else as below."""
    digits = np.empty((count, 28, 28), np.uint8)
    names = []
    for place, (name, ink) in enumerate(compose_outliers(count, kinds=kinds, sources=sources, rng=rng)):
        names.append(name)
        digits[place] = normalize(ink)
    return names, digits


def compose_outliers(
    count: int, *, kinds: Collection[str], sources: Sources, rng: np.random.Generator
) -> Iterator[tuple[str, Ink]]:
    """Yield ``count`` outliers with the name of their kind, the kinds in turn, each with some ink.

    Args:
        count: how many.
        kinds: names from ``TAUGHT_KINDS`` or ``KEPT_OUT_KINDS``; one named twice comes twice as often.
        sources: what they are made of.
        rng: where the chance comes from.

    Raises:
        ValueError: none of the fonts has any character of a kind.
    """
    for name in islice(cycle(kinds), count):
        ink = KINDS[name](rng, sources)
        while find_ink(ink) is None:
            ink = KINDS[name](rng, sources)
        yield name, ink


def is_upright_line(digit: Digit) -> bool:
    """Tell whether ``digit`` is a single upright line: whatever it was, it reads as a 1."""
    inked = digit > INKED
    if cv2.connectedComponents(inked.astype(np.uint8))[0] != 2:  # noqa: PLR2004  the ground and one piece
        return False
    places = np.argwhere(inked)[:, ::-1].astype(float)
    axes = np.linalg.eigh(np.cov(places.T) if len(places) > 1 else np.eye(2))[1]
    across, along = np.ptp(places @ axes, axis=0) + 1  # px
    is_line = across <= SLENDER * along and len(places) >= FILLED * across * along
    return bool(is_line and abs(axes[0, 1]) <= UPRIGHT * abs(axes[1, 1]))
