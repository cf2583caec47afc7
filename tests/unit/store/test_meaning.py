"""What was meant is understood in the digits of every script, and in nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkdigits.errors import BadCorrection
from inkdigits.store.meaning import LONGEST, digits_meant, text_read

DECIMALS = st.characters(categories=["Nd"])


@given(st.text(DECIMALS, min_size=1, max_size=50))
def test_every_decimal_digit_of_unicode_is_a_digit(text):
    """Full-width, Arabic-Indic, Devanagari: the value counts, not the script."""
    assert digits_meant(text) == "".join(str(unicodedata.decimal(sign)) for sign in text)


@given(st.text(max_size=60))
def test_what_is_understood_consists_of_digits_and_means_itself(text):
    """Whatever is typed is refused, or becomes digits that mean the same when they are sent again."""
    try:
        meant = digits_meant(text)
    except BadCorrection:
        return
    assert set(meant) <= set("0123456789\n")
    assert "" not in meant.split("\n")
    assert digits_meant(meant) == meant


@given(st.text("0123456789? \n", max_size=60))
def test_what_was_read_may_hold_what_is_no_digit_or_be_empty(text):
    """It is what a reading says; only blanks are dropped."""
    read = text_read(text)
    assert [line for line in read.split("\n") if line] == [
        line for line in text.replace(" ", "").splitlines() if line
    ]


@pytest.mark.parametrize(
    "text", ["?", "7?", "", " \n ", "7a", "²", "½", "⑦", "一", "9" * (LONGEST + 1), 7, None]
)
def test_what_is_no_number_is_not_meant(text):
    """Powers, fractions, circled digits and words are no digits of a number."""
    with pytest.raises(BadCorrection):
        digits_meant(text)


def test_the_operator_may_say_that_something_is_no_digit():
    """Where it is asked for, "?" may stand among the digits."""
    assert digits_meant("4?7", no_digit=True) == "4?7"
    with pytest.raises(BadCorrection, match='"label"'):
        digits_meant("x", field="label", no_digit=True)
