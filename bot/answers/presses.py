"""Buttons. They name rows of the database, so they work for ever; those that spend or erase, only for the one who asked."""

from __future__ import annotations

from functools import partial

from bot.answers.account import Account
from bot.answers.album import Album
from bot.answers.broadcasts import Broadcasts
from bot.answers.likenesses import NEAR
from bot.answers.members import Members
from bot.answers.offers import Offers
from bot.answers.orders import Orders
from bot.answers.placing import Placing
from bot.answers.privacy import PrivacyDesk
from bot.answers.scene import Said, Scene
from bot.answers.shop import Shop
from bot.answers.slow_lane import SLOW
from bot.errors import NotAllowed, NotFound
from bot.model import Action, Fund, Lane, Press
from bot.ports import GalleryStore, JobStore


class Presses:
    def __init__(
        self,
        *,
        orders: Orders,
        album: Album,
        account: Account,
        members: Members,
        gallery: GalleryStore,
        jobs: JobStore,
        offers: Offers,
        placing: Placing,
        privacy: PrivacyDesk,
        broadcasts: Broadcasts,
        shop: Shop,
    ) -> None:
        self._orders = orders
        self._album = album
        self._account = account
        self._members = members
        self._gallery = gallery
        self._jobs = jobs
        self._offers = offers
        self._placing = placing
        self._privacy = privacy
        self._broadcasts = broadcasts
        self._shop = shop

    async def close(self) -> None:
        """Stop what a press began and nobody waits for."""
        await self._broadcasts.close()

    async def answer(self, scene: Scene, press: Press) -> Said:
        """Raises `NotAllowed` for a stranger, `NotFound` for what is gone."""
        match press.action:
            case Action.AGAIN | Action.VARY | Action.EDIT | Action.ORIGINAL | Action.DELETE:
                return await self._picture(scene, press)
            case Action.CANCEL:
                return await self._account.cancel(scene, press.subject)
            case Action.GET:
                return await self._album.get(scene, press.subject)
            case Action.RETRY:
                return await self._retry(scene, press.subject)
            case Action.TAKE | Action.DRAW | Action.FRESH:
                return await self._taken(scene, press)
            case Action.BUY:
                return await self._shop.press(scene, press.subject)
            case Action.DISMISS:
                return await self._dismissed(scene, press.subject)
            case Action.CONFIRM:
                return await self._confirmed(scene, press.subject)

    async def _confirmed(self, scene: Scene, subject: int) -> Said:
        """Yes to a broadcast, by its number, or to being forgotten, by the person's."""
        said = await self._broadcasts.confirmed(scene, subject)
        if said is not None:
            return said
        if subject != scene.someone().id:
            raise NotAllowed("press.stranger")
        return await self._privacy.forget(scene)

    async def _picture(self, scene: Scene, press: Press) -> Said:
        picture, job = await self._album.find(press.subject)
        if press.action is Action.DELETE:
            admin = not scene.private and await self._members.is_admin(scene)
            return await self._album.delete(scene, job, picture, admin=admin)
        self._album.owned(scene, job)
        match press.action:
            case Action.AGAIN:
                return await self._orders.again(scene, job)
            case Action.VARY:
                return await self._orders.vary(scene, job, picture)
            case Action.ORIGINAL:
                return await self._album.original(scene, job, picture)
            case _:
                return Said(scene.answer(scene.as_here("edit.reply"), code=job.id))

    async def _retry(self, scene: Scene, code: int) -> Said:
        job = await self._jobs.get(code)
        if job is None:
            raise NotFound("get.unknown", code=code)
        self._album.owned(scene, job)
        return await self._orders.retry(scene, job)

    async def _taken(self, scene: Scene, press: Press) -> Said:
        offer = await self._offers.take(scene, press.subject)
        kind, _, earlier = offer.kind.partition(" ")
        if kind == NEAR and press.action is Action.TAKE:
            source = await self._jobs.get(int(earlier))
            if source is None:
                raise NotFound("offer.gone")
            return await self._placing.show(scene, source)
        if kind == NEAR:
            return await self._placing.place(scene, offer.request, offers=False)
        if offer.kind == SLOW:
            return await self._placing.place(scene, offer.request, lane=Lane.SLOW, fund=Fund.SLOW)
        return await self._placing.place(scene, offer.request)

    async def _dismissed(self, scene: Scene, subject: int) -> Said:
        """No, by whoever was asked: in a group others may see the question. Raises `NotAllowed` for them."""
        asked = scene.private or scene.owner or subject == scene.someone().id
        if not asked and not await self._offers.drop(scene, subject):
            raise NotAllowed("press.stranger")
        return Said(then=partial(self._removed, scene))

    async def _removed(self, scene: Scene, _message: str | None) -> None:
        """The offer was declined: it need not stand there any longer."""
        if scene.incoming.press is not None and scene.incoming.press.message:
            await scene.platform.remove(scene.address, scene.incoming.press.message)
