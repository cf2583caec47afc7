"""The model file: everything that reading needs, and how it came about, as plain values in one joblib file.

``joblib.load`` opens it anywhere, with nothing of this project installed.  We ourselves never call it on
a file that we did not just write: ``load`` measures, audits and checks the whole file first (``audit.py``,
``schema.py``, ``graph.py``) and only then makes something of it.  Equal artifacts give equal bytes, so
that the SHA-256 of the file names the model.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import stat
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from inkdigits.errors import BadModel
from inkdigits.model.audit import read_plain
from inkdigits.model.graph import audit_network
from inkdigits.model.plain import as_plain
from inkdigits.model.schema import FORMAT, OLDER, VERSION, check_values

MAX_BYTES: Final = 16 * 2**20  # four times what the bundled model may weigh
PROTOCOL: Final = 4  # of pickle; fixed, so that every Python writes the same bytes


@dataclass(frozen=True, kw_only=True, eq=False)
class Lines:
    """What a model file holds to read whole lines with.

    Attributes:
        network: the ONNX network: input ``ink`` float32 (n, 32, width), output ``logits`` (n, width / 2, 12).
        drawn: of lines that a pen drew, what the score of a text's glyphs is multiplied by before that of the
            line network is added; and slope and offset of the logistic function from the odds of the text
            among others to the probability that all of it is right.
        pictured: the same of lines in pictures.
        plan: the plan of its training, option by option.
        metrics: what was measured on composed lines.
        history: one row for each time it was looked at while it learned.
    """

    network: bytes = field(repr=False)
    drawn: tuple[float, float, float]
    pictured: tuple[float, float, float]
    plan: dict[str, Any]
    metrics: dict[str, Any]
    history: list[dict[str, Any]] = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Artifact:
    """What a model file holds.

    Attributes:
        network: the ONNX network: input ``digits`` uint8 (n, 28, 28), output ``logits`` float32 (n, 10).
        labels: which digit each output stands for: 0..9.
        temperature: what the logits are divided by before the softmax, 0.05..20.
        threshold: a top probability below this is no digit, 0..1.
        plan: the training plan, option by option.
        metrics: what was measured on validation data.
        history: one row an epoch.
        versions: the programs that made it, name by name.
        created: when, ISO 8601 in UTC.
        line: what reads whole lines, or None: then numbers are read by the digit network alone.
    """

    network: bytes = field(repr=False)
    labels: tuple[int, ...]
    temperature: float
    threshold: float
    plan: dict[str, Any]
    metrics: dict[str, Any]
    history: list[dict[str, Any]] = field(repr=False)
    versions: dict[str, str]
    created: str
    line: Lines | None = None

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of the model file, as 64 hexadecimal digits."""
        return hashlib.sha256(dumps(self)).hexdigest()


def load(path: str | Path) -> Artifact:
    """Return what the model file at ``path`` holds; nothing in it is run.

    Raises:
        UnsafeModel: the file holds more than plain values and a plain network.
        BadModel: it is missing, no file, larger than ``MAX_BYTES``, broken, or of another version.
    """
    return loads(_read_bounded(path), name=str(path))


def loads(raw: bytes, *, name: str) -> Artifact:
    """Return what ``raw``, the bytes of a model file, holds; ``name`` is what errors call it.

    Raises:
        UnsafeModel, BadModel: as ``load``.
    """
    if len(raw) > MAX_BYTES:
        raise BadModel(_too_large(name, len(raw)))
    values = read_plain(raw, name=name)
    check_values(values, name=name)
    audit_network(values["network"], name=name)
    line = values.pop("line", None)
    if line is not None:
        audit_network(line["network"], name=name)
        line = Lines(**{**line, "drawn": tuple(line["drawn"]), "pictured": tuple(line["pictured"])})
    del values["format"], values["version"]
    artifact = Artifact(**{**values, "labels": tuple(values["labels"]), "line": line})
    vars(artifact)["fingerprint"] = hashlib.sha256(raw).hexdigest()  # of this file, whoever wrote it
    return artifact


def dumps(artifact: Artifact) -> bytes:
    """Return the bytes of the model file for ``artifact``, the same for equal content in equal order.

    Numpy's numbers become plain ones and tuples become lists.

    Raises:
        BadModel: it holds something that a model file may not hold; the message says where.
    """
    import joblib  # reading does without it

    buffer = io.BytesIO()
    joblib.dump(file_values(artifact), buffer, compress=0, protocol=PROTOCOL)
    raw = buffer.getvalue()
    loads(raw, name="the new model")  # what we would refuse to read, we do not write
    return raw


def file_values(artifact: Artifact) -> dict[str, Any]:
    """Return the dictionary that the model file for ``artifact`` holds, as ``joblib.load`` gives it.

    Raises:
        BadModel: something in it is no plain value.
    """
    values = {
        "format": FORMAT,
        "version": OLDER if artifact.line is None else VERSION,
        "network": artifact.network,
        "labels": artifact.labels,
        "temperature": float(artifact.temperature),
        "threshold": float(artifact.threshold),
        "plan": artifact.plan,
        "metrics": artifact.metrics,
        "history": artifact.history,
        "versions": artifact.versions,
        "created": artifact.created,
    }
    if artifact.line is not None:
        values["line"] = {one.name: getattr(artifact.line, one.name) for one in fields(Lines)}
    plain: dict[str, Any] = as_plain(values)
    return plain


def save(artifact: Artifact, path: str | Path) -> None:
    """Write ``artifact`` to ``path``, whole or not at all: whoever reads sees the old file or the new one.

    Raises:
        BadModel: it holds something that a model file may not hold, or the file cannot be written.
    """
    raw = dumps(artifact)
    target = Path(os.path.realpath(path))  # a link stays a link
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        _write_through(raw, draft)
        draft.replace(target)
    except OSError as failed:
        draft.unlink(missing_ok=True)
        raise BadModel(
            f"{path}: cannot be written ({failed.strerror}); name a file in a folder of yours"
        ) from failed
    except BaseException:  # Ctrl-C leaves no draft behind
        draft.unlink(missing_ok=True)
        raise


def _read_bounded(path: str | Path) -> bytes:
    """Return the bytes of the file at ``path``; a folder, a pipe or too many bytes are refused."""
    try:
        # Opening a named pipe must not wait for somebody to write to it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            return _read_regular(descriptor, str(path))
        finally:
            os.close(descriptor)
    except (FileNotFoundError, NotADirectoryError) as missing:
        raise BadModel(
            f"{path}: there is no such model file; name another, or train one: inkdigits train"
        ) from missing
    except (OSError, ValueError) as failed:  # ValueError: a zero byte in the name
        raise BadModel(f"{path}: cannot be read ({failed}); name a model file that you may read") from failed


def _read_regular(descriptor: int, name: str) -> bytes:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise BadModel(f"{name}: is no file; name the model file itself")
    if found.st_size > MAX_BYTES:
        raise BadModel(_too_large(name, found.st_size))
    with open(descriptor, "rb", closefd=False) as file:  # opened already
        return file.read(MAX_BYTES + 1)


def _too_large(name: str, size: int) -> str:
    return f"{name}: has {size:,} bytes, a model file at most {MAX_BYTES:,}; name a model file"


def _write_through(raw: bytes, path: Path) -> None:
    """Write a new file and wait until the disk has it: a crash must not leave half a model in its place."""
    with path.open("xb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
