"""Ask the trained network about whole lines of writing, which it reads without dividing them.

The network gives, for each pair of columns, how probable each digit, a glyph that is none, or nothing is [1].

[1] Graves, Fernandez, Gomez, Schmidhuber: Connectionist temporal classification.  ICML 2006.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from inkdigits.model.session import Port, SharedSession, bad_network
from inkdigits.shapes import LineLogits, Rows

TALL: Final = 32  # px, height of a line [shapes.Rows]
STEP: Final = 4  # px, of which a line's width is a multiple
COLUMN: Final = 2  # px of a line in a column of the answer
CLASSES: Final = 12  # the ten digits, what is no digit, and nothing
TAKES: Final = Port("ink", "tensor(float)", ((TALL, None),))
GIVES: Final = Port("logits", "tensor(float)", ((None, CLASSES),))


class LineNetwork:
    """An ONNX network: input ``ink`` float32 (n, 32, width), output ``logits`` float32 (n, width / 2, 12).

    Making one costs nothing; the first ``logits`` builds the session.  Pickling carries the bytes alone.
    """

    def __init__(self, onnx: bytes, *, threads: int = 1) -> None:
        """Keep ``onnx``; ``threads`` are those that one call may use besides the caller's own work."""
        self._session = SharedSession(onnx, takes=TAKES, gives=GIVES, threads=threads)

    def logits(self, rows: Rows) -> LineLogits:
        """Return what the network says about a line: (32, width) in, (width / 2, 12) out.

        What is missing for a width that is a multiple of 4 is added as paper.

        Raises:
            UnsafeModel, BadModel: the network cannot be built, or does not fit this signature.
        """
        width = -(-max(rows.shape[1], STEP) // STEP) * STEP
        padded = np.zeros((1, TALL, width), np.float32)
        padded[0, :, : rows.shape[1]] = rows
        answer = self._session.ask(padded)
        if answer.shape != (1, width // COLUMN, CLASSES):
            raise bad_network(f"answers {answer.shape} for a line of {width} px")
        logits: LineLogits = answer[0]
        return logits
