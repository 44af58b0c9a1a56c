"""Every key, asked at once and at no cost."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence

from adapters.images._outcomes import Probe
from adapters.images._provider import HttpProvider
from bot.quota.limits import format_dollars
from bot.resilience import Target

Told = Callable[[Target, Probe], None]


def _quietly(target: Target, found: Probe) -> None:
    del target, found


async def probe_all(targets: Sequence[Target], told: Told = _quietly) -> list[Probe]:
    """In the order of the targets. `told` hears of each as it comes."""

    async def one(target: Target) -> Probe:
        provider = target.provider
        found = await provider.probe() if isinstance(provider, HttpProvider) else Probe(ok=True, detail="needs no key")
        told(target, found)
        return found

    return list(await asyncio.gather(*map(one, targets)))


def progress(total: int) -> Told:
    """A line that moves on a terminal, a line for each elsewhere; on stderr."""
    done = 0

    def told(target: Target, found: Probe) -> None:
        nonlocal done
        done += 1
        line = f"{done}/{total} {target.id} {verdict(found)}"
        terminal = sys.stderr.isatty()
        sys.stderr.write(f"\r\x1b[K{line[:100]}{'' if done < total else chr(10)}" if terminal else f"{line}\n")
        sys.stderr.flush()

    return told


def verdict(found: Probe) -> str:
    return f"{'ok' if found.ok else 'bad'} {found.detail}".strip()


def remaining(found: Probe) -> str | None:
    """What is left on the account, as its service tells."""
    if found.balance is not None:
        return f"{format_dollars(found.balance)} usd {found.unit}".strip() if found.left is None else _counted(found)
    return _counted(found) if found.left is not None else None


def _counted(found: Probe) -> str:
    return f"{found.left:g} {found.unit}".strip()
