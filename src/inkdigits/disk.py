"""What must have reached the disk before anybody is told that it is there."""

from __future__ import annotations

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in ``folder``: a rename is safe only then.

    Where folders cannot be opened (not POSIX), there is nothing to do.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
