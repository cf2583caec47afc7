"""Say what a model file holds, for people who ask and for programs that read JSON."""

from __future__ import annotations

from typing import Any

from inkdigits.model.artifact import Artifact, Lines
from inkdigits.model.graph import audit_network
from inkdigits.model.schema import VERSION


def describe(artifact: Artifact) -> dict[str, Any]:
    """Return everything in ``artifact`` that can be written as JSON, and the sizes of its networks.

    ``multiply_adds`` is what one digit costs, or a line so wide as the field is high, as the export measured
    it; None where it did not.  ``line`` is None where nothing in it reads whole lines.
    """
    return {
        "fingerprint": artifact.fingerprint,
        "version": VERSION,
        "created": artifact.created,
        "network": _sizes(artifact.network, artifact.metrics),
        "temperature": artifact.temperature,
        "threshold": artifact.threshold,
        "labels": list(artifact.labels),
        "plan": artifact.plan,
        "metrics": artifact.metrics,
        "history": artifact.history,
        "versions": artifact.versions,
        "line": None if artifact.line is None else _describe_line(artifact.line),
    }


def _describe_line(line: Lines) -> dict[str, Any]:
    """Return what reads whole lines; ``drawn`` and ``pictured`` are weight, slope and offset."""
    return {
        "network": _sizes(line.network, line.metrics),
        "drawn": list(line.drawn),
        "pictured": list(line.pictured),
        "plan": line.plan,
        "metrics": line.metrics,
        "history": line.history,
    }


def _sizes(network: bytes, metrics: dict[str, Any]) -> dict[str, Any]:
    """Return how large ``network`` is, and what it is made of."""
    facts = audit_network(network, name="the model")
    return {
        "bytes": len(network),
        "parameters": facts.parameters,
        "multiply_adds": metrics.get("multiply_adds"),
        "operators": facts.operators,
    }
