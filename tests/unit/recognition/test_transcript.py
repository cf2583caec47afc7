"""Texts are as probable as all ways to write them together, which small examples can count."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

from inkdigits.recognition.transcript import (
    NOTHING,
    SIGNS,
    align,
    likeliest,
    likeliest_path,
    log_probabilities,
    log_shares,
)


def said(text, *, sure=6.0):
    """Return what a network says that sees ``text``, a class a column; "-" is nothing."""
    logits = np.zeros((len(text), 12), np.float32)
    for column, sign in zip(logits, text, strict=True):
        column[NOTHING if sign == "-" else SIGNS.index(sign)] = sure
    return log_shares(logits)


def counted(shares):
    """Return the probability of every text, by going through all sequences of classes."""
    totals = {}
    for path in itertools.product(range(12), repeat=len(shares)):
        merged = [sign for sign, _ in itertools.groupby(path)]
        text = "".join(SIGNS[sign] for sign in merged if sign != NOTHING)
        share = np.exp(sum(shares[at, sign] for at, sign in enumerate(path)))
        totals[text] = totals.get(text, 0.0) + share
    return totals


@pytest.fixture
def short():
    """Three columns of chance."""
    return log_shares(np.random.default_rng(2).normal(0, 2, (3, 12)).astype(np.float32))


def test_the_probability_of_a_text_is_that_of_all_its_ways(short):
    """Repetitions merged and nothings left out; all texts together are certain."""
    totals = counted(short)
    texts = list(totals)
    assert_allclose(np.exp(log_probabilities(short, texts)), [totals[text] for text in texts], rtol=1e-4)
    assert_allclose(sum(totals.values()), 1.0, rtol=1e-4)


def test_the_likeliest_text_is_found(short):
    """Where few columns leave few prefixes, the search is exact."""
    totals = counted(short)
    assert likeliest(short)[0] == max(totals, key=totals.get)


@pytest.mark.parametrize(
    ("columns", "text"), [("-44--0-7-", "407"), ("11-11", "11"), ("----", ""), ("5?5", "5?5"), ("8", "8")]
)
def test_what_the_network_sees_is_read(columns, text):
    """A digit over several columns is one, and equal digits are two where nothing lies between."""
    assert likeliest(said(columns))[0] == likeliest_path(said(columns)) == text


def test_each_sign_is_found_where_it_stands():
    """The first column of each, and the one after its last."""
    assert align(said("-44--0-7-"), "407").tolist() == [[1, 3], [5, 6], [7, 8]]
    assert align(said("---"), "").shape == (0, 2)


def test_a_text_that_does_not_fit_is_next_to_impossible():
    """Two equal digits need three columns."""
    assert log_probabilities(said("11"), ["11"])[0] < -1e6


def test_a_short_text_is_no_likelier_for_a_long_one_beside_it():
    """What lies behind its end belongs to the longer texts alone; over thousands of columns that tells."""
    shares = log_shares(np.tile(np.eye(12, dtype=np.float32)[NOTHING] * 14, (2048, 1)))
    texts = ["", "1" * 5, "1" * 200]
    together = log_probabilities(shares, texts)
    alone = [log_probabilities(shares, [text])[0] for text in texts]
    assert together[:2] == pytest.approx(alone[:2], abs=1e-6)
    assert together.max() <= 0.0
