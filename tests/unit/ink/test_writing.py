"""Among all that differs from its paper, writing is told by its line, its ground and its place."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inkdigits.ink.paper import find_edges
from inkdigits.ink.writing import belonging, find_pieces


def scene():
    """Return paper with a digit's stroke, numbered first as the topmost piece."""
    gray = np.full((200, 300), 0.9, np.float32)
    cv2.polylines(gray, [np.array([[120, 40], [180, 40], [140, 150]])], False, 0.3, 5)
    return gray


def pieces_of(gray, paper=None):
    """Return the pieces of what is darker than the paper, 0.9 where nothing is said, cut at its edges."""
    paper = np.full_like(gray, 0.9) if paper is None else paper
    lacking = np.maximum(1 - gray / paper, 0).astype(np.float32)
    return find_pieces(gray, np.where(lacking > 0.05, lacking, np.float32(0)), paper, find_edges(paper))


def test_on_blank_paper_there_are_no_pieces():
    """Nothing is darker there."""
    assert pieces_of(np.full((50, 50), 0.9, np.float32)) is None


@pytest.mark.parametrize("rival", ["blot", "border", "edge", "table"])
def test_a_line_on_even_paper_is_worth_more_than_what_is_none(rival):
    """Than a blot, what reaches beyond the border, the edge between two grounds, or things on a table."""
    gray, paper = scene(), np.full((200, 300), 0.9, np.float32)
    if rival == "blot":
        cv2.circle(gray, (60, 150), 35, 0.3, cv2.FILLED)
    elif rival == "border":
        gray[:, :12] = 0.3
    elif rival == "edge":
        gray[176:, :] = paper[176:, :] = 0.2
        gray[170:176, 5:295] = 0.3
    else:
        gray[165:, :] = paper[165:, :] = 0.2
        gray[180:190, 20:280] = 0.05
    pieces = pieces_of(gray, paper)
    best = int(pieces.worth.argmax())
    assert pieces.boxes[best].tolist()[0] >= 110
    assert pieces.boxes[best].tolist()[3] <= 158


def test_what_is_near_and_as_dark_belongs_to_the_best_and_nothing_else_does():
    """A second stroke beside it does; one far away, and a faint one, do not."""
    gray = scene()
    cv2.line(gray, (120, 100), (190, 96), 0.3, 5)  # crosses the first: one piece
    cv2.line(gray, (195, 60), (195, 110), 0.35, 5)
    cv2.line(gray, (285, 150), (285, 190), 0.3, 5)
    cv2.line(gray, (100, 60), (100, 110), 0.8, 5)
    pieces = pieces_of(gray)
    mask = belonging(pieces, int(pieces.worth.argmax()))
    assert mask[80, 195]
    assert not mask[170, 285]
    assert not mask[80, 100]


def test_pieces_end_where_their_surface_does():
    """A pen that lies across the sheet's edge is cut there, and what is on the table is not the digit's."""
    gray, paper = scene(), np.full((200, 300), 0.9, np.float32)
    gray[160:] = paper[160:] = 0.4
    gray[:160, 150:156] = np.minimum(gray[:160, 150:156], 0.3)
    gray[160:190, 150:156] = 0.1
    pieces = pieces_of(gray, paper)
    mask = belonging(pieces, int(pieces.worth.argmax()))
    assert mask[100, 152]
    assert not mask[160:].any()
    assert (pieces.boxes[:, 1] >= 160).any()
