"""Ask the trained network, by ONNX Runtime on the processor.

A ``Network`` is shared by threads and outlives a fork: the session is made on first use in each process,
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
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from inkdigits.errors import BadDigits, BadModel
from inkdigits.model.graph import audit_network
from inkdigits.shapes import Digits, Logits

if TYPE_CHECKING:
    import onnxruntime as ort

BLOCK: Final = 32  # digits at once; memory grows with it
SIDE: Final = 28  # px, of a digit [shapes.Digit]
OUTPUTS: Final = (10, 11)  # one a digit, and perhaps one for what is no digit
KEEP_QUIET: Final = "ORT_DISABLE_TELEMETRY"  # "1": no identifier, no events, no connection [1]
SILENT: Final = 4  # ONNX Runtime's log level "fatal": what goes wrong is raised, not printed
INPUT: Final = ("digits", "tensor(uint8)", [[SIDE, SIDE]])
OUTPUT: Final = ("logits", "tensor(float)", [[count] for count in OUTPUTS])


class Network:
    """An ONNX network: input ``digits`` uint8 (n, 28, 28), output ``logits`` float32 (n, 10) or (n, 11).

    Making one costs nothing; the first ``logits`` builds the session.  Pickling carries the bytes alone.
    """

    def __init__(self, onnx: bytes, *, threads: int = 1) -> None:
        """Keep ``onnx``; ``threads`` are those that one call may use besides the caller's own work."""
        self._onnx = onnx
        self._threads = threads
        self._lock = threading.Lock()
        self._session: ort.InferenceSession | None = None
        _networks.add(self)

    def logits(self, digits: np.ndarray) -> Logits:
        """Return what the network says about ``digits``: (n, 28, 28) uint8 in, (n, 10 or 11) float32 out.

        Any number of digits, also none; memory holds the activations of ``BLOCK`` of them.

        Raises:
            BadDigits: the array has another shape or type.
            UnsafeModel, BadModel: the network cannot be built, or does not fit this signature.
        """
        digits = _checked(digits)
        session = self._open()
        answer = np.empty((len(digits), session.get_outputs()[0].shape[1]), np.float32)
        for start in range(0, len(digits), BLOCK):
            block = np.ascontiguousarray(digits[start : start + BLOCK])
            answer[start : start + BLOCK] = _ask(session, block)
        return answer

    def __getstate__(self) -> dict[str, Any]:
        """Carry the bytes; the other side makes its own session."""
        return {"onnx": self._onnx, "threads": self._threads}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Start as new."""
        self.__init__(state["onnx"], threads=state["threads"])  # type: ignore[misc]

    def _open(self) -> ort.InferenceSession:
        """Return this process's session; the first thread to ask makes it, the others wait."""
        if self._session is None:
            with self._lock:
                if self._session is None:
                    self._session = _make_session(self._onnx, self._threads)
        return self._session

    def _start_anew(self) -> None:
        """Forget, in a new process, the session and the lock of the old one, which may have been held."""
        if self._session is not None:
            _never_delete(self._session)
        self._session = None
        self._lock = threading.Lock()


_networks: weakref.WeakSet[Network] = weakref.WeakSet()


def _start_all_anew() -> None:
    for network in _networks:
        network._start_anew()  # noqa: SLF001  the module's own


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(after_in_child=_start_all_anew)


def _never_delete(session: ort.InferenceSession) -> None:
    """Keep ``session`` to the end: deleting it would wait for threads that the fork left behind."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(session))


def _checked(digits: object) -> Digits:
    """Return ``digits`` if they are what the network takes: this is where arrays from outside come in."""
    if not isinstance(digits, np.ndarray):
        raise BadDigits(
            f"digits are a {type(digits).__name__}, promised is a numpy array (n, {SIDE}, {SIDE}) of uint8"
        )
    if digits.dtype != np.uint8 or digits.shape[1:] != (SIDE, SIDE) or digits.ndim != 3:  # noqa: PLR2004
        raise BadDigits(
            f"digits are an array {digits.shape} of {digits.dtype}, promised is (n, {SIDE}, {SIDE}) of "
            f"uint8, 0 paper to 255 ink; hand pictures of any other form to read or read_many"
        )
    return digits


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
        raise _bad_network(f"cannot be built ({_first_line(failed)})") from failed
    _check_signature(session)
    return session


def _check_signature(session: ort.InferenceSession) -> None:
    """Refuse a network that takes or gives anything but what ``Network`` promises."""
    for found, (name, kind, sizes), side in (
        (session.get_inputs(), INPUT, "takes"),
        (session.get_outputs(), OUTPUT, "gives"),
    ):
        shown = ", ".join(f"{one.name} {one.type} {one.shape}" for one in found)
        fits = len(found) == 1 and (found[0].name, found[0].type) == (name, kind)
        if not fits or found[0].shape[1:] not in sizes or isinstance(found[0].shape[0], int):
            # A fixed number of digits is not any number.
            promised = " or ".join(str(["n", *one]) for one in sizes)
            raise _bad_network(f"{side} {shown[:120]}, promised is {name} {kind} {promised}")


def _ask(session: ort.InferenceSession, block: Digits) -> Logits:
    try:
        (answer,) = session.run([OUTPUT[0]], {INPUT[0]: block})
    except Exception as failed:
        raise _bad_network(f"does not run ({_first_line(failed)})") from failed
    logits: Logits = np.asarray(answer)
    if len(logits) != len(block) or logits.shape[1:] not in {(count,) for count in OUTPUTS}:
        raise _bad_network(f"answers {logits.shape} for {len(block)} digits")
    return logits


def _bad_network(why: str) -> BadModel:
    return BadModel(f"the network in the model {why}; train a new model")


def _first_line(failed: Exception) -> str:
    return " ".join(str(failed).split())[:160]
