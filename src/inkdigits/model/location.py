"""Where the model file is: named outright, named by INKDIGITS_MODEL, or the bundled one."""

from __future__ import annotations

import os
from pathlib import Path


def chosen_model(path: str | Path | None = None) -> Path:
    """Return the model file to read: ``path``, else that of INKDIGITS_MODEL, else the bundled one."""
    return Path(path or os.environ.get("INKDIGITS_MODEL") or bundled_model())


def bundled_model() -> Path:
    """Return where the model file that comes with the package lies."""
    return Path(__file__).parent / "bundled" / "digits.joblib"
