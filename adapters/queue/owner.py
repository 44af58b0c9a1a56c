"""Who a worker is, so that another process of the same machine can tell that it is dead."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Owner:
    """`host:pid:token`. The token tells apart two processes that had the same number, one after the other."""

    host: str = field(default_factory=socket.gethostname)
    pid: int = field(default_factory=os.getpid)
    token: str = field(default_factory=lambda: secrets.token_hex(4))

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}:{self.token}"

    def knows_dead(self, other: str) -> bool:
        """Surely dead: of this machine, and its process is gone or is this very one under an earlier token.

        What lives on another machine is never known to be dead; its leases run out.
        """
        host, _, rest = other.rpartition(":")[0].rpartition(":")
        if host != self.host or other == str(self) or not rest.isdecimal():
            return False
        return int(rest) == self.pid or not _alive(int(rest))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
