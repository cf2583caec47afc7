"""The network gives the right answer, whoever asks, however much, from whichever thread or process."""

from __future__ import annotations

import copy
import gc
import os
import pickle
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnx
import pytest

from inkdigits.errors import BadDigits, BadModel
from inkdigits.model import session
from inkdigits.model.runtime import BLOCK, Network, _checked


@pytest.fixture
def digits():
    """Three blocks of noise and a rest."""
    return np.random.default_rng(0).integers(0, 256, (3 * BLOCK + 5, 28, 28), dtype=np.uint8)


@pytest.fixture
def expected(weights, digits):
    """What the one layer of the test network says about them, by numpy."""
    flat = digits.reshape(len(digits), -1).astype(np.float64) / 255
    return flat @ weights + np.eye(10)[3]


def test_the_answer_is_that_of_the_network(network, digits, expected):
    """Many blocks, in order, none lost."""
    logits = Network(network).logits(digits)
    assert (logits.dtype, logits.shape) == (np.float32, (len(digits), 10))
    np.testing.assert_allclose(logits, expected, atol=1e-4)


@pytest.mark.parametrize("count", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1])
def test_any_number_of_digits_can_be_asked_about(network, digits, expected, count):
    """None, one, and the edges of a block."""
    np.testing.assert_allclose(Network(network).logits(digits[:count]), expected[:count], atol=1e-4)


def test_digits_that_lie_scattered_in_memory_are_read_right(network, digits, expected):
    """A view with strides is as good as a whole array, and stays as it was."""
    np.testing.assert_allclose(Network(network).logits(digits[::-2]), expected[::-2], atol=1e-4)
    turned = np.ascontiguousarray(digits.transpose(0, 2, 1)).transpose(0, 2, 1)
    np.testing.assert_allclose(Network(network).logits(turned), expected, atol=1e-4)


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((28, 28), np.uint8),
        np.zeros((1, 28, 27), np.uint8),
        np.zeros((1, 784), np.uint8),
        np.zeros((1, 1, 28, 28), np.uint8),
        np.zeros((1, 28, 28), np.float32),
        np.zeros((1, 28, 28), np.int64),
        np.zeros((), np.uint8),
        np.array(["7"]),
    ],
)
def test_what_is_no_digit_is_refused(network, wrong):
    """The message says which array came and which was promised."""
    with pytest.raises(BadDigits, match=r"array \(.*promised is \(n, 28, 28\) of uint8"):
        Network(network).logits(wrong)


def test_what_is_no_array_is_refused():
    """A list is no array of digits."""
    with pytest.raises(BadDigits, match="a list, promised is a numpy array"):
        _checked([[0] * 28] * 28)


def test_eight_threads_read_what_one_reads(network, digits, expected):
    """A network is shared by threads, from the first call on, when all of them want the session."""
    shared, start = Network(network), threading.Barrier(8)

    def read(_: int) -> np.ndarray:
        start.wait()
        return np.concatenate([shared.logits(digits[at : at + 7]) for at in range(0, len(digits), 7)])

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(read, range(8)))
    for answer in answers:
        np.testing.assert_allclose(answer, expected, atol=1e-4)


def test_threads_that_come_at_once_make_one_session(network, digits, monkeypatch):
    """The first thread makes the session, the others wait for it."""
    made = []
    real = session._make_session

    def counted(*arguments):
        made.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(session, "_make_session", counted)
    shared = Network(network)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: shared.logits(digits[:1]), range(16)))
    assert len(made) == 1


