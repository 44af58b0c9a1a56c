"""A strict S3: signed requests for one bucket, whole objects, the errors of the documented API."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from html import escape

from aiohttp import web
from aiohttp.test_utils import TestServer
from defusedxml.ElementTree import fromstring

_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(\w+)/\d{8}/[\w-]+/s3/aws4_request, ?SignedHeaders=[\w;-]+, ?Signature=[0-9a-f]{64}"
)


class ObjectServer:
    """`objects` by key. `failing` makes every request an internal error."""

    def __init__(self, bucket: str, key: str) -> None:
        self._bucket = bucket
        self._key = key
        self.objects: dict[str, bytes] = {}
        self.failing = False
        self.url = ""

    def refused(self, request: web.Request) -> web.Response | None:
        signed = _SIGNED.match(request.headers.get("Authorization", ""))
        if signed is None or signed[1] != self._key:
            return _error(403, "InvalidAccessKeyId")
        if self.failing:
            return _error(400, "InvalidRequest")
        return None if request.match_info["bucket"] == self._bucket else _error(404, "NoSuchBucket")

    async def one(self, request: web.Request) -> web.StreamResponse:
        refused, name = self.refused(request), request.match_info["name"]
        if refused is not None:
            return refused
        match request.method:
            case "PUT":
                data = await request.read()
                claimed = request.headers.get("x-amz-content-sha256", "")
                if claimed not in {hashlib.sha256(data).hexdigest(), "UNSIGNED-PAYLOAD"}:
                    return _error(400, "XAmzContentSHA256Mismatch")
                self.objects[name] = data
                return web.Response(headers={"ETag": f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'})
            case "GET" if name in self.objects:
                headers = {"ETag": '"x"', "Last-Modified": "Mon, 23 Nov 2026 12:00:00 GMT"}
                return web.Response(body=self.objects[name], headers=headers)
            case _:
                return _error(404, "NoSuchKey")

    async def many(self, request: web.Request) -> web.StreamResponse:
        """`POST /bucket?delete`: the keys to delete, in XML; what was not there is deleted too."""
        refused = self.refused(request)
        if refused is not None:
            return refused
        if "delete" not in request.query:
            return _error(400, "InvalidRequest")
        names = [found.text or "" for found in fromstring(await request.read()).iter() if found.tag.endswith("Key")]
        for name in names:
            self.objects.pop(name, None)
        deleted = "".join(f"<Deleted><Key>{escape(name)}</Key></Deleted>" for name in names)
        return web.Response(text=f"<DeleteResult>{deleted}</DeleteResult>", content_type="application/xml")


def _error(status: int, code: str) -> web.Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{code}</Message></Error>'
    return web.Response(status=status, text=body, content_type="application/xml")


@asynccontextmanager
async def object_server(bucket: str, key: str) -> AsyncGenerator[ObjectServer]:
    objects = ObjectServer(bucket, key)
    app = web.Application(client_max_size=64 << 20)
    app.router.add_route("POST", "/{bucket}", objects.many)
    app.router.add_route("*", "/{bucket}/{name:.+}", objects.one)
    server = TestServer(app)
    await server.start_server()
    objects.url = str(server.make_url("")).rstrip("/")
    try:
        yield objects
    finally:
        await server.close()
