"""Learn in a thread of its own, one thing at a time, while others ask how far it is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any, Literal

from werkzeug.exceptions import Conflict

from inkdigits.errors import InkdigitsError

Told = Callable[[str, int, int], None]
Learn = Callable[
    [Any, Told], dict[str, Any]
]  # of samples, and whom to tell how far it is, what is told of it

BROKEN = "something broke in here; the terminal says more"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """How far it is: what is being done, what went wrong, or what came of it."""

    state: Literal["waiting", "learning", "learned", "failed"] = "waiting"
    what: str = ""
    done: int = 0
    all: int = 1
    message: str = ""
    result: dict[str, Any] = field(default_factory=dict)


class Lesson:
    """Learns from what it is given by ``learn``; threads may share it."""

    def __init__(self, learn: Learn) -> None:
        """Wait for something to learn from."""
        self._learn = learn
        self._lock = Lock()
        self._state = State()

    def told(self) -> dict[str, Any]:
        """Return how far it is, as plain values."""
        now = self._state
        return {name: getattr(now, name) for name in State.__dataclass_fields__}

    def begin(self, samples: Any) -> None:  # noqa: ANN401  whatever ``learn`` takes
        """Begin to learn from ``samples``.

        Raises:
            Conflict: 409, it is learning from others.
        """
        with self._lock:
            if self._state.state == "learning":
                raise Conflict("it is learning already; wait for what comes of it")
            self._state = State("learning")
        Thread(target=self._run, args=(samples,), daemon=True).start()

    def _run(self, samples: Any) -> None:  # noqa: ANN401  likewise
        try:
            self._state = State("learned", result=self._learn(samples, self._hear))
        except (InkdigitsError, OSError) as refused:
            self._state = State("failed", message=str(refused))
        except Exception:  # whoever waits at the page must hear of it
            log.exception("the learning broke off")
            self._state = State("failed", message=BROKEN)

    def _hear(self, what: str, done: int, every: int) -> None:
        self._state = State("learning", what, done, every)
