"""The headers that every answer carries, so that a browser runs nothing but our own files.

The policy starts from nothing and allows what the page does: its own scripts and style sheet, the API, and
pictures that it makes itself (``data:`` and ``blob:``).  Inline script and style are forbidden, foreign hosts
too, and no other site can frame the page or fetch from it.  There is no cookie to protect: none is ever set.
"""

from __future__ import annotations

from flask import Flask, Response

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

# The file dialog of a phone offers the camera without asking the page for it, so even that stays shut.
DENIED = ("accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope",
          "magnetometer", "microphone", "midi", "payment", "usb")  # fmt: skip

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in DENIED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def secure(app: Flask) -> None:
    """Add the headers to every answer of ``app``, errors and static files included."""
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Return ``response`` with the headers; one that says nothing of caching is not to be stored."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
