"""Style sheets, scripts and icons: cached for good under an address that changes whenever one of them does.

The address holds a fingerprint of the whole folder (``/static/3fa9c1d2/js/page.js``), so a module that
imports ``./pen.js`` gets the pen of the same release.  Without the fingerprint, or with an old one, the same
files are served but asked for anew each time (ETag).
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, send_from_directory

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"


def serve_assets(app: Flask, folder: Path = FOLDER) -> None:
    """Make ``app`` serve the files of ``folder``; ``url_for("static", filename=...)`` tells their address."""
    current = fingerprint(folder)

    def static(filename: str, version: str = "") -> Response:
        response = send_from_directory(folder, filename, max_age=None)
        response.headers["Cache-Control"] = FOREVER if version == current else "no-cache"
        return response

    def name_version(endpoint: str, values: dict[str, str]) -> None:
        if endpoint == "static":
            values.setdefault("version", current)

    app.add_url_rule("/static/<path:filename>", "static", static)
    app.add_url_rule("/static/<string(length=8):version>/<path:filename>", "static", static)
    app.url_defaults(name_version)


def fingerprint(folder: Path) -> str:
    """Return 8 hexadecimal digits that change whenever a file of ``folder`` does."""
    digest = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]
