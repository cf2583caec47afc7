"""Everything that inkdigits refuses, as one tree.

    InkdigitsError
    ├── BadInput                 what was sent cannot be read
    │   ├── BadPicture           empty, broken, or not what its header says
    │   ├── UnsupportedPicture   a kind of file that we do not open
    │   ├── PictureTooLarge      more bytes or pixels than allowed
    │   ├── BadTable             a page without the table that was asked for
    │   ├── BadStrokes           strokes that are no lists of finite points
    │   ├── BadDigits            arrays that are not (n, 28, 28) uint8
    │   ├── BadCorrection        a correction that says nothing that can be learned
    │   ├── InkTooLarge          a correction with more ink than is kept
    │   └── KeyReused            an idempotency key that came with something else before
    ├── BadDataset               a data file is broken
    │   ├── MissingDataset       a data file is not there
    │   └── DownloadFailed       no mirror had the right file
    ├── BadModel                 a model file is missing, broken or of another version
    │   └── UnsafeModel          a model file holds more than plain values
    ├── BadPlan                  a training plan that cannot be followed
    ├── TrainingStopped          somebody stopped a training run
    ├── ExportFailed             the exported network does not answer as the taught one
    ├── BadSettings              a setting of the server that makes no sense
    ├── NotAcknowledged          what was asked of the kept corrections was not done
    │   ├── UnknownCorrection    there is none of that name, or no more
    │   ├── WrongToken           the token is not that of this correction
    │   ├── StoreUnavailable     the database cannot be reached, read or written
    │   └── NewerStore           the database was made by a newer inkdigits
    ├── NothingLearned           corrections that make no better model
    └── MissingExtra             an optional part is not installed

A message names the place, what was found, what was promised and what to do.  The command line and
the HTTP API each translate the tree once: the class decides the status, ``code`` names it.
"""

from __future__ import annotations


class InkdigitsError(Exception):
    """Anything that inkdigits refuses; the message is meant for people."""

    code = "error"


class BadInput(InkdigitsError, ValueError):
    """What was sent cannot be read."""

    code = "bad_input"


class BadPicture(BadInput):
    """A picture is empty, broken, or not what its header says."""

    code = "bad_picture"


class UnsupportedPicture(BadInput):
    """The bytes are of a kind that is not opened here."""

    code = "unsupported_picture"


class PictureTooLarge(BadInput):
    """A picture has more bytes or pixels than are allowed."""

    code = "picture_too_large"


class BadTable(BadInput):
    """A page does not hold the table that was asked for."""

    code = "bad_table"


class BadStrokes(BadInput):
    """Strokes are not lists of finite points."""

    code = "bad_strokes"


class BadDigits(BadInput):
    """An array is not (n, 28, 28) of uint8, as MNIST stores digits."""

    code = "bad_digits"


class BadCorrection(BadInput):
    """A correction says nothing that can be learned: a text that is no number, a drawing without ink."""

    code = "bad_correction"


class InkTooLarge(BadInput):
    """A correction has more ink than is kept."""

    code = "ink_too_large"


class KeyReused(BadInput):
    """An idempotency key came with another request before."""

    code = "key_reused"


class BadDataset(InkdigitsError):
    """A data file is broken."""

    code = "bad_dataset"


class MissingDataset(BadDataset):
    """A data file is not there."""

    code = "missing_dataset"


class DownloadFailed(BadDataset):
    """No mirror had the right file."""

    code = "download_failed"


class BadModel(InkdigitsError):
    """A model file is missing, broken or of another version."""

    code = "bad_model"


class UnsafeModel(BadModel):
    """A model file holds more than plain values."""

    code = "unsafe_model"


class BadPlan(InkdigitsError, ValueError):
    """A training plan cannot be followed."""

    code = "bad_plan"


class TrainingStopped(InkdigitsError):
    """Somebody stopped a training run; it can be resumed."""

    code = "training_stopped"


class ExportFailed(InkdigitsError):
    """The exported network does not answer as the taught one does."""

    code = "export_failed"


class BadSettings(InkdigitsError, ValueError):
    """A setting of the server makes no sense."""

    code = "bad_settings"


class NotAcknowledged(InkdigitsError):
    """What was asked of the kept corrections was not done."""

    code = "not_acknowledged"


class UnknownCorrection(NotAcknowledged):
    """There is no correction of that name, or no more."""

    code = "unknown_correction"


class WrongToken(NotAcknowledged):
    """The token is not that of this correction."""

    code = "wrong_token"


class StoreUnavailable(NotAcknowledged):
    """The database cannot be reached, read or written; reading digits goes on without it."""

    code = "store_unavailable"


class NewerStore(NotAcknowledged):
    """The database was made by a newer inkdigits; it is left untouched."""

    code = "newer_store"


class NothingLearned(InkdigitsError):
    """Corrections make no better model, or cannot be trusted to; the model in use stays."""

    code = "nothing_learned"


class MissingExtra(InkdigitsError, ImportError):
    """An optional part of inkdigits is not installed."""

    code = "missing_extra"
