"""Find a table on a page, and cut it into pictures of its cells, upright and without their rules.

A page comes photographed: askew, in perspective, bent, in uneven light, on a table, with notes around.
What holds in all of that is that the rules of a table cross.  Each cell is cut by its own four corners, so
nothing has to be straight but the short way from one crossing to the next.  Where nothing is ruled, rows
and columns are found by the gaps between what is written (``spacing.py``).

A table with other rows or columns than were asked for is refused: nobody would see that numbers moved up a
row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from inkdigits.errors import BadTable
from inkdigits.ink.cells import Cut, cut_cells
from inkdigits.ink.crossings import Ruled, find_ruled, put_between
from inkdigits.ink.frame import close_frame
from inkdigits.ink.paper import DARKEST, DEVIATION_OF_MEDIAN, close_lines
from inkdigits.ink.ruling import Rule, find_level_rules, find_upright_rules
from inkdigits.ink.spacing import find_spaced
from inkdigits.ink.wiping import wipe_rules
from inkdigits.shapes import Gray

SIDE = 2000  # px, longer side of a page that cells are cut from; a larger one is shrunk to it
LOOK = 1200  # px, longer side of the page that rules are sought in
SMALLEST = 32  # px, shorter side of a page that may hold a table
MOST = 60  # rows, or columns: in more of them a cell is too small for a digit to be read
WIDEST = 0.021  # of the longer side, widest line that is ink and not paper
ACROSS = 0.5  # of the picture, least that a line of ruled paper is seen; a column of 1s is one on less
FAINTEST_RULE = 0.04  # of the paper's light, least that a rule takes
FAINTEST = 0.07  # of the paper's light, least that ink takes
DEVIATIONS = 4.0  # of the paper's grain, least that ink takes
SMOOTHING = 3  # px, side of the square over which grain is averaged


class Size(NamedTuple):
    """How many rows and columns there are, or must be; None: any number."""

    rows: int | None
    columns: int | None

    def fits(self, asked: Size) -> bool:
        """Tell whether it is what was asked for."""
        return asked.rows in {None, self.rows} and asked.columns in {None, self.columns}

    def __str__(self) -> str:
        counts = ((self.rows, "row"), (self.columns, "column"))
        named = (f"{'any' if n is None else n} {name}{'' if n == 1 else 's'}" for n, name in counts)
        return " and ".join(named)


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    """A page, as large as cells are cut from it.

    Attributes:
        lacking: the share of its paper's light that each pixel lacks.
        level, upright: all lines that may be rules.
        ruled: the table among them, or None where none cross as a table's do.
    """

    lacking: Gray
    level: list[Rule]
    upright: list[Rule]
    ruled: Ruled | None


def find_cells(gray: Gray, *, rows: int | None = None, columns: int | None = None) -> list[list[Cut]]:
    """Return the cells of the table in ``gray``, row by row; their corners are px of it.

    ``rows`` and ``columns`` say how many there must be; without them, as many as are ruled.

    Raises:
        BadTable: there is no table, or it has other rows or columns than there must be.
    """
    check_size(rows, columns)
    if min(gray.shape) < SMALLEST:
        raise BadTable(f"a page of {gray.shape[1]}x{gray.shape[0]} px is too small to hold a table")
    page, asked = _look(gray), Size(rows, columns)
    if page.ruled is None and rows is None:
        raise BadTable(
            "no ruled table was found on the page; is it whole in the picture, and sharp? Where nothing is "
            "ruled, say how many rows and columns of numbers there are"
        )
    if page.ruled is None:
        return _cut_spaced(page.lacking, _long(page.level), _long(page.upright), asked)
    ruled = _complete(page.ruled, asked)
    found = Size(len(ruled.level) - 1, len(ruled.upright) - 1)
    if rows is not None and 1 in found and not found.fits(asked):  # a frame, or columns alone
        _clear_outside(page.lacking, ruled.corners)
        return _cut_spaced(page.lacking, ruled.level, ruled.upright, asked)
    _compare(found, asked, how="are ruled")
    wiped = wipe_rules(page.lacking, ruled.level, ruled.upright, least=FAINTEST)
    return cut_cells(page.lacking, ruled.corners, wiped)


def check_size(rows: int | None, columns: int | None) -> None:
    """Refuse a number of rows or columns that no page can have.

    Raises:
        BadTable: it is less than 1, or more than can be read.
    """
    for name, count in (("rows", rows), ("columns", columns)):
        if count is not None and not 1 <= count <= MOST:
            raise BadTable(f"a table of {count:,} {name} was asked for, but it must be 1 to {MOST}")


def _look(gray: Gray) -> _Page:
    """Return what lacks light on the page, and its lines."""
    share = min(1.0, LOOK / max(gray.shape))
    small = cv2.resize(gray, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) if share < 1.0 else gray
    lacking, paper = _lacking(small.astype(np.float32, copy=False), FAINTEST_RULE)
    level = find_level_rules(lacking, least=FAINTEST_RULE)
    upright = find_upright_rules(lacking, least=FAINTEST_RULE)
    ruled = find_ruled(level, upright, paper)
    fine = _lacking(gray, FAINTEST)[0]
    height, width = gray.shape
    level, upright = [one.enlarged(width) for one in level], [one.enlarged(height) for one in upright]
    if ruled is not None:
        ruled = close_frame(ruled)
        across, down = (
            tuple(one.enlarged(size) for one in rules)
            for rules, size in ((ruled.level, width), (ruled.upright, height))
        )
        ruled = Ruled(across, down) if min(len(across), len(down)) > 1 else None
    return _Page(fine, level, upright, ruled)


def _long(rules: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.seen.mean() >= ACROSS]


def _cut_spaced(
    lacking: Gray, level: Sequence[Rule], upright: Sequence[Rule], asked: Size
) -> list[list[Cut]]:
    """Return the cells of a table without rules of its own; lines that are on the page are wiped off."""
    wiped = wipe_rules(lacking, level, upright, least=FAINTEST)
    spaced = find_spaced(lacking)
    if spaced is None:
        raise BadTable("no table is ruled on the page, and no numbers were found on it")
    _compare(Size(spaced.rows, spaced.columns), Size(asked.rows, asked.columns or 1), how="of numbers stand")
    return cut_cells(lacking, spaced.corners, wiped)


def _clear_outside(lacking: Gray, corners: np.ndarray) -> None:
    """Leave, in place, only what is inside of the frame."""
    inside = np.zeros(lacking.shape, np.uint8)
    frame = np.array([corners[0, 0], corners[0, -1], corners[-1, -1], corners[-1, 0]])
    cv2.fillConvexPoly(inside, np.rint(frame).astype(np.int32), 1)
    lacking[inside == 0] = 0.0


def _complete(ruled: Ruled, asked: Size) -> Ruled:
    """Return ``ruled`` with the lines that were asked for and are not seen, if there is no doubt where."""
    level, upright = (
        (put_between(rules, count + 1 - len(rules)) if count and count + 1 > len(rules) else None) or rules
        for rules, count in ((ruled.level, asked.rows), (ruled.upright, asked.columns))
    )
    return Ruled(level, upright)


def _lacking(gray: Gray, least: float) -> tuple[Gray, Gray]:
    """Return the share of its paper's light that each pixel lacks, without its grain; and the paper.

    Both are smoothed alike before they are compared, or a line would seem to run along the edge of a shadow.
    """
    side = max(SMOOTHING, round(WIDEST * max(gray.shape))) | 1
    smooth = cv2.blur(gray, (SMOOTHING, SMOOTHING))
    paper = np.ascontiguousarray(close_lines(smooth, side), np.float32)
    grain = DEVIATIONS / SMOOTHING * DEVIATION_OF_MEDIAN * float(np.median(np.abs(gray - smooth)[::2, ::2]))
    # In light, not in shares of it: a camera's grain is the same in the dark, where less light can lack.
    missing = paper - smooth
    missing -= np.median(missing[::2, ::2])  # closing takes the brighter grains
    lacking = (missing / np.maximum(paper, DARKEST)).astype(np.float32, copy=False)
    lacking[(lacking < least) | (missing < grain)] = 0.0
    return lacking, paper


def _compare(found: Size, asked: Size, *, how: str) -> None:
    """Refuse a table that is not as large as was asked for."""
    if max(found.rows or 0, found.columns or 0) > MOST:
        raise BadTable(f"{found} {how} on the page, but at most {MOST} of each can be read")
    if found.fits(asked):
        return
    told = f"{found} {how} on the page, but {asked} were asked for"
    if asked == Size(found.columns, found.rows):
        raise BadTable(f"{told}: it seems to lie on its side; turn the picture by 90 degrees")
    raise BadTable(
        f"{told}; ask for what is there, a row of headings included, or take the picture again so that "
        "all of it is seen"
    )
