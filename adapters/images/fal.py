"""fal.ai by its queue: handed in, asked for by the addresses it returns. Source: the vendor's SDKs and API reference."""

from __future__ import annotations

from adapters.images import _fal_queue as queue
from adapters.images import _json as js
from adapters.images import _seals as seals
from adapters.images._ask import Ask, data_uri
from adapters.images._calls import Answer, Call
from adapters.images._complaint import Complaint
from adapters.images._outcomes import Outcome, Probe
from adapters.images._provider import HttpProvider
from adapters.images._uploads import upload
from bot.errors import ProviderError
from bot.model import Picture

INLINE = 1_000_000  # bytes of a reference that still goes into the request itself


class Provider(HttpProvider):
    async def hand_over(self, picture: Picture, deadline: float) -> str:
        if len(picture.data) <= INLINE:
            return data_uri(picture)
        kind = picture.media_type
        file = {"file_name": f"reference.{kind.partition('/')[2]}", "content_type": kind}
        path = f"{self.line.beside('rest')}/storage/upload/initiate"
        asked = Call("POST", path, query={"storage_type": "fal-cdn-v3"}, json=file)
        place = (await self.send(asked, deadline)).json()
        put = Call("PUT", js.text(place, "upload_url"), body=picture.data, headers={"content-type": kind})
        await upload(self.line, put, deadline)
        return js.text(place, "file_url")

    def submit(self, ask: Ask) -> Call:
        body: dict[str, object] = {
            "prompt": ask.prompt,
            "num_images": ask.count,
            "output_format": "png",
            **({"resolution": ask.size.upper()} if len(ask.model.sizes) > 1 else {}),
            **({"aspect_ratio": ask.aspect} if ask.aspect else {}),
            **({"seed": ask.seed} if ask.seed is not None else {}),
            **({"image_urls": list(ask.uploads)} if ask.uploads else {}),
            **ask.model.options,
        }
        path = f"/{ask.model.id}/edit" if ask.uploads else f"/{ask.model.id}"
        query = {"fal_webhook": ask.callback} if ask.callback.startswith("https://") else {}
        headers = {"x-fal-no-retry": "1", "x-fal-object-lifecycle-preference": '{"expiration_duration_seconds": 86400}'}
        return Call("POST", path, json=body, query=query, headers=headers)

    def poll(self, handle: str) -> Call:
        return Call("GET", handle.split(maxsplit=1)[0])

    def read(self, answer: Answer) -> Outcome:
        return queue.looked_at(answer.json(), answer.handle)

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        return queue.broken(complaint)

    def cancelling(self, handle: str) -> Call:
        return Call("PUT", handle.split()[2])

    def probing(self) -> Call:
        return Call("GET", f"{self.line.beside('rest')}/billing/user_balance")

    def read_probe(self, answer: Answer) -> Probe:
        usd = js.number(answer.json())
        return Probe(ok=True, balance=None if usd is None else round(usd * 1_000_000))

    async def withdrawn(self) -> bool:
        """A locked account and a withdrawn model are said in the same words; the balance tells them apart."""
        return bool((await self.probe()).balance)

    def seal(self) -> seals.Seal:
        return seals.ed25519

    async def vouch(self) -> bytes:
        return bytes(
            (await self.free(Call("GET", f"{self.line.beside('keys')}/.well-known/jwks.json", keyed=False))).body
        )
