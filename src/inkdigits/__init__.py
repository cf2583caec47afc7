"""Reads handwritten digits, drawn or photographed, and says how sure it is.

    import inkdigits
    recognizer = inkdigits.load()
    recognizer.read("seven.png").text

Importing this is light: a public name brings its module when it is first used [PEP 562].
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from inkdigits.version import __version__ as __version__

if TYPE_CHECKING:
    from inkdigits.errors import InkdigitsError as InkdigitsError
    from inkdigits.estimator import DigitClassifier as DigitClassifier
    from inkdigits.recognition.reading import Alternative as Alternative
    from inkdigits.recognition.reading import Box as Box
    from inkdigits.recognition.reading import Glyph as Glyph
    from inkdigits.recognition.reading import Reading as Reading
    from inkdigits.recognition.recognizer import Recognizer as Recognizer
    from inkdigits.recognition.recognizer import load as load
    from inkdigits.recognition.recognizer import save as save
    from inkdigits.recognition.table import Cell as Cell
    from inkdigits.recognition.table import Table as Table
    from inkdigits.recognition.table import read_table as read_table

_HOMES = {
    "load": "recognition.recognizer",
    "save": "recognition.recognizer",
    "Recognizer": "recognition.recognizer",
    "Reading": "recognition.reading",
    "Glyph": "recognition.reading",
    "Box": "recognition.reading",
    "Alternative": "recognition.reading",
    "read_table": "recognition.table",
    "Table": "recognition.table",
    "Cell": "recognition.table",
    "DigitClassifier": "estimator",
    "InkdigitsError": "errors",
}
__all__ = ["__version__", *_HOMES]  # noqa: PLE0604  every name in _HOMES is a string


def __getattr__(name: str) -> Any:  # noqa: ANN401  whatever the public name stands for
    """Bring a public name from its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'inkdigits' has no attribute {name!r}")
    value = getattr(import_module(f"inkdigits.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, whether they have been used yet or not."""
    return sorted({*globals(), *_HOMES})
