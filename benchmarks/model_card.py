"""Write down what the bundled model file says of itself: size, plan, log, what validation measured.

    python benchmarks/model_card.py

The facts go into MODEL_CARD.md, the log of the run that made it into docs/results.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from figures import provenance, publish, table

import inkdigits
from inkdigits.model.artifact import Artifact, Lines
from inkdigits.model.location import bundled_model

MILLION = 1_000_000
MINUTE = 60  # s


def main() -> None:
    """Publish the blocks ``model`` and ``training`` and print them."""
    path = bundled_model()
    recognizer = inkdigits.load(path)
    artifact = recognizer.artifact
    metrics = artifact.metrics
    facts = [
        ("file", f"{path.stat().st_size:,} bytes"),
        ("parameters", f"{metrics['parameters']:,}"),
        ("multiply-adds a digit", f"{metrics['multiply_adds'] / MILLION:.1f} million"),
        (
            "taught in",
            f"{artifact.history[-1]['seconds'] / MINUTE:.0f} minutes, {len(artifact.history)} epochs",
        ),
        (
            "right on validation images",
            f"{metrics['validation_accuracy']:.2%} of {metrics['validation_digits']:,}",
        ),
        ("calibration error there", f"{metrics['validation_calibration_error']:.2%}"),
        (
            "right on drawings of the writers to choose by",
            f"{metrics['drawn_accuracy']:.2%} of {metrics['drawn_digits']:,}",
        ),
        ("calibration error there", f"{metrics['drawn_calibration_error']:.2%}"),
        (
            "outliers of the kinds taught, refused",
            f"{metrics['outliers_refused']:.2%} of {metrics['outliers']:,}",
        ),
        ("temperature", f"{artifact.temperature:.3f}"),
        ('threshold under which it says "?"', f"{artifact.threshold:.3f}"),
        (
            "made",
            f"{artifact.created} with "
            + ", ".join(f"{name} {one}" for name, one in artifact.versions.items()),
        ),
        ("plan", ", ".join(f"{name} {value}" for name, value in artifact.plan.items())),
    ]
    text = table(("", "bundled model"), [(name, value) for name, value in facts])
    text += "\n\n" + provenance(fingerprint=recognizer.fingerprint, packages=["inkdigits"])
    publish("model", text)
    print(text)
    if artifact.line is not None:
        lines = line_facts(artifact.line)
        publish(
            "line_model",
            f"{lines}\n\n{provenance(fingerprint=recognizer.fingerprint, packages=['inkdigits'])}",
        )
        print(lines)
    log = training_log(artifact)
    publish("training", f"{log}\n\n{provenance(fingerprint=recognizer.fingerprint, packages=['inkdigits'])}")
    print(log)


def line_facts(line: Lines) -> str:
    """Return what the network that reads lines says of itself."""
    metrics, last = line.metrics, line.history[-1]
    facts = [
        ("parameters", f"{metrics['parameters']:,}"),
        (
            "multiply-adds of a line as wide as it is high",
            f"{metrics['multiply_adds'] / MILLION:.1f} million",
        ),
        ("taught in", f"{last['step']:,} steps, to a loss of {last['loss']:.2f} a line"),
        (
            "right, with the digit network, on drawn lines of the writers to choose by",
            f"{metrics['drawn_exact']:.1%} of {metrics['drawn_lines']:,}",
        ),
        (
            "right, with the digit network, on pictures of such lines and of held-out images",
            f"{metrics['pictured_exact']:.1%} of {metrics['pictured_lines']:,}",
        ),
        ("weight of the glyphs, slope and offset of the trust: drawn", _told(line.drawn)),
        ("the same: in pictures", _told(line.pictured)),
        ("plan", ", ".join(f"{name} {value}" for name, value in line.plan.items())),
    ]
    return table(("", "network that reads lines"), facts)


def _told(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:.3g}" for number in numbers)


def training_log(artifact: Artifact) -> str:
    """Return the seeds of the run and a row an epoch."""
    head = ("epoch", "loss", "validation digits read right", "validation loss", "minutes so far")
    rows = [
        (
            f"{row['epoch']:.0f}",
            f"{row['loss']:.4f}",
            f"{row['validation_accuracy']:.2%}",
            f"{row['validation_loss']:.4f}",
            f"{row['seconds'] / MINUTE:.1f}",
        )
        for row in artifact.history
    ]
    seeds = f"Seed {artifact.plan['seed']}, split by seed {artifact.plan['split_seed']}; "
    return f"{seeds}the last epoch's averaged weights are what is shipped.\n\n{table(head, rows)}"


if __name__ == "__main__":
    main()
