"""The shape of everything that the API answers, as the OpenAPI description tells it.

Each class becomes the schema of the same name without "Schema"; the descriptions are what /docs shows.
"""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Float, Integer, List, Nested, String
from apiflask.validators import Length, Range
from marshmallow import EXCLUDE

PROBABILITY = Range(min=0, max=1)


def about(description: str) -> dict[str, str]:
    """Return the words that go with a field."""
    return {"description": description}


class Answer(Schema):
    """What all answers share: a later release may add fields, and clients are to expect that."""

    class Meta:
        """Say nothing of fields that are not named here."""

        unknown = EXCLUDE


class BoxSchema(Answer):
    """A rectangle in the sender's units: pixels of the picture, units of the strokes."""

    x = Float(required=True, metadata=about("Left edge."))
    y = Float(required=True, metadata=about("Upper edge; y grows downward."))
    width = Float(required=True, metadata=about("Width."))
    height = Float(required=True, metadata=about("Height."))


class GlyphSchema(Answer):
    """One glyph that was read."""

    digit = Integer(
        required=True,
        allow_none=True,
        validate=Range(min=0, max=9),
        metadata=about("The digit, or null where this is no digit."),
    )
    confidence = Float(
        required=True,
        validate=PROBABILITY,
        metadata=about(
            "Calibrated probability that it is a digit and is this one; low where `digit` is null."
        ),
    )
    probabilities = List(
        Float(validate=PROBABILITY),
        required=True,
        validate=Length(equal=10),
        metadata=about("Given that it is a digit: how probable 0 to 9 are. They sum to 1."),
    )
    box = Nested(BoxSchema, required=True, metadata=about("Where its ink is."))
    normalized = String(
        metadata=about(
            "With `?include=normalized`: the 28x28 picture that the network saw, 784 bytes row by row, "
            "0 paper to 255 ink, in base64.",
        )
    )
    explanation = String(
        metadata=about(
            "With `?explain=1` or `?include=explanation`: a 28x28 map of the same form, 255 where the ink "
            "mattered most.",
        )
    )
    field = Nested(
        BoxSchema,
        metadata=about("With either: what these 28x28 pixels cover; it may reach beyond the paper."),
    )


class AlternativeSchema(Answer):
    """Another text that the ink could be."""

    text = String(required=True, metadata=about("The text."))
    confidence = Float(
        required=True, validate=PROBABILITY, metadata=about("Probability that all of it is right.")
    )


class ReadingSchema(Answer):
    """What a picture or a drawing says."""

    text = String(
        required=True,
        metadata=about("The digits; `?` stands for a glyph that is no digit; empty where there is no ink."),
    )
    confidence = Float(
        required=True,
        validate=PROBABILITY,
        metadata=about("Calibrated probability that the whole text is right; 0 where there is no ink."),
    )
    digits = List(
        Nested(GlyphSchema),
        required=True,
        metadata=about("The glyphs in reading order; empty where there is no ink."),
    )
    alternatives = List(
        Nested(AlternativeSchema), required=True, metadata=about("The next best texts, best first.")
    )
    model = String(required=True, metadata=about("Fingerprint of the model that read: SHA-256 of its file."))


class ReceiptSchema(Answer):
    """A correction that is kept."""

    id = String(required=True, metadata=about("Its name."))
    forget_token = String(
        required=True, metadata=about("What has it forgotten; nobody can tell it to you a second time.")
    )


class LiveSchema(Answer):
    """The process answers."""

    status = String(required=True, metadata=about("Always `live`."))


class ReadySchema(Answer):
    """Digits can be read."""

    status = String(required=True, metadata=about("Always `ready`."))
    model = String(required=True, metadata=about("Fingerprint of the model that reads: SHA-256 of its file."))


class ProblemSchema(Answer):
    """What was wrong."""

    code = String(required=True, metadata=about("A name that a program can rely on."))
    message = String(
        required=True,
        metadata=about("A sentence for people: the field at fault, what was found, what to do."),
    )


class ErrorSchema(Answer):
    """The one form of every error."""

    error = Nested(ProblemSchema, required=True, metadata=about("What was wrong."))
