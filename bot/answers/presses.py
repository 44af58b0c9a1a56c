"""Buttons. They name rows of the database, so they work for ever; those that spend or erase, only for the one who asked."""

from __future__ import annotations

from bot.answers.account import Account
from bot.answers.album import Album
from bot.answers.members import Members
from bot.answers.orders import Orders
from bot.answers.scene import Said, Scene
from bot.errors import NotFound
from bot.model import Action, Press
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
    ) -> None:
        self._orders = orders
        self._album = album
        self._account = account
        self._members = members
        self._gallery = gallery
        self._jobs = jobs

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
            case _:
                raise NotFound("press.old")

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
                return Said(scene.answer("edit.reply", code=job.id))

    async def _retry(self, scene: Scene, code: int) -> Said:
        job = await self._jobs.get(code)
        if job is None:
            raise NotFound("get.unknown", code=code)
        self._album.owned(scene, job)
        return await self._orders.retry(scene, job)
