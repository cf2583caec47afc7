"""Ask the trained network about digits."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from inkdigits.errors import BadDigits
from inkdigits.model.session import Port, SharedSession, bad_network
from inkdigits.shapes import Digits, Logits

BLOCK: Final = 32  # digits at once; memory grows with it
SIDE: Final = 28  # px, of a digit [shapes.Digit]
OUTPUTS: Final = (10, 11)  # one a digit, and perhaps one for what is no digit
TAKES: Final = Port("digits", "tensor(uint8)", ((SIDE, SIDE),))
GIVES: Final = Port("logits", "tensor(float)", tuple((count,) for count in OUTPUTS))


class Network:
    """An ONNX network: input ``digits`` uint8 (n, 28, 28), output ``logits`` float32 (n, 10) or (n, 11).

    Making one costs nothing; the first ``logits`` builds the session.  Pickling carries the bytes alone.
    """

    def __init__(self, onnx: bytes, *, threads: int = 1) -> None:
        """Keep ``onnx``; ``threads`` are those that one call may use besides the caller's own work."""
        self._session = SharedSession(onnx, takes=TAKES, gives=GIVES, threads=threads)

    def logits(self, digits: np.ndarray) -> Logits:
        """Return what the network says about ``digits``: (n, 28, 28) uint8 in, (n, 10 or 11) float32 out.

        Any number of digits, also none; memory holds the activations of ``BLOCK`` of them.

        Raises:
            BadDigits: the array has another shape or type.
            UnsafeModel, BadModel: the network cannot be built, or does not fit this signature.
        """
        digits = _checked(digits)
        outputs: Any = self._session.open().get_outputs()[0].shape[1]
        answer = np.empty((len(digits), outputs), np.float32)
        for start in range(0, len(digits), BLOCK):
            block = np.ascontiguousarray(digits[start : start + BLOCK])
            answer[start : start + BLOCK] = self._ask(block)
        return answer

    def _ask(self, block: Digits) -> Logits:
        logits: Logits = self._session.ask(block)
        if len(logits) != len(block) or logits.shape[1:] not in {(count,) for count in OUTPUTS}:
            raise bad_network(f"answers {logits.shape} for {len(block)} digits")
        return logits


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
