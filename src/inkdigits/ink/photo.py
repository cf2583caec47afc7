"""Find the ink of a photograph: what somebody wrote, on a sheet that may be ruled, shaded and on a table."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

import cv2
import numpy as np

from inkdigits.ink.paper import DEVIATION_OF_MEDIAN, find_edges, find_paper, light_lacking
from inkdigits.ink.rules import remove_rules
from inkdigits.ink.writing import belonging, find_pieces
from inkdigits.shapes import Gray, Ink

SIDE = 640  # px, a larger picture is reduced to it: a digit a twentieth as long still has 32 px
WIDTHS = (0.06, 0.17)  # of the longer side, widest line of a fine and of a felt pen
LEAST_WIDTH = 7  # px, widest line in a small picture
THICKER = 1.3  # times as much ink must be found as with a fine pen, to believe in a felt pen
LIGHTER = 3.0  # times as much must be found light as dark, to believe in chalk
LEAST_WORTH = 1.5e-6  # of the picture's pixels: most blank sheets have less, and 1 in 100 digits
LOOKS = 3  # inks that end at edges and are handed on; more of them showed no more digits
MOST = 2  # of them are by the same pen
CANDIDATES = 8  # pieces among which the second one is sought
POOREST = 1e-3  # of the best piece's worth, least that the second has
BOARD = 0.7  # of the chalk's light, most that a blackboard sends
LEAST = 0.07  # of the paper's light, least that ink takes
FAINTEST_RULE = 0.03  # of the paper's light
DEVIATIONS = 4.0  # of the paper's grain, least that ink takes
SMOOTHING = 3  # px, side of the square over which grain is averaged
BRIGHTEST = 99  # percent of a picture are darker than its brightest
BRIGHT = 95  # percent of the paper are darker than its brightest
LIT = 0.6  # of the brightest paper's light; there its grain is measured
WHOLE = 0.6  # of the picture, a sheet that does not end in it
FULL = 85  # percent of the written pixels are paler than what counts as full ink


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Dark lines up to some width, by the share of their paper's light that they lack, and their paper."""

    lacking: Gray  # grain and rules taken off
    paper: Gray


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A piece with what belongs to it.

    Attributes:
        ink: all of it.
        fine: whether it was looked for as a fine pen's.
        amount: how much ink the piece itself has.
        worth: how much of that, if it is writing.
    """

    ink: Ink
    fine: bool
    amount: float
    worth: float


def inks_of_photo(gray: Gray) -> list[Ink]:
    """Return what may be the writing in ``gray``, the likeliest first; nothing where no line stands out.

    A larger picture is shrunk, and the inks are as large as the shrunk picture.
    """
    share = min(1.0, SIDE / max(gray.shape))
    if share < 1.0:
        small = cv2.resize(gray, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        gray = small.astype(np.float32, copy=False)
    looks = _written(gray)
    if _may_be_board(gray):
        chalk = _written(1.0 - gray)
        # A strip of paper on a dark table is narrow, too: it is no fine line, and what is dark on it stays.
        if _worth([look for look in chalk if look.fine]) > LIGHTER * _worth(looks):
            looks = chalk + looks
    return [look.ink for look in looks]


def _may_be_board(gray: Gray) -> bool:
    """Tell whether all that is light is narrow, as chalk is and a sheet is not."""
    board = 1.0 - find_paper(1.0 - gray, widest=round(WIDTHS[1] * max(gray.shape)))
    chalk = float(cv2.blur(gray, (SMOOTHING, SMOOTHING)).max())
    return float(np.percentile(board[::2, ::2], BRIGHTEST)) < BOARD * chalk


def _worth(looks: list[Look]) -> float:
    return max((look.worth for look in looks), default=0.0)


def _written(gray: Gray) -> list[Look]:
    """Return what may be dark writing, the likeliest first.

    A fine and a felt pen may have written it, on the sheet, which ends where another surface begins.  The
    last look crosses such edges, because a hard shadow makes one as well, and may fall on a digit.
    """
    by_fine, by_felt = (_find_lines(gray, width) for width in WIDTHS)
    fine = _pieces(gray, by_fine, find_edges(by_fine.paper), fine=True, most=MOST)
    felt = _pieces(gray, by_felt, find_edges(by_felt.paper), fine=False, most=MOST)
    across = _pieces(gray, by_fine, np.zeros(gray.shape, np.bool_), fine=True, most=1)
    thick = fine and felt and felt[0].amount > THICKER * fine[0].amount and felt[0].worth >= fine[0].worth
    by_turns = zip_longest(*((felt, fine) if thick else (fine, felt)))
    looks = [look for both in by_turns for look in both if look is not None][:LOOKS]
    return looks + [look for look in across if not any(np.array_equal(look.ink, one.ink) for one in looks)]


def _pieces(gray: Gray, lines: Lines, edges: np.ndarray, *, fine: bool, most: int) -> list[Look]:
    """Return up to ``most`` pieces of the ``lines``, which end at ``edges``, the likeliest first."""
    pieces = find_pieces(gray, lines.lacking, lines.paper, edges)
    looks: list[Look] = []
    if pieces is None:
        return looks
    taken = np.zeros(gray.shape, np.bool_)
    least = max(LEAST_WORTH * gray.size, POOREST * float(pieces.worth.max()))
    for best in np.argsort(-pieces.worth)[:CANDIDATES]:
        if pieces.worth[best] < least or len(looks) == most:
            break
        if not taken[pieces.labels == best + 1].any():
            mask = belonging(pieces, int(best))
            taken |= mask
            amount, worth = float(pieces.ink[best]), float(pieces.worth[best])
            looks.append(Look(_full(lines.lacking, mask), fine, amount, worth))
    return looks


def _find_lines(gray: Gray, width: float) -> Lines:
    """Return the dark lines up to ``width`` of the longer side."""
    lacking, paper = light_lacking(gray, widest=max(LEAST_WIDTH, round(width * max(gray.shape))))
    lacking = cv2.blur(lacking, (SMOOTHING, SMOOTHING)).astype(np.float32, copy=False)
    brightest = float(np.percentile(paper[::4, ::4], BRIGHT))
    grain = DEVIATIONS * DEVIATION_OF_MEDIAN * float(np.median(lacking[paper >= LIT * brightest]))
    sheet, faintest = paper >= LIT * brightest, max(FAINTEST_RULE, grain / 2)
    lacking = remove_rules(lacking, np.ones_like(sheet), least=faintest)
    if sheet.mean() < WHOLE:  # is it in the shade, or does it end?
        lacking = remove_rules(lacking, sheet, least=faintest)
    grain *= brightest  # a camera's grain is the same in the dark, where there is less light to lack
    lacking = np.where((lacking > LEAST) & (lacking * paper > grain), lacking, 0.0)
    return Lines(lacking.astype(np.float32, copy=False), paper)


def _full(lacking: Gray, mask: np.ndarray) -> Ink:
    """Return the ink under ``mask``, so scaled that most of it is full."""
    ink = np.where(mask, lacking, 0.0)
    full = float(np.percentile(ink[mask], FULL))
    return np.minimum(ink / full, 1.0).astype(np.float32, copy=False)
