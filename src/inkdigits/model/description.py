"""Say what a model file holds, for people who ask and for programs that read JSON."""

from __future__ import annotations

from typing import Any

from inkdigits.model.artifact import Artifact
from inkdigits.model.graph import audit_network
from inkdigits.model.schema import VERSION


def describe(artifact: Artifact) -> dict[str, Any]:
    """Return everything in ``artifact`` that can be written as JSON, and the sizes of its network.

    ``multiply_adds`` is what one digit costs, as the export measured it; None where it did not.
    """
    facts = audit_network(artifact.network, name="the model")
    return {
        "fingerprint": artifact.fingerprint,
        "version": VERSION,
        "created": artifact.created,
        "network": {
            "bytes": len(artifact.network),
            "parameters": facts.parameters,
            "multiply_adds": artifact.metrics.get("multiply_adds"),
            "operators": facts.operators,
        },
        "temperature": artifact.temperature,
        "threshold": artifact.threshold,
        "labels": list(artifact.labels),
        "plan": artifact.plan,
        "metrics": artifact.metrics,
        "history": artifact.history,
        "versions": artifact.versions,
    }
