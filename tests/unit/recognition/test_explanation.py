"""An explanation shows where the ink is that the answer rests on."""

from __future__ import annotations

import dataclasses

import numpy as np

from inkdigits.recognition.explanation import explain


class HalfBlind:
    """Says 7 as long as there is ink in the upper half, and looks nowhere else."""

    def classify(self, digits):
        """Return a 7 that is as probable as the upper half has ink."""
        seven = np.clip(digits[:, :14].sum(axis=(1, 2)) / 50_000, 0.05, 0.95)
        probabilities = np.repeat((1 - seven)[:, None] / 9, 10, axis=1)
        probabilities[:, 7] = seven
        return probabilities.astype(np.float32)


def test_only_what_changes_the_answer_matters(recognizer, a_drawn_seven):
    """Where the recognizer does not look, the map is empty; where it does, it is brightest."""
    glyph = recognizer.read_strokes(a_drawn_seven).digits[0]
    glyph = dataclasses.replace(glyph, probabilities=HalfBlind().classify(glyph.normalized[None])[0])
    unchecked = getattr(explain, "__wrapped__", explain)  # HalfBlind is no Recognizer
    mattered = unchecked(glyph, HalfBlind())
    assert (mattered.shape, mattered.dtype, mattered.max()) == ((28, 28), np.uint8, 255)
    assert mattered[:14].sum() > 20 * mattered[19:].sum()


class Staring:
    """Says 7 as long as there is ink at one place, row 9 and column 19."""

    def classify(self, digits):
        """Return a 7 that is probable only with ink there."""
        seven = np.where(digits[:, 9, 19] > 0, 0.91, 0.1)
        probabilities = np.repeat((1 - seven)[:, None] / 9, 10, axis=1)
        probabilities[:, 7] = seven
        return probabilities.astype(np.float32)


def test_what_matters_is_brightest_where_it_is(recognizer, a_drawn_seven):
    """The map fades around the one place that is looked at, evenly on all sides."""
    glyph = recognizer.read_strokes(a_drawn_seven).digits[0]
    picture = np.zeros((28, 28), np.uint8)
    picture[5:24, 5:24] = 255
    probabilities = Staring().classify(picture[None])[0]
    glyph = dataclasses.replace(glyph, normalized=picture, probabilities=probabilities)
    mattered = getattr(explain, "__wrapped__", explain)(glyph, Staring()).astype(float)
    rows, columns = np.indices(mattered.shape)
    assert abs((mattered * rows).sum() / mattered.sum() - 9) < 1.1
    assert abs((mattered * columns).sum() / mattered.sum() - 19) < 1.1
    assert mattered[9, 19] > 200
    assert mattered[9, 8] == mattered[20, 19] == 0


def test_the_real_recognizer_can_be_asked(recognizer, a_drawn_seven):
    """Windows that hide only paper change nothing: far from the ink nothing matters."""
    glyph = recognizer.read_strokes(a_drawn_seven).digits[0]
    mattered = explain(glyph, recognizer)
    assert mattered.max() == 255
    assert mattered[0].max() == 0
