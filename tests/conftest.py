"""What every test may ask for, and the type checks that run under all of them.

Every function of inkdigits is called through beartype while testing: an array of another shape or type
than its annotation promises (see ``inkdigits.shapes``) fails the test that made it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import jaxtyping
import numpy as np
import pytest

if TYPE_CHECKING:
    from inkdigits import Recognizer
    from inkdigits.shapes import Strokes

# Must happen before anything imports inkdigits: the hook rewrites modules as they are loaded.
jaxtyping.install_import_hook("inkdigits", "beartype.beartype")

# A developer's own settings must not decide what the tests see; where the data lies is theirs to say.
for setting in [name for name in os.environ if name.startswith("INKDIGITS_") and name != "INKDIGITS_DATA"]:
    del os.environ[setting]


@pytest.fixture(scope="session")
def mnist_data() -> Path:
    """The data folder, with MNIST in it; without it the test is skipped, since a checkout brings none."""
    return data_folder_with("mnist/train-images*", "mnist/train-labels*")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The data folder, with MNIST and the pen digits in it; without them the test is skipped."""
    return data_folder_with("mnist/train-images*", "mnist/train-labels*", "pen/*")


def data_folder_with(*patterns: str) -> Path:
    """Return the data folder, or skip the test where nothing in it fits one of ``patterns``."""
    from inkdigits.data.folder import data_folder

    folder = data_folder()
    missing = [pattern for pattern in patterns if not any(folder.glob(pattern))]
    if missing:
        pytest.skip(f"no {missing[0]} in {folder}: run `inkdigits data fetch` or set INKDIGITS_DATA")
    return folder


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    """The recognizer as users get it, on the bundled model."""
    import inkdigits

    return inkdigits.load()


@pytest.fixture
def a_drawn_seven() -> Strokes:
    """A seven as the pen draws one: a bar to the right, then a slanted stem, in one stroke."""
    bar = np.stack([np.linspace(60, 200, 15), np.full(15, 60.0)], axis=1)
    stem = np.stack([np.linspace(200, 110, 20), np.linspace(60, 240, 20)], axis=1)
    return [np.concatenate([bar, stem])]
