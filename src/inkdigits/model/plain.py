"""Turn what a training run hands over into plain values: numbers, text, bytes, lists and dictionaries.

Equal text becomes the same object: a pickle says "the same as before" by identity, so this is what makes
the bytes of a model file depend on what it says alone.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from inkdigits.errors import BadModel


def as_plain(value: object) -> Any:  # noqa: ANN401  any plain value
    """Return ``value`` with numpy's numbers and short arrays as plain ones, tuples as lists, nothing shared.

    Raises:
        BadModel: something in it is no plain value, or a number is not finite; the message says where.
    """
    return _plain(value, "", {})


def _plain(value: object, place: str, seen: dict[str, str]) -> Any:  # noqa: ANN401  any plain value
    if isinstance(value, dict):
        return {_key(key, place, seen): _plain(item, f"{place}.{key}", seen) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(item, f"{place}[{index}]", seen) for index, item in enumerate(value)]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        raise _no_plain(place, f"is {value}; a model file holds finite numbers")
    if isinstance(value, str):
        return seen.setdefault(str(value), str(value))
    if value is None or type(value) in {bool, int, float, bytes}:
        return value
    raise _no_plain(place, f"is a {type(value).__name__}; a model file holds plain values")


def _key(key: object, place: str, seen: dict[str, str]) -> str:
    if not isinstance(key, str):
        raise _no_plain(place, f"has the key {key!r}; a model file has text for keys")
    return seen.setdefault(str(key), str(key))


def _no_plain(place: str, why: str) -> BadModel:
    return BadModel(f"the new model: {place.lstrip('.') or 'it'} {why}: convert it before saving")
