"""Telegram end to end, as ratios in one run: `python -m tests.bench.telegram`. Prints a Markdown table.

Each bot runs alone in a process behind its webhook; the driver posts updates of people who never wrote before and is the
Bot API that they answer to. *bare* is aiogram with one handler that sends a ready photo: the ceiling. *ours* and *ptb* are
the whole house (store on disk, quota, job, history) with a painter that hands out the same ready photo; *sketch* draws.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

import aiohttp
import orjson
import psutil
import uvloop
from aiohttp import web
from aiohttp.test_utils import TestServer

_TOGETHER = 64
_PERSON = {"is_bot": False, "first_name": "Ann"}


@dataclass
class Sink:
    """Takes everything a bot sends, quickly, and remembers when."""

    first: dict[int, float] = field(default_factory=dict[int, float])
    pictured: dict[int, asyncio.Future[float]] = field(default_factory=dict[int, asyncio.Future[float]])
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        if method == "getme":
            return _ok({"id": 42, "is_bot": True, "first_name": "B", "username": "bench_bot"})
        form = await request.post()
        if "chat_id" not in form or method == "sendchataction":
            return _ok(True)
        chat, now = int(str(form["chat_id"])), time.perf_counter()
        self.first.setdefault(chat, now)
        message = {"message_id": next(self.ids), "date": 1, "chat": {"id": chat, "type": "private", "first_name": "A"}}
        if method not in {"sendphoto", "editmessagemedia"}:
            return _ok({**message, "text": "x"})
        if not self.pictured[chat].done():
            self.pictured[chat].set_result(now)
        size = {"file_id": f"f{chat}", "file_unique_id": f"u{chat}", "width": 256, "height": 256}
        return _ok({**message, "photo": [size]})


def _ok(result: object) -> web.Response:
    return web.Response(body=orjson.dumps({"ok": True, "result": result}), content_type="application/json")


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds after the update was posted; `cpu` are the bot's own seconds for all of them."""

    accepted: list[float]
    first: list[float]
    pictured: list[float]
    rate: float
    cpu: float


async def measure(which: str, count: int) -> Times:
    sink = Sink()
    application = web.Application(client_max_size=64 << 20)
    application.router.add_post("/bot{token}/{method}", sink.handle)
    async with TestServer(application) as server:
        asked = [which, str(server.make_url("")).rstrip("/"), str(count + _TOGETHER)]
        command = [sys.executable, "-m", "tests.bench.telegram_bots", *asked]
        process = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdin is not None
        webhook = (await process.stdout.readline()).decode().strip()
        try:
            return await _drive(sink, webhook, count, psutil.Process(process.pid))
        finally:
            process.stdin.close()
            await process.wait()


async def _drive(sink: Sink, webhook: str, count: int, process: psutil.Process) -> Times:
    times = Times([], [], [], 0.0, 0.0)
    people = iter(range(10_000, 10_000 + count + _TOGETHER))
    headers = {"X-Telegram-Bot-Api-Secret-Token": "bench"}

    async def person(session: aiohttp.ClientSession, chat: int) -> None:
        sink.pictured[chat] = asyncio.get_running_loop().create_future()
        who = {"id": chat, **_PERSON}
        message = {
            "message_id": 1,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "A"},
        }
        update = {"update_id": chat, "message": {**message, "from": who, "text": f"a red fox number {chat}"}}
        posted = time.perf_counter()
        async with session.post(webhook, json=update, headers=headers) as answer:
            assert answer.status == 200, answer.status
            times.accepted.append(time.perf_counter() - posted)
        times.pictured.append(await sink.pictured[chat] - posted)
        times.first.append(sink.first[chat] - posted)

    async def stream(session: aiohttp.ClientSession) -> None:
        for chat in people:
            await person(session, chat)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        while True:  # until the webhook is open
            async with session.post(webhook, json={"update_id": 1}, headers=headers) as answer:
                if answer.status == 200:
                    break
            await asyncio.sleep(0.05)
        await asyncio.gather(*(person(session, next(people)) for _ in range(_TOGETHER)))  # warm
        for found in (times.accepted, times.first, times.pictured):
            found.clear()
        cpu, start = sum(process.cpu_times()[:2]), time.perf_counter()
        await asyncio.gather(*(stream(session) for _ in range(_TOGETHER)))
        rate = count / (time.perf_counter() - start)
    return Times(times.accepted, times.first, times.pictured, rate, sum(process.cpu_times()[:2]) - cpu)


def _spread(times: list[float]) -> str:
    p99 = sorted(times)[int(len(times) * 0.99) - 1]
    return f"{statistics.median(times) * 1000:.0f} / {p99 * 1000:.0f}"


async def main(count: int) -> None:
    print(f"{count} people, {_TOGETHER} at once; milliseconds p50 / p99\n")  # noqa: T201
    print("| bot | webhook answered | first answer | picture | pictures/s | CPU ms each | rate by CPU, bare = 1 |")  # noqa: T201
    print("|---|---|---|---|---|---|---|")  # noqa: T201
    ceiling = 0.0
    for which in ("bare", "ours", "ptb", "sketch"):
        number = count // 10 if which == "sketch" else count
        times = await measure(which, number)
        each = times.cpu / number
        ceiling = ceiling or each
        cells = [which, _spread(times.accepted), _spread(times.first), _spread(times.pictured)]
        cells += [f"{times.rate:.0f}", f"{each * 1000:.1f}", f"{ceiling / each:.2f}"]
        print(f"| {' | '.join(cells)} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=3000)
    uvloop.run(main(parser.parse_args().count))
