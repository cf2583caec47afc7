"""The abstract machine that walks a pickle before the real one may: it knows kinds and heights, never values.

It allows what a dictionary of plain values needs and nothing else: a short list of Python's 68 opcodes.
What it bounds is what a hostile file would use up: steps, nesting, characters (each repetition counted),
memo entries (numbered by the machine itself, one a value made), the size of integers, and frames that
promise more than the file holds.  Only text may be taken from the memo, so nothing can unfold or contain
itself.

The opcodes: Python's ``pickletools`` module; PEP 3154 (protocol 4), PEP 574 (protocol 5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from inkdigits.errors import BadModel, UnsafeModel

MAX_OPCODES: Final = 500_000  # a training history of 10,000 epochs with 20 figures each needs 440,000
MAX_DEPTH: Final = 12  # lists in dictionaries in lists; a model file needs 4
MAX_TEXT: Final = 4_000_000  # characters in all, each repetition counted: what printing it could cost
MAX_INTEGER: Final = 8  # bytes, a signed 64-bit integer
PROTOCOLS: Final = (4, 5)  # what joblib writes by default, on every Python that we support

# What each allowed opcode leaves on the stack; those that do more are in ``_actions``.
_PUSHES: Final = {
    "NONE": "plain",
    "NEWTRUE": "plain",
    "NEWFALSE": "plain",
    "BININT": "plain",
    "BININT1": "plain",
    "BININT2": "plain",
    "LONG1": "plain",
    "BINFLOAT": "plain",
    "SHORT_BINUNICODE": "text",
    "BINUNICODE": "text",
    "SHORT_BINBYTES": "bytes",
    "BINBYTES": "bytes",
    "EMPTY_LIST": "list",
    "EMPTY_DICT": "dict",
    "MARK": "mark",
}


@dataclass(slots=True)
class _Value:
    """A value on the abstract stack: its kind, its characters, and how deep it is nested inside."""

    kind: str
    size: int = 0
    height: int = 0


class AbstractMachine:
    """What the real machine would hold after each opcode: kinds and heights, never values."""

    def __init__(self, *, name: str, size: int) -> None:
        self.at = 0
        self._name = name
        self._size = size
        self._steps = 0
        self._text = 0
        self._frame_end = 0
        self._stack: list[_Value] = []
        self._memo: list[_Value] = []
        self._fresh: _Value | None = None  # what the last opcode made: all that MEMOIZE may take
        self._actions: Final[dict[str, Callable[[Any], None]]] = {
            "PROTO": self._protocol,
            "FRAME": self._frame,
            "MEMOIZE": self._memoize,
            "BINGET": self._get,
            "LONG_BINGET": self._get,
            "APPEND": self._append,
            "APPENDS": self._appends,
            "SETITEM": self._setitem,
            "SETITEMS": self._setitems,
            "STOP": self._stop,
        }

    def step(self, opcode: str, argument: Any, at: int) -> None:  # noqa: ANN401  any opcode's argument
        """Take one opcode, or refuse it."""
        self.at = at
        self._steps += 1
        if self._steps > MAX_OPCODES:
            self._refuse(f"more than {MAX_OPCODES:,} opcodes")
        if at >= self._frame_end > 0:
            self._leave_frame()
        if (opcode == "PROTO") != (at == 0):
            self._refuse("PROTO belongs at the beginning, once")
        if opcode in _PUSHES:
            self._push(_PUSHES[opcode], argument)
        elif opcode in self._actions:
            self._actions[opcode](argument)
        else:
            self._refuse(f"{opcode} is not allowed in a model file")

    def _leave_frame(self) -> None:
        if self.at > self._frame_end:
            self._refuse("the value before it straddles the end of its frame")
        self._frame_end = 0

    def _push(self, kind: str, argument: Any) -> None:  # noqa: ANN401
        if isinstance(argument, int) and not -(2**63) <= argument < 2**63:
            self._refuse(f"an integer of more than {MAX_INTEGER} bytes")
        size = self._count(argument) if kind == "text" else 0
        value = _Value(kind, size)
        self._stack.append(value)
        self._fresh = None if kind in {"plain", "mark"} else value

    def _count(self, text: str) -> int:
        self._text += len(text)
        if self._text > MAX_TEXT:
            self._refuse(f"more than {MAX_TEXT:,} characters of text")
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            self._refuse("text that is no Unicode")
        return len(text)

    def _protocol(self, version: int) -> None:
        if version not in PROTOCOLS:
            raise BadModel(
                f"{self._name}: is a pickle of protocol {version}; a model file has protocol 4 or 5: "
                f"write it with inkdigits.save"
            )

    def _frame(self, length: int) -> None:
        end = self.at + 9 + length
        if self._frame_end or end > self._size:
            self._refuse(f"a frame of {length:,} bytes where {max(self._size - self.at - 9, 0):,} are left")
        self._frame_end = end

    def _memoize(self, _: object) -> None:
        if self._fresh is None:
            self._refuse("MEMOIZE of something that was not just made")
        self._memo.append(self._fresh)
        self._fresh = None

    def _get(self, index: int) -> None:
        if index >= len(self._memo) or self._memo[index].kind != "text":
            self._refuse(f"memo entry {index:,} is asked for, which is no text; only text may be shared")
        self._text += self._memo[index].size
        if self._text > MAX_TEXT:
            self._refuse(f"more than {MAX_TEXT:,} characters of text")
        self._stack.append(_Value("text", self._memo[index].size))
        self._fresh = None

    def _append(self, _: object) -> None:
        self._put_into("list", self._pop(1))

    def _appends(self, _: object) -> None:
        self._put_into("list", self._pop_to_mark())

    def _setitem(self, _: object) -> None:
        self._put_into("dict", self._pop(2))

    def _setitems(self, _: object) -> None:
        self._put_into("dict", self._pop_to_mark())

    def _stop(self, _: object) -> None:
        if [value.kind for value in self._stack] != ["dict"]:
            self._refuse("a model file holds one dictionary, and nothing is left over")

    def _pop(self, count: int) -> list[_Value]:
        values = self._stack[-count:]
        del self._stack[-count:]
        if len(values) < count:
            self._refuse("something is taken from an empty stack")
        return values

    def _pop_to_mark(self) -> list[_Value]:
        values: list[_Value] = []
        while self._stack and self._stack[-1].kind != "mark":
            values.append(self._stack.pop())
        self._pop(1)
        return values[::-1]

    def _put_into(self, kind: str, values: list[_Value]) -> None:
        if not self._stack or self._stack[-1].kind != kind or any(value.kind == "mark" for value in values):
            self._refuse(f"something is put into what is no {kind}")
        if kind == "dict" and (len(values) % 2 or any(key.kind != "text" for key in values[::2])):
            self._refuse("a dictionary with a key that is no text")
        target = self._stack[-1]
        target.height = max([target.height, *(value.height + 1 for value in values)])
        if target.height > MAX_DEPTH:
            self._refuse(f"nested deeper than {MAX_DEPTH} levels")
        self._fresh = None

    def _refuse(self, why: str) -> NoReturn:
        raise UnsafeModel(
            f"{self._name}: byte {self.at:,}: {why}; a model file holds plain values: do not use this file"
        )
