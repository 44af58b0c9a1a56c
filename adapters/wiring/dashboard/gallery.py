"""The gallery: what everybody drew lately, but for what was asked in private."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from adapters.web.board import Frame, Wall
from adapters.web.links import Links
from adapters.wiring.opened import OpenHouse
from bot.ports import Entry

_PAGE = 24
_PROMPT = 400


class Gallery:
    def __init__(self, house: OpenHouse, links: Links) -> None:
        self._house = house
        self._links = links

    async def __call__(self, before: int | None) -> Wall:
        entries = await self._house.store.gallery.latest(_PAGE, before)
        people = [entry.job.person for entry in entries if entry.job.person is not None]
        names = await self._house.store.people.names(people)
        frames = [frame for entry in entries for frame in self._frames(entry, names)]
        return Wall(frames, entries[-1].job.id if len(entries) == _PAGE else None)

    def _frames(self, entry: Entry, names: dict[int, str]) -> list[Frame]:
        job = entry.job
        who = str(job.address.platform) if job.person is None else names.get(job.person, f"#{job.person}")
        at = job.created.astimezone(ZoneInfo(self._house.settings.house.timezone)).strftime("%Y-%m-%d %H:%M")
        return [
            Frame(
                self._links.page(picture.id),
                self._links.raw(picture.id),
                job.request.prompt[:_PROMPT],
                who,
                f"#{job.id} · {at}",
            )
            for picture in entry.pictures
        ]
