"""Model files from people who mean harm, or from disks that fail: each is refused, quickly, in little memory.

Nothing in such a file may run, whatever it costs; ``BadModel`` is the only thing that may come out.
"""

from __future__ import annotations

import copyreg
import io
import json
import os
import pickle
import struct
import subprocess
import sys
import time

import joblib
import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import numpy_helper

from inkdigits.errors import BadModel, UnsafeModel
from inkdigits.model.artifact import MAX_BYTES, Artifact, dumps, file_values, load, loads
from inkdigits.model.machine import MAX_DEPTH, MAX_OPCODES

SECONDS = 10.0  # of processor time, for the worst of them under beartype; most take milliseconds
LAYERS = "ink = Cast<to = 1>(digits) flat = Flatten(ink) logits = Gemm(flat, weights)"


def network_of(body: str, *, domains: str = '"": 18') -> onnx.ModelProto:
    """Return an ONNX network of the right signature around ``body``."""
    head = f"<ir_version: 9, opset_import: [{domains}]>"
    signature = "reader (uint8[n,28,28] digits) => (float[n,10] logits)"
    model = onnx.parser.parse_model(f"{head} {signature} {{ {body} }}")
    weights = np.zeros((784, 10), np.float32)
    model.graph.initializer.append(numpy_helper.from_array(weights, "weights"))
    return model


def artifact_of(network: bytes) -> Artifact:
    """Return a model around ``network``."""
    return Artifact(
        network=network,
        labels=tuple(range(10)),
        temperature=1.25,
        threshold=0.5,
        plan={"epochs": 3, "tilt": 12.0},
        metrics={"accuracy": 0.99},
        history=[{"epoch": epoch, "loss": 1.0 / epoch} for epoch in range(1, 4)],
        versions={"inkdigits": "0.1.0"},
        created="2026-01-31T12:00:00+00:00",
    )


GOOD = artifact_of(network_of(LAYERS).SerializeToString())
RAW = dumps(GOOD)


def refused(raw: bytes, kind: type[BadModel] = BadModel) -> str:
    """Return what is said about ``raw``, which must be refused in time."""
    start = time.process_time()
    with pytest.raises(kind) as found:
        loads(raw, name="evil.joblib")
    assert time.process_time() - start < SECONDS
    assert str(found.value).startswith("evil.joblib: ")
    assert len(str(found.value)) < 500
    return str(found.value)


class Exploit:
    """An object whose pickle makes a file when it is loaded."""

    def __init__(self, call, *arguments):
        self.reduced = (call, arguments)

    def __reduce__(self):
        return self.reduced


@pytest.fixture
def trap(tmp_path):
    """A file that exists once any code has run."""
    path = tmp_path / "trap"
    yield path
    assert not path.exists()


@pytest.mark.parametrize("protocol", range(6))
def test_a_model_file_that_runs_a_command_runs_nothing(trap, protocol):
    """``__reduce__`` with os.system, in every protocol, alone and hidden in a good model."""
    exploit = Exploit(os.system, f"touch {trap}")
    for evil in (exploit, {**file_values(GOOD), "plan": {"epochs": [exploit]}}):
        refused(pickle.dumps(evil, protocol))


HEAD = b"\x80\x04"
CODE = {
    "GLOBAL": HEAD + b"cos\nsystem\n(X\x02\x00\x00\x00idtR.",
    "STACK_GLOBAL": HEAD + b"\x8c\x02os\x8c\x06system\x93\x8c\x02id\x85R.",
    "INST": HEAD + b"(X\x02\x00\x00\x00idios\nsystem\n.",
    "OBJ": HEAD + b"(cos\nsystem\nX\x02\x00\x00\x00ido.",
    "NEWOBJ": HEAD + b"cos\nsystem\n)\x81.",
    "NEWOBJ_EX": HEAD + b"cos\nsystem\n)}\x92.",
    "BUILD": HEAD + b"}}b.",
    "REDUCE": HEAD + b"}}R.",
    "EXT1": HEAD + b"\x82\x01.",
    "EXT2": HEAD + b"\x83\x01\x00.",
    "EXT4": HEAD + b"\x84\x01\x00\x00\x00.",
    "PERSID": HEAD + b"Pevil\n.",
    "BINPERSID": HEAD + b"}Q.",
    "NEXT_BUFFER": b"\x80\x05\x97.",
    "READONLY_BUFFER": b"\x80\x05}\x98.",
    "BYTEARRAY8": b"\x80\x05\x96" + struct.pack("<Q", 1) + b"x.",
    "DUP": HEAD + b"}2.",
    "POP": HEAD + b"}0.",
    "POP_MARK": HEAD + b"}(1.",
    "DICT": HEAD + b"(d.",
    "LIST": HEAD + b"(l.",
    "TUPLE": HEAD + b"(t.",
    "EMPTY_TUPLE": HEAD + b").",
    "EMPTY_SET": HEAD + b"\x8f.",
    "FROZENSET": HEAD + b"(\x91.",
    "STRING": HEAD + b"S'x'\n.",
    "BINSTRING": HEAD + b"T\x01\x00\x00\x00x.",
    "UNICODE": HEAD + b"Vx\n.",
    "INT": HEAD + b"I1\n.",
    "LONG": HEAD + b"L1L\n.",
    "LONG4": HEAD + b"\x8b\x01\x00\x00\x00\x01.",
    "FLOAT": HEAD + b"F1\n.",
    "PUT": HEAD + b"}p0\n.",
    "BINPUT": HEAD + b"}q\x00.",
    "LONG_BINPUT": HEAD + b"}r\x00\x00\x00\x00.",
    "GET": HEAD + b"}g0\n.",
}


