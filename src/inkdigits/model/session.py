"""Share an ONNX network between threads and processes, by ONNX Runtime on the processor.

A network is shared by threads and outlives a fork: the session is made on first use in each process,
never inherited, because its threads and locks do not survive the fork.  A session that a child inherits
is never touched again: even deleting it would wait for threads that are not there.

A process that will fork should not read before it does: ONNX Runtime 1.31, once imported, keeps a forked
child from ending by ``exit`` (its own last act waits for a thread); ``os._exit``, as multiprocessing
ends its children, is not affected.

From 1.31 on, ONNX Runtime keeps an identifier of the machine in the home folder and sends events of each use
to its maker, unless the environment forbids it before it is imported [1].  Here it is forbidden.

[1] github.com/microsoft/onnxruntime, pull request 27379: Add POSIX telemetry.
"""

from __future__ import annotations

import ctypes
import os
import threading
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from inkdigits.errors import BadModel
from inkdigits.model.graph import audit_network

if TYPE_CHECKING:
    import onnxruntime as ort

KEEP_QUIET: Final = "ORT_DISABLE_TELEMETRY"  # "1": no identifier, no events, no connection [1]
SILENT: Final = 4  # ONNX Runtime's log level "fatal": what goes wrong is raised, not printed


@dataclass(frozen=True, slots=True)
class Port:
    """What a network takes or gives: a name, a type and, beyond any number of them, the sizes it may have.

    A size of None is any size.
    """

    name: str
    kind: str
    sizes: tuple[tuple[int | None, ...], ...]

    def fits(self, shape: list[Any]) -> bool:
        """Tell whether a port of this ``shape`` may stand here; a fixed number of items is not any number."""
        return not isinstance(shape[0], int) and any(
            len(sizes) == len(shape) - 1
            and all(
                not isinstance(found, int) if size is None else found == size
                for size, found in zip(sizes, shape[1:], strict=True)
            )
            for sizes in self.sizes
        )

    def __str__(self) -> str:
        shown = " or ".join(
            str(["n", *("any" if size is None else size for size in one)]) for one in self.sizes
        )
        return f"{self.name} {self.kind} {shown}"


class SharedSession:
    """An ONNX network that takes one array and gives one.

    Making one costs nothing; the first ``ask`` builds the session.  Pickling carries the bytes alone.
    """

    def __init__(self, onnx: bytes, *, takes: Port, gives: Port, threads: int = 1) -> None:
        """Keep ``onnx``; ``threads`` are those that one call may use besides the caller's own work."""
        self._onnx = onnx
        self._takes, self._gives = takes, gives
        self._threads = threads
        self._lock = threading.Lock()
        self._session: ort.InferenceSession | None = None
        _sessions.add(self)

    def ask(self, block: np.ndarray) -> np.ndarray:
        """Return what the network says about ``block``.

        Raises:
            UnsafeModel, BadModel: the network cannot be built, does not fit its ports, or does not run.
        """
        session = self.open()
        try:
            (answer,) = session.run([self._gives.name], {self._takes.name: block})
        except Exception as failed:
            raise bad_network(f"does not run ({_first_line(failed)})") from failed
        return np.asarray(answer)

    def open(self) -> ort.InferenceSession:
        """Return this process's session; the first thread to ask makes it, the others wait."""
        if self._session is None:
            with self._lock:
                if self._session is None:
                    session = _make_session(self._onnx, self._threads)
                    _check_port(session.get_inputs(), self._takes, "takes")
                    _check_port(session.get_outputs(), self._gives, "gives")
                    self._session = session
        return self._session

    def __getstate__(self) -> dict[str, Any]:
        """Carry the bytes; the other side makes its own session."""
        return {"onnx": self._onnx, "takes": self._takes, "gives": self._gives, "threads": self._threads}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Start as new."""
        self.__init__(state.pop("onnx"), **state)  # type: ignore[misc]

    def _start_anew(self) -> None:
        """Forget, in a new process, the session and the lock of the old one, which may have been held."""
        if self._session is not None:
            _never_delete(self._session)
        self._session = None
        self._lock = threading.Lock()


_sessions: weakref.WeakSet[SharedSession] = weakref.WeakSet()


def _start_all_anew() -> None:
    for session in _sessions:
        session._start_anew()  # noqa: SLF001  the module's own


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(after_in_child=_start_all_anew)


def _never_delete(session: ort.InferenceSession) -> None:
    """Keep ``session`` to the end: deleting it would wait for threads that the fork left behind."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(session))


def _make_session(onnx: bytes, threads: int) -> ort.InferenceSession:
    """Build the network; ONNX Runtime is imported here, on first use, as it takes a while."""
    audit_network(onnx, name="the model")
    os.environ.setdefault(KEEP_QUIET, "1")  # later is too late, even for its own disable_telemetry_events()
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.log_severity_level = SILENT
    # Threads that wait by spinning take the processor from the other workers.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    # The audit is of ONNX: bytes that pose as ONNX Runtime's own format are not looked at as such.
    options.add_session_config_entry("session.load_model_format", "ONNX")
    try:
        session = ort.InferenceSession(onnx, options, providers=["CPUExecutionProvider"])
    except Exception as failed:
        # ONNX Runtime's errors share no base class but Exception.
        raise bad_network(f"cannot be built ({_first_line(failed)})") from failed
    return session


def _check_port(found: list[Any], promised: Port, side: str) -> None:
    """Refuse a network that takes or gives anything but what was promised."""
    fits = len(found) == 1 and (found[0].name, found[0].type) == (promised.name, promised.kind)
    if not fits or not promised.fits(list(found[0].shape)):
        shown = ", ".join(f"{one.name} {one.type} {one.shape}" for one in found)
        raise bad_network(f"{side} {shown[:120]}, promised is {promised}")


def bad_network(why: str) -> BadModel:
    """Return the error that says what is wrong with the network in a model."""
    return BadModel(f"the network in the model {why}; train a new model")


def _first_line(failed: Exception) -> str:
    return " ".join(str(failed).split())[:160]