FORK = """
import gc, os, signal, sys
import numpy as np
from inkdigits.model.runtime import Network

onnx, threads, lock, use = open(sys.argv[1], "rb").read(), int(sys.argv[2]), sys.argv[3], sys.argv[4]
network = Network(onnx, threads=threads)
digits = np.random.default_rng(0).integers(0, 256, (100, 28, 28), dtype=np.uint8)
before = network.logits(digits)
if lock == "locked":  # as if another thread were just making the session
    network._session._lock.acquire()
    network._session._session = None
for generation in range(2):
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        os._exit(0 if status == 0 else 1)
    signal.alarm(30)  # a child that waits for ever is killed, which its parent sees
    if use == "used":
        assert np.array_equal(network.logits(digits), before)
del network
gc.collect()  # even what was inherited is let go of without waiting for its threads
os._exit(0)  # as the children of multiprocessing end
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("use", ["used", "unused"])
@pytest.mark.parametrize("lock", ["free", "locked"])
@pytest.mark.parametrize("threads", [1, 2])
def test_a_child_reads_right_after_its_parent_has_read(network, tmp_path, threads, lock, use):
    """Sessions are made after a fork, also where the fork came while another thread was making one."""
    path = tmp_path / "network.onnx"
    path.write_bytes(network)
    done = subprocess.run(
        [sys.executable, "-c", FORK, str(path), str(threads), lock, use],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_a_network_that_is_dropped_is_freed(network):
    """Knowing all networks, for the sake of forks, keeps none of them alive."""
    dropped = Network(network)
    dropped.logits(np.zeros((1, 28, 28), np.uint8))
    gone = weakref.ref(dropped)
    del dropped
    gc.collect()
    assert gone() is None


def test_a_pickled_network_carries_its_bytes_alone(network, digits, expected):
    """Sessions do not travel; the other side makes its own."""
    used = Network(network, threads=2)
    used.logits(digits[:1])
    carried = pickle.dumps(used)
    assert len(carried) < len(network) + 500
    for twin in (pickle.loads(carried), copy.deepcopy(used)):  # noqa: S301  just written
        assert twin._session._threads == 2
        np.testing.assert_allclose(twin.logits(digits), expected, atol=1e-4)


def test_importing_the_module_imports_no_onnx_runtime():
    """ONNX Runtime takes a while to import, so only the first reading pays for it; onnx is never needed."""
    heavy = "{'onnxruntime', 'onnx', 'torch'}"
    code = f"import sys, inkdigits.model.runtime as _; print(sorted({heavy} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


TEXT = """
<ir_version: 9, opset_import: ["": 18]>
reader ({inputs}) => ({outputs})
{{
    {body}
}}
"""
MEAN = "ink = Cast<to = 1>(digits) flat = Flatten(ink) "
OTHER_NAME = "x = Cast<to = 1>(ink) flat = Flatten(x) "
TEN = "axis = Constant<value = int64[1] {1}>() one = ReduceMean(flat, axis) "
REPEAT = "logits = Concat<axis = 1>(one, one, one, one, one, one, one, one, one, one)"


@pytest.mark.parametrize(
    ("inputs", "outputs", "body"),
    [
        ("uint8[n,28,28] ink", "float[n,10] logits", OTHER_NAME + TEN + REPEAT),
        ("float[n,28,28] digits", "float[n,10] logits", MEAN + TEN + REPEAT),
        ("uint8[n,32,32] digits", "float[n,10] logits", MEAN + TEN + REPEAT),
        ("uint8[1,28,28] digits", "float[1,10] logits", MEAN + TEN + REPEAT),
        ("uint8[n,28,28] digits, float[n] more", "float[n,10] logits", MEAN + TEN + REPEAT),
        ("uint8[n,28,28] digits", "float[n,784] logits", "ink = Cast<to = 1>(digits) logits = Flatten(ink)"),
        ("uint8[n,28,28] digits", "float[n,10] scores", MEAN + TEN + REPEAT.replace("logits", "scores")),
        ("uint8[n,28,28] digits", "float[n,10] logits, float[n,1] one", MEAN + TEN + REPEAT),
    ],
)  # fmt: skip
def test_a_network_of_another_signature_is_refused(inputs, outputs, body):
    """One input of digits, one output of ten logits, any number of digits: nothing else will do."""
    model = onnx.parser.parse_model(TEXT.format(inputs=inputs, outputs=outputs, body=body))
    with pytest.raises(BadModel, match=r"(takes|gives) .*promised is"):
        Network(model.SerializeToString()).logits(np.zeros((1, 28, 28), np.uint8))


def test_a_network_that_lies_about_its_shape_is_refused():
    """What comes out is measured, too: a promise of ten logits a digit is not believed."""
    body = MEAN + "shape = Constant<value = int64[2] {-1, 10}>() logits = Reshape(flat, shape)"
    inputs, outputs = "uint8[n,28,28] digits", "float[n,10] logits"
    model = onnx.parser.parse_model(TEXT.format(inputs=inputs, outputs=outputs, body=body))
    network = Network(model.SerializeToString())
    with pytest.raises(BadModel, match=r"answers \(392, 10\) for 5 digits"):
        network.logits(np.zeros((5, 28, 28), np.uint8))


def test_a_network_that_does_not_run_is_a_bad_model_and_prints_nothing(capfd):
    """What fails inside ONNX Runtime is one error of ours, with nothing on stderr."""
    body = MEAN + "shape = Constant<value = int64[2] {-1, 10}>() logits = Reshape(flat, shape)"
    inputs, outputs = "uint8[n,28,28] digits", "float[n,10] logits"
    model = onnx.parser.parse_model(TEXT.format(inputs=inputs, outputs=outputs, body=body))
    network = Network(model.SerializeToString())
    with pytest.raises(BadModel, match="does not run"):
        network.logits(np.zeros((1, 28, 28), np.uint8))  # 784 numbers make no rows of ten
    assert capfd.readouterr() == ("", "")


def test_a_network_whose_layers_do_not_fit_is_refused(network):
    """A graph that ONNX Runtime cannot build is a bad model."""
    model = onnx.load_from_string(network)
    model.graph.node[3].input[0] = "nowhere"
    with pytest.raises(BadModel, match="cannot be built"):
        Network(model.SerializeToString()).logits(np.zeros((1, 28, 28), np.uint8))
