"""Corrections as the store gives them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from inkdigits.store.packing import pack_strokes
from inkdigits.store.records import Correction


@pytest.fixture(scope="session")
def correct():
    """A function that makes a correction of strokes, accepted unless told otherwise."""

    def make(strokes, meant, *, read="?", label=None, status="accepted", ink=None):
        return Correction(
            id=uuid.uuid4().hex,
            created=datetime.now(UTC),
            source="page",
            ink=ink or pack_strokes([stroke.tolist() for stroke in strokes]),
            read=read,
            confidence=0.5,
            meant=meant,
            model="a" * 64,
            status=status,
            label=label,
            reviewed=None,
        )

    return make
