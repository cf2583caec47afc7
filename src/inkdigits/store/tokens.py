"""Tokens by which the author of a correction, and nobody else, can have it forgotten.

A token is random, or follows from the author's own idempotency key and the correction's random name: then a
request that is sent again is answered with the same token, though only its hash is kept [1].

[1] Krawczyk, Bellare, Canetti: HMAC: Keyed-Hashing for Message Authentication.  RFC 2104.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

BYTES = 32  # of a token


def new_token(*, key: str | None, name: str) -> str:
    """Return the token of the correction ``name``; with the same ``key`` it is always the same."""
    if key is None:
        return secrets.token_urlsafe(BYTES)
    told = hmac.digest(key.encode(), b"forget " + name.encode(), "sha256")
    return base64.urlsafe_b64encode(told).rstrip(b"=").decode()


def hash_of(secret: str) -> str:
    """Return the SHA-256 of a token or key, as 64 hexadecimal digits: what of it is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def fits(token: str, token_hash: str) -> bool:
    """Tell whether ``token`` is the one whose hash was kept, in a time that tells nothing of it."""
    return hmac.compare_digest(hash_of(token), token_hash)
