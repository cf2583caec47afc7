"""Say which model of a folder is in use, in one small file that is replaced whole.

Whoever reads it, be it a server that follows it, sees the old choice or the new one.  What it said
before is remembered, so that a choice can be taken back.  It holds fingerprints, not paths, so that the
folder may be moved.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from inkdigits.disk import sync_folder
from inkdigits.errors import BadModel

POINTER: Final = "in-use.json"
LOCK: Final = ".lock"
REMEMBERED: Final = 50  # choices that can be taken back
FINGERPRINT: Final = re.compile("[0-9a-f]{64}")  # SHA-256 of a model file


@dataclass(frozen=True, slots=True)
class Choice:
    """The fingerprints of the model in use and of those before it, the latest last; None: the bundled one."""

    in_use: str | None = None
    before: tuple[str | None, ...] = ()

    def then(self, fingerprint: str | None) -> Choice:
        """Return the choice of ``fingerprint`` after this one, which is remembered if it is another."""
        if fingerprint == self.in_use:
            return self
        return Choice(fingerprint, (*self.before, self.in_use)[-REMEMBERED:])


class Pointer:
    """The file in ``folder`` that says which of its models is in use; neither of them need exist.

    A folder that one may not enter is an error, unless it ``may_be_closed``: then nothing was chosen there.
    """

    def __init__(self, folder: Path, *, may_be_closed: bool = False) -> None:
        """Remember where it is; nothing is read."""
        self._folder = folder
        self._path = folder / POINTER
        self._may_be_closed = may_be_closed

    def read(self) -> Choice:
        """Return what was chosen; where nothing was, the bundled model.

        Raises:
            BadModel: the file is broken, or cannot be read.
        """
        try:
            return _choice(json.loads(self._path.read_bytes()))
        except (FileNotFoundError, NotADirectoryError):
            return Choice()
        except (ValueError, RecursionError) as failed:
            raise BadModel(
                f"{self._path}: does not say which model is in use; remove it, and choose one anew: "
                f"inkdigits model use"
            ) from failed
        except OSError as failed:
            if self._may_be_closed and isinstance(failed, PermissionError):
                return Choice()
            raise BadModel(
                f"{self._path}: cannot be read ({failed.strerror}); set INKDIGITS_MODELS to another folder"
            ) from failed

    def write(self, choice: Choice) -> None:
        """Replace what was chosen before, whole or not at all; after a crash, too.

        Raises:
            BadModel: the folder cannot be written.
        """
        draft = self._path.with_name(f".{POINTER}.{secrets.token_hex(4)}.part")
        with self._writing():
            try:
                with draft.open("x", encoding="ascii") as file:
                    file.write(json.dumps(asdict(choice)) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(self._path)
                sync_folder(self._folder)
            finally:
                draft.unlink(missing_ok=True)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Let one operator at a time read and write; the others wait.  The folder is made if need be.

        Raises:
            BadModel: the folder cannot be written.
        """
        with self._writing():
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / LOCK).open("ab")
        with lock:
            if sys.platform != "win32":
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX)  # until it is closed
            yield

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as failed:
            raise BadModel(
                f"{self._folder}: cannot be written ({failed.strerror}); set INKDIGITS_MODELS to "
                f"another folder"
            ) from failed


def _choice(said: Any) -> Choice:  # noqa: ANN401  whatever JSON holds
    """Return what the file said; raise ValueError where that is no choice."""
    if not isinstance(said, dict) or not isinstance(said.get("before"), list):
        raise ValueError(said)  # noqa: TRY004  ``read`` refuses both alike
    for name in (said.get("in_use"), *said["before"]):
        if name is not None and not (isinstance(name, str) and FINGERPRINT.fullmatch(name)):
            raise ValueError(name)
    return Choice(said.get("in_use"), tuple(said["before"]))
