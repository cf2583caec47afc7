"""What the dictionary in a model file must say, checked whole before anything is made of it.

Every key is required and no other is allowed; every number is finite.  A file of another version says so
before anything else about it is judged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn

from inkdigits.errors import BadModel

FORMAT: Final = "inkdigits model"
VERSION: Final = 2
OLDER: Final = 1  # of a file that cannot read lines
LABELS: Final = list(range(10))  # the digits, in the order of the network's outputs
TEMPERATURES: Final = (0.05, 20.0)  # what a logit may be divided by; beyond that, all or nothing is certain
MAX_EPOCHS: Final = 10_000

KEYS: Final = {
    "format": str,
    "version": int,
    "network": bytes,
    "labels": list,
    "temperature": float,
    "threshold": float,
    "plan": dict,
    "metrics": dict,
    "history": list,
    "versions": dict,
    "created": str,
}
LINE_KEYS: Final = {
    "network": bytes,
    "drawn": list,
    "pictured": list,
    "plan": dict,
    "metrics": dict,
    "history": list,
}
NUMBERS: Final = 3  # of what is drawn, and of what is pictured: weight, slope and offset
LARGEST: Final = 1e3  # of these numbers


def check_values(values: dict[str, Any], *, name: str) -> None:
    """Refuse ``values`` unless they are what a model file of this version holds.

    Raises:
        BadModel: names the file, the key, what was found and what was promised.
    """
    _check_version(values, name)
    reads_lines = values["version"] == VERSION
    _check_keys(values, {**KEYS, "line": dict} if reads_lines else KEYS, name)
    _check_numbers(values, name)
    _check_records(values, name)
    if reads_lines:
        _check_line(values["line"], name)
    _check_created(values["created"], name)


def _check_version(values: dict[str, Any], name: str) -> None:
    if values.get("format") != FORMAT:
        found = _shown(values.get("format"))
        raise BadModel(f"{name}: is no inkdigits model (its format is {found}); name another file")
    version = values.get("version")
    if type(version) is not int or version not in {OLDER, VERSION}:
        raise BadModel(
            f"{name}: is a model file of version {_shown(version)}; "
            f"this inkdigits reads version {OLDER} and {VERSION}: "
            f"install the inkdigits that wrote it, or train the model again"
        )


def _check_line(line: dict[str, Any], name: str) -> None:
    """Refuse what reads lines unless it is what ``artifact.Lines`` holds."""
    _check_keys(line, LINE_KEYS, name)
    if not line["network"]:
        _refuse(name, "the network that reads lines has no bytes")
    for key in ("drawn", "pictured"):
        found = line[key]
        if len(found) != NUMBERS or any(type(one) is not float or not abs(one) <= LARGEST for one in found):
            _refuse(name, f"'line.{key}' is {_shown(found)}, promised are three numbers up to {LARGEST:g}")
    for key in ("plan", "metrics", "history"):
        _check_plain(line[key], f"line.{key}", name)


def _check_keys(values: dict[str, Any], kinds: Mapping[str, Any], name: str) -> None:
    missing, unknown = sorted(kinds.keys() - values.keys()), sorted(values.keys() - kinds.keys())
    if missing:
        _refuse(name, f"{missing[0]!r} is missing")
    if unknown:
        _refuse(name, f"{_shown(unknown[0])} is no key of a model file")
    for key, kind in kinds.items():
        if type(values[key]) is not kind:
            _refuse(name, f"{key!r} is a {type(values[key]).__name__}, promised is a {kind.__name__}")


def _check_numbers(values: dict[str, Any], name: str) -> None:
    lowest, highest = TEMPERATURES
    if not lowest <= values["temperature"] <= highest:
        _refuse(name, f"the temperature is {values['temperature']}, promised is {lowest}..{highest}")
    if not 0.0 <= values["threshold"] <= 1.0:
        _refuse(name, f"the threshold is {values['threshold']}, promised is 0..1")
    if values["labels"] != LABELS or any(type(label) is not int for label in values["labels"]):
        _refuse(name, f"the labels are {_shown(values['labels'])}, promised are the digits 0..9 in order")
    if not values["network"]:
        _refuse(name, "the network has no bytes")


def _check_records(values: dict[str, Any], name: str) -> None:
    if len(values["history"]) > MAX_EPOCHS:
        _refuse(name, f"the history has {len(values['history']):,} rows, allowed are {MAX_EPOCHS:,}")
    for index, row in enumerate(values["history"]):
        if type(row) is not dict:
            _refuse(name, f"'history[{index}]' is a {type(row).__name__}, promised is a dict")
    for key, value in values["versions"].items():
        if type(value) is not str:
            _refuse(name, f"{_shown(f'versions.{key}')} is a {type(value).__name__}, promised is text")
    for key in ("plan", "metrics", "history"):
        _check_plain(values[key], key, name)


def _check_plain(value: object, place: str, name: str) -> None:
    """Look at every value below ``place``; the audit has bounded how deep that can go."""
    if isinstance(value, dict):
        for key, item in value.items():
            _check_plain(item, f"{place}.{key}", name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_plain(item, f"{place}[{index}]", name)
    elif isinstance(value, bytes):
        _refuse(name, f"{_shown(place)} holds bytes; only the network may")
    elif isinstance(value, float) and not math.isfinite(value):
        _refuse(name, f"{_shown(place)} is {value}, promised is a finite number")


def _check_created(created: str, name: str) -> None:
    try:
        offset = datetime.fromisoformat(created).utcoffset()
    except ValueError:
        offset = None
    if offset != timedelta(0):
        _refuse(name, f"'created' is {_shown(created)}, promised is UTC, such as 2026-01-31T12:00:00+00:00")


def _shown(value: object) -> str:
    """Return what ``value`` looks like in at most 60 characters, without control characters."""
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."  # noqa: PLR2004  said above


def _refuse(name: str, why: str) -> NoReturn:
    raise BadModel(f"{name}: {why}; copy the model file again, or train a new one")
