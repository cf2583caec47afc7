"""Only plain values pass, and they pass unchanged."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.errors import BadModel
from inkdigits.model.plain import as_plain


@pytest.mark.parametrize("value", [None, True, -3, 0.5, "text", b"bytes", [1, [2]], {"a": {"b": []}}])
def test_plain_values_stay_as_they_are(value):
    """What is plain already is equal afterwards, and of the same type."""
    assert repr(as_plain(value)) == repr(value)


def test_arrays_become_lists():
    """An array of numbers is a list of plain numbers."""
    assert repr(as_plain(np.array([[1, 2], [3, 4]], np.uint8))) == "[[1, 2], [3, 4]]"


def test_nothing_is_shared_but_text():
    """Lists are new each time; equal text is one object, which is how a pickle knows it again."""
    row = [1]
    first, second = as_plain([row, row])
    assert first is not second
    left, right = as_plain([str(b"ab", "ascii"), str(b"ab", "ascii")])
    assert left is right


@pytest.mark.parametrize("value", [{1, 2}, 1j, object(), float("inf"), {"a": {2: 3}}, np.array([{1}])])
def test_anything_else_is_refused(value):
    """Sets, objects, complex and infinite numbers, and keys that are no text, have no place here."""
    with pytest.raises(BadModel, match="convert it"):
        as_plain(value)
