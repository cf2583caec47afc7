"""Everything that inkdigits refuses, as one tree.

    InkdigitsError
    ├── BadInput                 what was sent cannot be read
    │   ├── BadPicture           empty, broken, or not what its header says
    │   ├── UnsupportedPicture   a kind of file that we do not open
    │   ├── PictureTooLarge      more bytes or pixels than allowed
    │   ├── BadTable             a page without the table that was asked for
    │   ├── BadStrokes           strokes that are no lists of finite points
    │   └── BadDigits            arrays that are not (n, 28, 28) uint8
    ├── BadDataset               a data file is broken
    │   ├── MissingDataset       a data file is not there
    │   └── DownloadFailed       no mirror had the right file
    ├── BadModel                 a model file is missing, broken or of another version
    │   └── UnsafeModel          a model file holds more than plain values
    ├── BadPlan                  a training plan that cannot be followed
    ├── TrainingStopped          somebody stopped a training run
    ├── ExportFailed             the exported network does not answer as the taught one
    ├── BadSettings              a setting of the server that makes no sense
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


class MissingExtra(InkdigitsError, ImportError):
    """An optional part of inkdigits is not installed."""

    code = "missing_extra"
