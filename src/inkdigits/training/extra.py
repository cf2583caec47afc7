"""Say what to install where a part of the extra ``train`` is missing, instead of failing to import.

This module itself imports nothing of that extra: whatever needs it imports it inside ``needs_train_extra``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from inkdigits.errors import MissingExtra

PACKAGES = ("matplotlib", "onnx", "onnxscript", "scipy", "sklearn", "torch")  # what the extra brings


@contextmanager
def needs_train_extra(what: str) -> Iterator[None]:
    """Import what ``what`` needs, such as ``"training"``, within this context.

    Raises:
        MissingExtra: a package of the extra is not installed; the message says how to install it.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package not in PACKAGES:
            raise
        raise MissingExtra(
            f"{what} needs {package}, which is not installed; install it with: pip install 'inkdigits[train]'"
        ) from missing
