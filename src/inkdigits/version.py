"""The version of this package; it stands alone, so that any floor may name it without the package's face."""

from __future__ import annotations

__version__ = "0.1.0"
