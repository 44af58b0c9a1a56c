"""What one process tells the others on the same database."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa

from storage.engine import database_url, open_engine
from storage.postgres import Postgres


async def test_a_signal_is_heard_in_another_process(url: str) -> None:
    here, there = open_engine(database_url(url)), open_engine(database_url(url))
    heard = asyncio.Event()
    sender = here.signals()
    tasks = [asyncio.create_task(there.signals().run(heard.set)), asyncio.create_task(sender.run(lambda: None))]
    try:
        async with asyncio.timeout(60):
            await heard.wait()  # whoever begins to listen looks once
            heard.clear()
            sender.send()
            await heard.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await here.close()
        await there.close()


async def test_listening_goes_on_after_the_connection_was_cut(postgres: str, url: str) -> None:
    if url.startswith("sqlite"):
        return  # a file has no connection to cut; what a file can do is held above
    del postgres
    engine = open_engine(database_url(url))
    assert isinstance(engine, Postgres)
    heard = asyncio.Event()
    task = asyncio.create_task(engine.signals().run(heard.set))
    try:
        async with asyncio.timeout(60):
            await heard.wait()
            heard.clear()
            cut = sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE 'LISTEN%' AND datname = current_database()"
            )
            await engine.write(lambda c: c.execute(cut).all())
            await heard.wait()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await engine.close()