@pytest.mark.parametrize("opcode", CODE)
def test_no_opcode_but_those_of_plain_values_is_taken(opcode):
    """Each of the others is refused by its name, before anything is built."""
    assert opcode in refused(CODE[opcode], UnsafeModel) or opcode in {"NEWOBJ", "NEWOBJ_EX", "OBJ"}


def test_the_extension_registry_is_never_asked():
    """A registered extension code is a class like any other."""
    copyreg.add_extension("os", "system", 240)
    try:
        refused(HEAD + b"\x82\xf0\x8c\x02id\x85R.", UnsafeModel)
    finally:
        copyreg.remove_extension("os", "system", 240)


def test_numpy_arrays_in_a_joblib_file_are_refused(trap):
    """Arrays of objects hide a second pickle; arrays of numbers are no plain values either."""
    for array in (np.array([Exploit(os.system, f"touch {trap}")], object), np.zeros(3)):
        file = io.BytesIO()
        joblib.dump({**file_values(GOOD), "plan": {"a": array}}, file)
        refused(file.getvalue(), UnsafeModel)


@pytest.mark.parametrize("method", ["zlib", "gzip", "bz2", "xz", "lzma"])
def test_a_compressed_file_is_refused_as_what_it_is(method):
    """What unfolds while reading is not opened; the message says how to write it instead."""
    file = io.BytesIO()
    joblib.dump(file_values(GOOD), file, compress=(method, 3))
    assert "compressed" in refused(file.getvalue())


def text(string: str) -> bytes:
    """Return the opcode that pushes a short text."""
    return b"\x8c" + bytes([len(string)]) + string.encode()


def unfolding(depth: int) -> bytes:
    """Return a pickle of lists that each hold the one before ten times: 10**depth elements from few bytes."""
    layers = b"".join(b"](" + (b"h" + bytes([at])) * 10 + b"e\x94" for at in range(depth))
    return HEAD + b"]\x94" + layers + b"."


