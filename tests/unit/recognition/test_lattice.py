"""The best path through a lattice explains all pieces: as digits, parts of digits, or what is dropped."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.ink.pieces import Pieces
from inkdigits.recognition.lattice import BEAM, MOST, Lattice, Node, Span, candidates


def line(*boxes, cut=(), height=100.0):
    """Return pieces with these boxes, some of them cut off their left neighbors."""
    mask = np.zeros(len(boxes), np.bool_)
    mask[list(cut)] = True
    return Pieces(np.array(boxes, float).reshape(-1, 4), mask, height)


def said(spans, digits):
    """Return what a network says that is sure of the spans in ``digits``, and of no other."""
    probabilities = np.full((len(spans), 10), 0.1, np.float32)
    is_digit = np.full(len(spans), 0.02, np.float32)
    for number, span in enumerate(spans):
        if tuple(span) in digits:
            probabilities[number] = 0.001
            probabilities[number, digits[tuple(span)]] = 0.991
            is_digit[number] = 0.99
    return probabilities, is_digit


def read(pieces, digits):
    """Return the best paths."""
    spans = candidates(pieces)
    return Lattice(pieces, spans, *said(spans, digits)).best_paths()


FOUR, SEVEN = (0, 0, 60, 100), (80, 0, 140, 100)


def test_two_digits_are_two_nodes_of_the_best_path():
    """Their candidates are told, so that one finds box and picture again."""
    pieces = line(FOUR, SEVEN)
    best = read(pieces, {(0, 1): 4, (1, 2): 7})[0]
    assert best.text == "47"
    assert best.nodes == (Node(candidates(pieces).index(Span(0, 1)), 4), Node(best.nodes[1].candidate, 7))


def test_a_digit_in_two_pieces_is_one_where_the_network_says_so():
    """The bar of a 5 lies over its body; alone each of them is none."""
    assert read(line((0, 30, 60, 100), (20, 0, 70, 8), SEVEN), {(0, 2): 5, (2, 3): 7})[0].text == "57"


def test_a_digit_that_was_cut_is_put_together_again():
    """Both halves read as a digit, too; that the pen went on speaks against it."""
    pieces = line((0, 0, 30, 100), (30, 0, 60, 100), cut=[1])
    assert read(pieces, {(0, 1): 6, (1, 2): 1, (0, 2): 0})[0].text == "0"


@pytest.mark.parametrize("mark", [(65, 92, 73, 100), (64, 85, 72, 108), (62, 48, 78, 54)])
def test_a_dot_a_comma_and_a_dash_between_digits_are_dropped(mark):
    """Even where the network takes the comma for a 1."""
    assert read(line(FOUR, mark, SEVEN), {(0, 1): 4, (1, 2): 1, (2, 3): 7})[0].text == "47"


def test_a_small_zero_is_no_dot():
    """Half as high as the other digits is a digit still."""
    assert read(line(FOUR, (70, 50, 110, 100)), {(0, 1): 4, (1, 2): 0})[0].text == "40"


def test_a_glyph_of_a_digits_size_that_is_none_becomes_a_question_mark():
    """It is neither dropped nor guessed."""
    best = read(line(FOUR, SEVEN), {(0, 1): 4})[0]
    assert best.text == "4?"
    assert best.nodes[1].digit is None


def test_other_texts_follow_with_falling_scores():
    """Each text once."""
    paths = read(line(FOUR, SEVEN), {(0, 1): 4, (1, 2): 7})
    assert len({path.text for path in paths}) == len(paths) <= BEAM
    assert [path.score for path in paths] == sorted((path.score for path in paths), reverse=True)


def test_the_whole_line_is_a_candidate_however_many_pieces_it_has():
    """A digit in a dozen strokes is one digit."""
    hatched = [(8 * at, 0, 8 * at + 10, 100) for at in range(2 * MOST)]
    pieces = line(*hatched)
    assert Span(0, 2 * MOST) in candidates(pieces)
    assert read(pieces, {(0, 2 * MOST): 8})[0].text == "8"


def test_candidates_grow_with_the_line_and_not_with_its_square():
    """Two hundred digits are no difficulty."""
    pieces = line(*[(80 * at, 0, 80 * at + 60, 100) for at in range(200)])
    assert len(candidates(pieces)) < 200 * MOST + 1
    digits = {(at, at + 1): at % 10 for at in range(200)}
    assert read(pieces, digits)[0].text == "0123456789" * 20
