"""Read with the model in use, and take up another one while requests go on.

Each worker looks once a second whether another model was put in use.  It is loaded and tried in a thread
beside those that answer, and takes the old one's place by one assignment: a request that has begun keeps the
model it began with.  What cannot be taken up changes nothing.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from inkdigits.model.location import bundled_model
from inkdigits.recognition.recognizer import Recognizer
from inkdigits.versions import ModelFolder, load_version
from inkdigits.web.health import PROBE

PAUSE: Final = 1.0  # seconds between two looks
PATIENCE: Final = 5.0  # seconds that a model which is being taken up may hold up the end of its worker
APART: Final = 150.0  # from one digit to the next of a number, in the unit of PROBE


@dataclass(frozen=True, slots=True)
class Sight:
    """The file of the model in use, and what tells it from another file of that name; None: it is missing."""

    path: Path
    file: tuple[int, int, int] | None


class Following:
    """Holds the recognizer of the model that is in use in ``folder``.

    Making one loads the model; whoever serves it calls ``start`` in each process, after the fork.

    Raises:
        BadModel, UnsafeModel: the model in use is missing or broken.
    """

    def __init__(self, folder: ModelFolder) -> None:
        self._folder = folder
        self._seen = self._see()
        self._complained = ""
        self._told_to_stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.now = Recognizer(load_version(self._seen.path))

    def start(self, complain: Callable[[str], None]) -> None:
        """Take up the model in use, then look for another one again and again until the process ends.

        ``complain`` is told what cannot be taken up.
        """
        self.look(complain)
        self._thread = threading.Thread(target=self._keep_looking, args=(complain,), daemon=True)
        self._thread.start()
        atexit.register(self.stop)  # no thread may be inside ONNX Runtime while the process is taken apart

    def stop(self) -> None:
        """Look no more."""
        self._told_to_stop.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def look(self, complain: Callable[[str], None]) -> None:
        """Take up the model in use if it is another; where that fails, say so once and keep the old one."""
        try:
            seen = self._see()
            if seen != self._seen:
                self._seen = seen
                self.now = ready_to_read(seen.path)
        except Exception as error:  # noqa: BLE001  whatever it is, the old model goes on
            said = f"the model in use cannot be taken up, the one before goes on: {error}"
            if said != self._complained:
                complain(said)
            self._complained = said
        else:
            self._complained = ""

    def _keep_looking(self, complain: Callable[[str], None]) -> None:
        while not self._told_to_stop.wait(PAUSE):
            self.look(complain)

    def _see(self) -> Sight:
        path = self._folder.in_use() or bundled_model()
        try:
            found = path.stat()
        except FileNotFoundError:
            return Sight(path, None)
        return Sight(path, (found.st_ino, found.st_size, found.st_mtime_ns))


def ready_to_read(path: Path) -> Recognizer:
    """Return the recognizer of a model file, which has read a digit and a number, so it answers at once.

    Raises:
        BadModel, UnsafeModel: it is missing or broken, or cannot read.
    """
    recognizer = Recognizer(load_version(path))
    recognizer.read_strokes([PROBE], expect="digit")
    recognizer.read_strokes([PROBE, PROBE + np.array([APART, 0.0])], expect="number")
    return recognizer