BOMBS = {
    "one huge memo index": HEAD + b"Nr\xff\xff\xff\x7f.",
    "one huge memo index of protocol 1": b"]r\xff\xff\xff\x7f.",
    "a memo entry that is not there": HEAD + b"j\xff\xff\xff\x7f.",
    "lists that share lists": unfolding(30),
    "a list in itself": HEAD + b"]\x94(h\x00e.",
    "a dictionary in itself": HEAD + b"}\x94" + text("a") + b"h\x00s.",
    "nesting": HEAD + b"]" * 100_000 + b"a" * 99_999 + b".",
    "nesting in dictionaries": HEAD + (b"}" + text("a")) * 100_000 + b"}" + b"s" * 100_000 + b".",
    "one level too deep": HEAD + b"}" + text("a") + b"]" * (MAX_DEPTH + 1) + b"a" * MAX_DEPTH + b"s.",
    "marks": HEAD + b"(" * 1_000_000 + b".",
    "opcodes": HEAD + b"}" + b"]" * (MAX_OPCODES + 1) + b".",
    "one small list many times": HEAD + b"](" + b"N" * (MAX_BYTES - 10) + b"e.",
    "text repeated": HEAD
    + b"](X"
    + struct.pack("<I", 10**6)
    + b"x" * 10**6
    + b"\x94"
    + b"h\x00" * 10**5
    + b"e.",
    "a frame beyond the file": HEAD + b"\x95" + struct.pack("<Q", 2**40) + b"}.",
    "a frame of all that can be counted": HEAD + b"\x95" + b"\xff" * 8 + b"}.",
    "a frame in a frame": HEAD + b"\x95" + struct.pack("<Q", 11) + b"\x95" + struct.pack("<Q", 2) + b"}.",
    "a value across a frame": HEAD + b"\x95" + struct.pack("<Q", 3) + b"}" + text("abcdef") + b"Ns.",
    "bytes of 2**63": HEAD + b"\x8e" + struct.pack("<Q", 2**63 - 1) + b"x.",
    "bytes of 2**32": HEAD + b"B" + b"\xff" * 4 + b"x.",
    "text of 2**63": HEAD + b"\x8d" + struct.pack("<Q", 2**63 - 1) + b"x.",
    "text of 2**32": HEAD + b"X" + b"\xff" * 4 + b"x.",
    "an integer of 2 GB": HEAD + b"\x8b" + b"\xff\xff\xff\x7f" + b"x.",
    "an integer of 255 bytes": HEAD + b"}" + text("a") + b"\x8a\xff" + b"\x7f" * 255 + b"s.",
    "an integer in ten million digits": HEAD + b"L" + b"9" * 10_000_000 + b"L\n.",
    "text that is no Unicode": HEAD + b"}" + b"\x8c\x03\xed\xa0\x80" + b"Ns.",
    "nothing at all": HEAD + b".",
    "no dictionary": HEAD + b"].",
    "two values": HEAD + b"}}.",
    "an open mark": HEAD + b"}(.",
    "no mark": HEAD + b"}u.",
    "a key without a value": HEAD + b"}(" + text("a") + b"u.",
    "a key that is no text": HEAD + b"}K\x01K\x02s.",
    "an item for what is no list": HEAD + b"}Na.",
    "an item for nothing": HEAD + b"Na.",
    "a pair for what is no dictionary": HEAD + b"]" + text("a") + b"Ns.",
    "a mark as a value": HEAD + b"}" + text("a") + b"(s.",
    "a memo entry of a number": HEAD + b"}N\x94.",
    "a memo entry made twice": HEAD + b"}\x94\x94.",
    "a second beginning": HEAD + b"\x80\x04}.",
    "no beginning": b"}.",
    "a protocol to come": b"\x80\x06}.",
    "an empty file": b"",
    "one byte": b"\x80",
    "zeros": bytes(1000),
    "words": b"not a model at all\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a PyTorch file": b"PK\x03\x04" + bytes(100),
    "as many bytes as are allowed": bytes([0x80, 4]) + b"N" * (MAX_BYTES - 3) + b".",
}

JUDGE = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (700 * 2**20, 700 * 2**20))
from inkdigits.errors import BadModel
from inkdigits.model.artifact import load
start = time.process_time()
for path in sys.argv[1:]:
    try:
        load(path)
        print(json.dumps([path, "loaded"]))
    except BadModel as refused:
        print(json.dumps([path, str(refused)]))
print(json.dumps(["seconds", time.process_time() - start]))
"""


def test_bombs_are_refused_in_bounded_time_and_memory(tmp_path):
    """A process that may have 700 MB, most of it for the libraries, refuses all of them within seconds."""
    paths = []
    for number, raw in enumerate(BOMBS.values()):
        paths.append(tmp_path / f"{number}.joblib")
        paths[-1].write_bytes(raw)
    done = subprocess.run(
        [sys.executable, "-c", JUDGE, *map(str, paths)],
        capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    *answers, (_, seconds) = [json.loads(line) for line in done.stdout.splitlines()]
    assert [path for path, _ in answers] == [str(path) for path in paths]
    for bomb, (path, said) in zip(BOMBS, answers, strict=True):
        assert said.startswith(f"{path}: "), f"{bomb}: {said}"
    assert seconds < 3 * SECONDS


def test_a_file_cut_short_anywhere_is_refused():
    """At every 97th byte, and at each of the last hundred."""
    for length in [*range(0, len(RAW), 97), *range(len(RAW) - 100, len(RAW))]:
        refused(RAW[:length])


@pytest.mark.parametrize("tail", [b"\n", b".", b"\x00" * 1000, RAW])
def test_nothing_may_follow_the_end(tail):
    """What stands after the model was not written by us."""
    assert "follow" in refused(RAW + tail)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path):
    """Its size is looked at first: a terabyte of nothing costs nothing."""
    path = tmp_path / "large.joblib"
    with path.open("wb") as file:
        file.truncate(2**40)
    start = time.process_time()
    with pytest.raises(BadModel, match="has 1,099,511,627,776 bytes, a model file at most"):
        load(path)
    assert time.process_time() - start < 1.0


def test_what_is_no_file_is_refused(tmp_path):
    """A folder, a pipe that nobody writes to, a device without end."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for place in (tmp_path, pipe, "/dev/zero"):
        with pytest.raises(BadModel, match="is no file"):
            load(place)


