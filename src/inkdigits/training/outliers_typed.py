"""Letters and symbols of fonts, made to look as if a hand had written them with some pen.

Fonts have more forms of a letter than anybody could draw here, but their lines are thinner or thicker than
a pen's; so every character gets a new width of line, from how far each pixel is from the character's edge.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inkdigits.ink.normalize import BOX, crop_to_ink, find_ink
from inkdigits.shapes import Ink
from inkdigits.training import characters
from inkdigits.training.outliers_sources import SIDE, Sources, bend, choose_pen

NOWHERE = "\U0010fffe"  # no character, so that a font draws for it what it draws for all that it lacks
SAMPLE = 24  # px, size at which characters are compared with that
ROOM = 22  # px around a character, so that its lines may grow
INKED = 0.5  # share of the darkest, that counts as ink
EDGE = 1.5  # px, over which the edge of a line goes from ink to paper
THINNING = 0.4  # share of its width that a line may lose before it falls to pieces
PAGE = 160  # px, side of a page; a line is 13 px high
LINES = (2, 6)  # of a page, fewest and most, the latter excluded

Kind = Callable[[np.random.Generator, Sources], Ink]


def typed(letters: str) -> Kind:
    """Return a kind of outlier: one of ``letters`` in one of the fonts that have it."""

    def one_of_them(rng: np.random.Generator, sources: Sources) -> Ink:
        font, letter = _choose(letters, rng, sources)
        return bend(_rewrite(_write(letter, font), rng), rng)

    return one_of_them


def word(rng: np.random.Generator, sources: Sources) -> Ink:
    """Return a word of three to six letters, none of which is an i or an l."""
    letters = characters.SMALL_LETTERS + "aorstuy"
    font, _ = _choose(characters.SMALL_LETTERS, rng, sources)
    text = "".join(rng.choice(list(letters), rng.integers(3, 7)))
    return bend(_write(text.capitalize() if rng.random() < 0.5 else text, font), rng, slant=0.1)  # noqa: PLR2004


def page(rng: np.random.Generator, sources: Sources) -> Ink:
    """Return lines of small text."""
    font, _ = _choose(characters.SMALL_LETTERS, rng, sources)
    letters = list("aabcdeeefghiilmnoorstuvw")
    lines = [
        " ".join("".join(rng.choice(letters, rng.integers(2, 8))) for _ in range(rng.integers(2, 5)))
        for _ in range(rng.integers(*LINES))
    ]
    picture = Image.new("L", (PAGE, PAGE))
    ImageDraw.Draw(picture).multiline_text((4, 4), "\n".join(lines), fill=255, font=_open(font, 13))
    return bend(np.asarray(picture, np.float32) / 255, rng, slant=0.1)


def _choose(letters: str, rng: np.random.Generator, sources: Sources) -> tuple[Path, str]:
    """Return a font that has some of ``letters``, and one that it has."""
    able = [(font, had) for font in sources.fonts if (had := _had_by(font, letters))]
    if not able:
        raise ValueError(f"none of the {len(sources.fonts)} fonts has any of {letters}; see training.fonts")
    font, had = able[rng.integers(len(able))]
    return font, had[rng.integers(len(had))]


@cache
def _had_by(font: Path, letters: str) -> str:
    """Return those of ``letters`` that the font has; what it draws for any other is no letter."""
    opened = _open(font, SAMPLE)
    lacking = (_mask(NOWHERE, opened), _mask(" ", opened))
    return "".join(letter for letter in letters if _mask(letter, opened) not in lacking)


@cache
def _open(font: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font), size, layout_engine=ImageFont.Layout.BASIC)


def _mask(text: str, font: ImageFont.FreeTypeFont) -> bytes:
    picture, _ = font.getmask2(text, mode="L")
    return bytes(picture) if picture.size[0] else b""


def _write(text: str, font: Path) -> Ink:
    """Return ``text`` in ``font``, the larger side ``SIDE`` px, with room around."""
    opened = _open(font, SIDE // 2 if len(text) > 1 else SIDE)
    left, top, right, bottom = opened.getbbox(text)
    size = (round(right - left) + 8, round(bottom - top) + 8)
    picture = Image.new("L", size)
    ImageDraw.Draw(picture).text((4 - left, 4 - top), text, fill=255, font=opened)
    drawn: Ink = np.asarray(picture, np.float32) / 255
    drawn = crop_to_ink(drawn) if find_ink(drawn) else drawn
    scale = SIDE / max(drawn.shape)
    glyph: Ink = cv2.resize(drawn, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
    return np.pad(glyph, ROOM)


def _rewrite(glyph: Ink, rng: np.random.Generator) -> Ink:
    """Return the glyph with lines as wide as some pen's, as far as its form survives it."""
    inside = (glyph >= INKED * glyph.max()).astype(np.uint8)
    within = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    without = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 3)
    width = 4.0 * float(within[inside > 0].mean())  # a line's pixels lie a quarter of its width from its edge
    wanted = choose_pen(rng) / BOX * SIDE
    grown = max(wanted - width, -THINNING * width) / 2
    grown = min(grown, ROOM - 2.0)
    rewritten: Ink = np.clip((within - without + np.float32(grown)) / EDGE + np.float32(0.5), 0.0, 1.0)
    return rewritten
