"""Passwords as they are kept: salted, and hashed so that guessing costs memory and time (scrypt).

The parameters stand beside each hash, so they can be raised without anybody choosing anew.
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from index.errors import InputError

FEWEST_CHARACTERS = 10
# More is no password but an attempt to keep the server busy.
MOST_CHARACTERS = 1000
_BYTES = 32


@dataclass(frozen=True)
class Cost:
    """What one hash costs: 128 · n · r bytes of memory, gone over p times.

    The default is one of the five that OWASP's Password Storage Cheat Sheet holds for equal: 32 MB.
    """

    n: int = 2**15
    r: int = 8
    p: int = 3


def require_good(password: str) -> None:
    """Refuse what is no good password.

    Raises:
        InputError: If it is too short or too long.
    """
    characters = len(_plain(password))
    if not FEWEST_CHARACTERS <= characters <= MOST_CHARACTERS:
        raise InputError(
            f"the password has {characters} characters; it needs {FEWEST_CHARACTERS} to "
            f"{MOST_CHARACTERS:,}"
        )


def hashed(password: str, cost: Cost) -> str:
    """Hash a password with a salt of its own; what comes out is what `matches` takes."""
    salt = secrets.token_bytes(_BYTES)
    return _written(cost, salt, _scrypt(password, salt, cost))


def matches(password: str, kept: str) -> bool:
    """Say whether this is the password that was hashed, in a time that does not tell how nearly."""
    cost, salt, expected = _read(kept)
    return hmac.compare_digest(_scrypt(password, salt, cost), expected)


def is_current(kept: str, cost: Cost) -> bool:
    """Say whether it was hashed at this cost."""
    return _read(kept)[0] == cost


def of_nobody(cost: Cost) -> str:
    """Give what no password matches, and what takes as long to compare with."""
    return _written(cost, bytes(_BYTES), bytes(_BYTES))


def _plain(password: str) -> str:
    # One keyboard writes é as one character, another as two.
    return unicodedata.normalize("NFKC", password)


def _scrypt(password: str, salt: bytes, cost: Cost) -> bytes:
    return hashlib.scrypt(
        _plain(password).encode("utf-8", "surrogatepass"),
        salt=salt,
        n=cost.n,
        r=cost.r,
        p=cost.p,
        # OpenSSL's own bound is 32 MB, which leaves no room for the rest.
        maxmem=128 * cost.r * (cost.n + cost.p + 2) + 1_000_000,
        dklen=_BYTES,
    )


def _written(cost: Cost, salt: bytes, hash_: bytes) -> str:
    coded = (base64.b64encode(part).decode() for part in (salt, hash_))
    return "$".join(("scrypt", str(cost.n), str(cost.r), str(cost.p), *coded))


def _read(kept: str) -> tuple[Cost, bytes, bytes]:
    _, n, r, p, salt, hash_ = kept.split("$")
    return Cost(int(n), int(r), int(p)), base64.b64decode(salt), base64.b64decode(hash_)
