"""PINs and token secrets are kept only in a form that does not give them away."""

from __future__ import annotations

import hashlib
import hmac
import os

COST = 2**12
"""Of scrypt: PINs are short, so guessing from a stolen database must be slow."""


def digest(secret: str) -> str:
    """Return what is stored of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def protect(pin: str) -> str:
    """Return what is stored of a PIN."""
    salt = os.urandom(16)
    return f"{salt.hex()}:{_stretched(pin, salt)}"


def fits(pin: str, stored: str) -> bool:
    """Tell whether `pin` is the one that was protected."""
    salt, _, expected = stored.partition(":")
    return same(_stretched(pin, bytes.fromhex(salt)), expected)


def same(left: str, right: str) -> bool:
    """Compare without telling by the time taken how much agrees."""
    return hmac.compare_digest(left.encode(), right.encode())


def _stretched(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, n=COST, r=8, p=1).hex()
