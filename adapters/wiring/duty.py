"""What a process of several does."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from bot.ports import ChatPlatform
from bot.reuse.spare import HOUSE


class Duty(StrEnum):
    """INGRESS takes messages in, WORKER draws and delivers, ALL does both."""

    ALL = "all"
    INGRESS = "ingress"
    WORKER = "worker"


def claimed(platforms: Sequence[ChatPlatform], duty: Duty) -> tuple[str, ...]:
    """Whose jobs are drawn here: of the platforms that this process can hand over to; for ingress only what nobody else can."""
    if duty is Duty.INGRESS:
        return tuple(platform.name for platform in platforms if platform.traits.local)
    return (*(platform.name for platform in platforms), HOUSE.platform)
