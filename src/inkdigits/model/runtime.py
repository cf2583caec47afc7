"""Ask the trained network, by ONNX Runtime on the processor.

A ``Network`` is shared by threads and outlives a fork: the session is made on first use in each process,
never inherited, because its threads and locks do not survive the fork.  A session that a child inherits
is kept but never touched: even deleting it could wait for threads that are not there.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from inkdigits.errors import BadDigits, BadModel
from inkdigits.model.graph import audit_network
from inkdigits.shapes import Digits, Logits

if TYPE_CHECKING:
    import onnxruntime as ort

BLOCK: Final = 32  # digits at once; more of them are not faster, and take memory
SIDE: Final = 28  # px, of a digit [shapes.Digit]
OUTPUTS: Final = 10  # one a digit
SILENT: Final = 4  # ONNX Runtime's log level "fatal": what goes wrong is raised, not printed
INPUT: Final = ("digits", "tensor(uint8)", [SIDE, SIDE])
OUTPUT: Final = ("logits", "tensor(float)", [OUTPUTS])


class Network:
    """An ONNX network: input ``digits`` uint8 (n, 28, 28), output ``logits`` float32 (n, 10).

    Making one costs nothing; the first ``logits`` builds the session.  Pickling carries the bytes alone.
    """

    def __init__(self, onnx: bytes, *, threads: int = 1) -> None:
        """Keep ``onnx``; ``threads`` are those that one call may use besides the caller's own work."""
        self._onnx = onnx
        self._threads = threads
        self._slot = _Slot()

    def logits(self, digits: np.ndarray) -> Logits:
        """Return what the network says about ``digits``: (n, 28, 28) uint8 in, (n, 10) float32 out.

        Any number of digits, also none; memory holds the activations of ``BLOCK`` of them.

        Raises:
            BadDigits: the array has another shape or type.
            UnsafeModel, BadModel: the network cannot be built, or does not fit this signature.
        """
        digits = _checked(digits)
        answer = np.empty((len(digits), OUTPUTS), np.float32)
        session = self._session()
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

    def _session(self) -> ort.InferenceSession:
        """Return this process's session; the first thread to ask makes it, the others wait."""
        slot = self._slot
        if slot.process != _process():
            # Two threads of a new process may both come here; at worst each makes a session.
            slot = self._slot = _Slot(inherited=slot)
        if slot.session is None:
            with slot.lock:
                if slot.session is None:
                    slot.session = _open_session(self._onnx, self._threads)
        return slot.session


class _Slot:
    """The session of one process, with the lock under which it is made."""

    def __init__(self, *, inherited: _Slot | None = None) -> None:
        self.process = _process()
        self.lock = threading.Lock()
        self.session: ort.InferenceSession | None = None
        self.inherited = inherited  # kept, so that it is never deleted here


# How many forks lie between this process and the first: process ids alone are used again.
_forks = 0


def _count_fork() -> None:
    global _forks  # noqa: PLW0603  the process is the one thing that is global
    _forks += 1


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(after_in_child=_count_fork)


def _process() -> tuple[int, int]:
    return os.getpid(), _forks


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


def _open_session(onnx: bytes, threads: int) -> ort.InferenceSession:
    """Build the network; ONNX Runtime is imported here, on first use, as it takes a while."""
    audit_network(onnx, name="the model")
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
        fits = len(found) == 1 and (found[0].name, found[0].type, found[0].shape[1:]) == (name, kind, sizes)
        if not fits or isinstance(found[0].shape[0], int):  # a fixed number of digits is not any number
            raise _bad_network(f"{side} {shown[:120]}, promised is {name} {kind} {['n', *sizes]}")


def _ask(session: ort.InferenceSession, block: Digits) -> Logits:
    try:
        (answer,) = session.run([OUTPUT[0]], {INPUT[0]: block})
    except Exception as failed:
        raise _bad_network(f"does not run ({_first_line(failed)})") from failed
    logits: Logits = np.asarray(answer)
    if logits.shape != (len(block), OUTPUTS):
        raise _bad_network(f"answers {logits.shape} for {len(block)} digits")
    return logits


def _bad_network(why: str) -> BadModel:
    return BadModel(f"the network in the model {why}; train a new model")


def _first_line(failed: Exception) -> str:
    return " ".join(str(failed).split())[:160]
