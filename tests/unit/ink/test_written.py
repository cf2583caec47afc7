"""All writing of a picture is found, whatever it was written on, and nothing where nothing was written."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inkdigits.ink.written import LOWEST, find_writing


@pytest.fixture
def written():
    """The mask of a ring, a stroke and a hook."""
    mask = np.zeros((120, 400), np.uint8)
    cv2.circle(mask, (70, 60), 30, 1, 6)
    cv2.line(mask, (190, 25), (180, 95), 1, 6)
    cv2.polylines(mask, [np.array([[270, 30], [330, 30], [290, 95]])], False, 1, 6)
    return mask > 0


def paper(name, shape):
    """Return paper of some kind, as light as it is."""
    rng = np.random.default_rng(4)
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    kinds = {
        "grainy": 0.8 + rng.normal(0, 0.03, shape),
        "shaded": 0.9 - 0.5 * columns / shape[1],
        "waves": 0.8 + 0.06 * np.sin(rows / 2.0 + 3 * np.sin(columns / 30)),
        "ruled": np.where(np.abs(rows - 108) < 1.5, 0.5, 0.85),
    }
    return kinds[name].astype(np.float32).clip(0, 1)


@pytest.mark.parametrize("kind", ["grainy", "shaded", "waves", "ruled"])
@pytest.mark.parametrize("is_light", [False, True])
def test_writing_is_found_on_any_paper(written, kind, is_light):
    """Nearly all of it, and hardly anything else; light ink on dark paper as well."""
    gray = np.where(written, 0.35, 1.0).astype(np.float32) * paper(kind, written.shape)
    gray = 1.0 - gray if is_light else gray
    ink = find_writing(gray).ink
    assert ink.shape == written.shape
    assert (ink[written] > 0.3).mean() > 0.9
    far = cv2.dilate(written.astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    assert (ink[far] > 0.3).mean() < 0.02


def test_low_pictures_are_enlarged(written):
    """And say by how much."""
    small = cv2.resize(
        np.where(written, 0.2, 0.9).astype(np.float32), (160, 48), interpolation=cv2.INTER_AREA
    )
    found = find_writing(small)
    assert found.ink.shape[0] == LOWEST
    assert found.unit == pytest.approx(48 / LOWEST)


def test_nothing_is_found_where_nothing_was_written():
    """On blank paper, and on paper that is all grain."""
    assert not find_writing(np.full((120, 400), 0.8, np.float32)).ink.any()
    grain = np.random.default_rng(0).normal(0.6, 0.05, (120, 400)).clip(0, 1).astype(np.float32)
    assert find_writing(grain).ink.mean() < 0.05