def dumped(**changes) -> bytes:
    """Return a joblib file of the good model with some values changed; None leaves the key out."""
    values = {**file_values(GOOD), **changes}
    file = io.BytesIO()
    joblib.dump({key: value for key, value in values.items() if value is not None}, file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"version": 3}, "reads version 1 and 2"),
        ({"version": 2}, "'line' is missing"),
        ({"line": {}}, "no key of a model file"),
        ({"version": 2, "line": {"network": b""}}, "'drawn' is missing"),
        ({"format": "another"}, "no inkdigits model"),
        ({"temperature": None}, "'temperature' is missing"),
        ({"temperature": float("nan")}, "temperature is nan"),
        ({"temperature": "1.0"}, "is a str"),
        ({"labels": [0] * 10}, "labels"),
        ({"history": {}}, "is a dict"),
        ({"code": "import os"}, "'code' is no key"),
        ({"network": b"garbage"}, "no ONNX"),
        ({"network": b"\xff" * 1000}, "no ONNX"),
        ({"network": os.urandom(1000)}, "network"),
    ],
)
def test_plain_values_that_are_no_model_are_refused(changes, says):
    """A harmless pickle is not yet a model."""
    assert says in refused(dumped(**changes))


def test_weights_in_another_file_are_refused():
    """A network does not get to name files of this machine."""
    model = network_of(LAYERS)
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")
    assert "another file" in refused(dumped(network=model.SerializeToString()), UnsafeModel)


LOOP = """
    ink = Cast<to = 1>(digits) flat = Flatten(ink) start = Gemm(flat, weights)
    count = Constant<value = int64 {9223372036854775807}>() go = Constant<value = bool {1}>()
    logits = Loop(count, go, start) <body = again (int64 i, bool on, float[n,10] x)
        => (bool on2, float[n,10] y) {
        on2 = Identity(on) y = Add(x, x)
    }>
"""


@pytest.mark.parametrize(
    ("body", "domains"),
    [
        (LAYERS.replace("Gemm", "evil.Gemm"), '"": 18, "evil": 1'),
        (LAYERS, '"": 18, "com.microsoft": 1'),
        (LAYERS.replace("Gemm", "ImageDecoder"), '"": 20'),
        (LOOP, '"": 18'),
    ],
    ids=["an operator of others", "a domain of others", "a decoder", "a loop"],
)
def test_operators_that_read_no_digits_are_refused(body, domains):
    """Only plain layers of ONNX's own domain are built."""
    try:
        model = network_of(body, domains=domains)
    except onnx.parser.ParseError:
        pytest.skip("this version of onnx cannot write it")
    refused(dumped(network=model.SerializeToString()), UnsafeModel)


def test_functions_of_its_own_are_refused():
    """A function could call itself anything, such as Gemm."""
    model = network_of(LAYERS)
    model.functions.append(onnx.helper.make_function("own", "f", ["x"], ["y"], [], []))
    refused(dumped(network=model.SerializeToString()), UnsafeModel)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(RAW) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_flipped_bytes_give_a_model_or_a_clear_refusal(changes):
    """Whatever a disk does to a file, it stays a model or is refused; nothing else ever comes out."""
    raw = bytearray(RAW)
    for at, value in changes:
        raw[at] = value
    judge(bytes(raw))


PLAIN_PART = [at for at in range(len(RAW)) if not 400 < at < len(RAW) - 700]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLAIN_PART), st.integers(0, 255)), min_size=1, max_size=3))
def test_flipped_bytes_outside_the_weights_give_a_model_or_a_clear_refusal(changes):
    """The same where it matters most: between the weights' edges there is only noise to flip."""
    raw = bytearray(RAW)
    for at, value in changes:
        raw[at] = value
    judge(bytes(raw))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(tail):
    """Bytes at random, behind a good beginning, are no model."""
    refused(tail)
    refused(HEAD + tail)


def judge(raw: bytes) -> None:
    """Load ``raw``; what loads must be a model that can be written and read again."""
    try:
        loaded = loads(raw, name="it")
    except BadModel:
        return
    assert file_values(loads(dumps(loaded), name="it")) == file_values(loaded)
