"""Where a part of the extra is missing, the error says what to install; other errors stay themselves."""

from __future__ import annotations

import importlib

import pytest

from inkdigits.errors import MissingExtra
from inkdigits.training.extra import needs_train_extra


@pytest.mark.parametrize("package", ["torch", "sklearn.base", "matplotlib.figure"])
def test_a_missing_package_of_the_extra_is_named(package):
    """Name, purpose, and the line that mends it."""
    with (
        pytest.raises(
            MissingExtra, match=r"training needs \w+, .*pip install 'inkdigits\[train\]'"
        ) as refused,
        needs_train_extra("training"),
    ):
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    assert package.partition(".")[0] in str(refused.value)
    assert isinstance(refused.value, ImportError)


def test_any_other_missing_module_is_no_matter_of_extras():
    """A bug of our own is not dressed up as an installation that is not complete."""
    with pytest.raises(ModuleNotFoundError, match="nowhere"), needs_train_extra("training"):
        importlib.import_module("inkdigits.nowhere")


def test_where_all_is_there_nothing_happens():
    """The context lets through whatever is in it."""
    with needs_train_extra("training"):
        value = 7
    assert value == 7
