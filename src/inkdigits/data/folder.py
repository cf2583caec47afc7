"""Where the data lies, and how a file gets there whole.

The folder holds ``mnist/`` and ``pen/`` (see ``catalog``).  A file is either absent or complete: it is
written beside its place and renamed only when its bytes are on the disk, so that a crash leaves no half.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from inkdigits.disk import sync_folder
from inkdigits.errors import MissingDataset

if TYPE_CHECKING:
    from inkdigits.data.catalog import DataFile, Dataset

SETTING = "INKDIGITS_DATA"


def data_folder() -> Path:
    """Return the folder of all data sets: ``INKDIGITS_DATA``, else the user's cache; it may not exist."""
    chosen = os.environ.get(SETTING)
    if chosen:
        return Path(chosen).expanduser()
    return platformdirs.user_cache_path("inkdigits")


def place_of(file: DataFile, *, dataset: Dataset, folder: Path) -> Path:
    """Return where ``file`` belongs in the data folder ``folder``, there or not."""
    return folder / dataset.name / file.name


def find(file: DataFile, *, dataset: Dataset, folder: Path | None = None) -> Path:
    """Return the path of ``file`` in ``folder`` (default: ``data_folder()``).

    Raises:
        MissingDataset: it is not there; the message says how to get it.
    """
    folder = data_folder() if folder is None else folder
    path = place_of(file, dataset=dataset, folder=folder)
    if path.is_file():
        return path
    raise MissingDataset(
        f"{path}: no such file; looked for {dataset.title}, in the data folder {folder}; "
        f"fetch it with 'inkdigits data fetch {dataset.name}', or set {SETTING} to the folder "
        f"that holds {dataset.name}/"
    )


def move_into_place(written: Path, path: Path) -> None:
    """Rename ``written`` to ``path``, in the same folder, once its bytes are on the disk."""
    with written.open("rb") as stream:
        os.fsync(stream.fileno())
    written.replace(path)
    sync_folder(path.parent)
