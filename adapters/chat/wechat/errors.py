"""What can be wrong with a request that claims to come from a platform, and with a platform's answer to ours.

WechatError
├── BadRequest                 not readable as a callback: 400
│   └── NotTheirs              readable, but not signed by the platform for us, now: 403
├── Refused                    the platform answered our call with an error code
└── UploadGone                 it does not know that media id (any more): upload again
"""

from __future__ import annotations

from dataclasses import dataclass


class WechatError(Exception):
    """Root of this folder's errors; none leaves it."""


class BadRequest(WechatError):
    """The body or query cannot be read."""


class NotTheirs(BadRequest):
    """Wrong signature, stale, replayed, or meant for another account."""


@dataclass(eq=False)
class Refused(WechatError):
    """`errcode` and `errmsg` of a platform's JSON answer."""

    code: int
    message: str = ""

    def __str__(self) -> str:
        return f"errcode {self.code}: {self.message}"


class UploadGone(WechatError):
    """Media ids end after three days."""
