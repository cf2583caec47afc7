"""``inkdigits model`` says what is in a file, and whether it reads."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import onnx
import pytest
from click.testing import CliRunner
from onnx import numpy_helper

from inkdigits.cli import main
from inkdigits.model.artifact import Artifact, load, save
from inkdigits.model.location import bundled_model

NETWORK = """
<ir_version: 9, opset_import: ["": 18]>
reader (uint8[n,28,28] digits) => (float[n,10] logits)
{
    ink = Cast<to = 1>(digits)
    flat = Flatten(ink)
    logits = Gemm(flat, weights)
}
"""


def write_model(path, *, weights=1e-5, plan=None) -> None:
    """Write a model whose one layer has these weights."""
    network = onnx.parser.parse_model(NETWORK)
    layer = np.full((784, 10), weights, np.float32)
    network.graph.initializer.append(numpy_helper.from_array(layer, "weights"))
    artifact = Artifact(
        network=network.SerializeToString(),
        labels=tuple(range(10)),
        temperature=1.25,
        threshold=0.5,
        plan=plan or {"epochs": 2, "tilt": 12.0},
        metrics={"validation": {"accuracy": 0.9975}, "multiply_adds": 7840},
        history=[{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.125}],
        versions={"torch": "2.9.0"},
        created="2026-01-31T12:00:00+00:00",
    )
    save(artifact, path)


@pytest.fixture
def model_file(tmp_path):
    """A model file that reads, if not well."""
    path = tmp_path / "digits.joblib"
    write_model(path)
    return path


def call(*arguments, env=None):
    """Run ``inkdigits model`` as the shell would."""
    return CliRunner(env={"COLUMNS": "120", **(env or {})}).invoke(main, ["model", *map(str, arguments)])


def test_show_tells_people_what_is_in_a_model(model_file):
    """Fingerprint, sizes, plan, metrics, history and versions, each by name."""
    done = call("show", model_file)
    assert (done.exit_code, done.stderr) == (0, "")
    wanted = (load(model_file).fingerprint, "7,840", "tilt", "12", "accuracy", "0.9975", "torch", "2.9.0")
    for word in (*wanted, "1.25", "History of 2 epochs", "0.125", f"{model_file.stat().st_size:,}"):
        assert word in done.stdout


def test_show_gives_programs_one_json_object(model_file):
    """The same facts, with the whole history, on one line."""
    done = call("show", "--json", model_file)
    facts = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert facts["fingerprint"] == load(model_file).fingerprint
    assert facts["bytes"] == model_file.stat().st_size
    assert facts["network"]["parameters"] == facts["network"]["multiply_adds"] == 7840
    assert facts["network"]["operators"] == {"Cast": 1, "Flatten": 1, "Gemm": 1}
    assert facts["history"] == [{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.125}]


def test_what_a_file_says_neither_steers_the_terminal_nor_the_tables(tmp_path):
    """Control characters are shown, and brackets are no markup."""
    path = tmp_path / "digits.joblib"
    write_model(path, plan={"note": "\x1b[31mred [bold]x[/nonsense]", "deep": {"list": [1] * 500}})
    done = call("show", path)
    assert done.exit_code == 0
    assert r"\x1b[31mred [bold]x[/nonsense]" in done.stdout
    assert "\x1b[31m" not in done.stdout
    assert "..." in done.stdout


def test_show_tells_of_what_reads_whole_lines():
    """The bundled model has a second network; a model without one says so to programs."""
    done = call("show")
    assert (done.exit_code, done.stderr) == (0, "")
    for word in ("Line network", "Line plan", "misplaced", "rounds"):
        assert word in done.stdout
    line = load(bundled_model()).line
    said = json.loads(call("show", "--json").stdout)["line"]
    assert said["metrics"]["parameters"] == line.metrics["parameters"]
    assert said["network"]["parameters"] > 100_000
    assert said["drawn"] == list(line.drawn)


def test_verify_asks_what_reads_whole_lines(model_file):
    """It answers for lines of several widths; one whose answers are no numbers is found."""
    assert call("verify").stdout.startswith(f"{bundled_model()}: good; read 73 test patterns")
    bundled = load(bundled_model())
    broken = _with_weights_that_overflow(bundled.line.network)
    save(replace(bundled, line=replace(bundled.line, network=broken)), model_file)
    done = call("verify", model_file)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "not finite" in done.stderr


def _with_weights_that_overflow(network):
    """Return the ONNX ``network`` with its first large weights as high as numbers go."""
    model = onnx.load_from_string(network)
    weights = next(one for one in model.graph.initializer if one.data_type == 1 and len(one.raw_data) > 400)
    weights.raw_data = np.full(len(weights.raw_data) // 4, 3e38, np.float32).tobytes()
    return model.SerializeToString()


def test_verify_says_in_one_line_that_a_model_reads(model_file):
    """Good: one line, status 0."""
    done = call("verify", model_file)
    assert (done.exit_code, done.stderr) == (0, "")
    expected = f"{model_file}: good; read 64 test patterns, SHA-256 {load(model_file).fingerprint}\n"
    assert done.stdout == expected


def test_verify_finds_a_network_whose_answers_are_no_numbers(tmp_path):
    """A file can be well formed and still not read."""
    path = tmp_path / "digits.joblib"
    write_model(path, weights=1e38)
    done = call("verify", path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "not finite" in done.stderr


@pytest.mark.parametrize("verb", ["show", "verify"])
def test_a_bad_file_is_one_line_on_stderr(model_file, verb):
    """Missing, damaged, or a folder: status 1, one line, its name in it, no traceback."""
    model_file.write_bytes(model_file.read_bytes()[:-5])
    for path in (model_file, model_file.parent, model_file.parent / "none.joblib"):
        done = call(verb, path)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.count("\n") == 1
        assert str(path) in done.stderr


def test_without_a_name_the_model_of_the_environment_is_meant(model_file):
    """INKDIGITS_MODEL names it."""
    done = call("verify", env={"INKDIGITS_MODEL": str(model_file)})
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{model_file}: good")


@pytest.mark.parametrize("verb", ["show", "verify"])
def test_help_shows_an_example(verb):
    """Each verb's help ends with something to copy."""
    assert f"Example: inkdigits model {verb}" in call(verb, "--help").stdout
