"""What a service carries that nobody has asked for anything yet: memory is paid for all day."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from storage.upkeep import upgrade

NOT_NEEDED = {
    "aiogram",
    "alembic",
    "httpx",
    "PIL",
    "rapidfuzz",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.orm",
    "telegram",
}


async def test_an_idle_service_on_sqlite_loads_only_what_it_uses(tmp_path: Path) -> None:
    """The database is made beforehand: what migrates it may weigh what it likes."""
    await upgrade(f"sqlite+aiosqlite:///{tmp_path}/bananabot.db")
    service = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-X", "importtime", "-m", "adapters", "run"),
        env={
            "BANANABOT_DATA": str(tmp_path),
            "BANANABOT_HTTP": "127.0.0.1:0",
            "PYTHONPATH": str(Path(__file__).parents[3]),
        },
        cwd=tmp_path,
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert service.stderr is not None
    loaded: set[str] = set()
    async for line in service.stderr:
        if b"listening on" in line:
            break
        loaded.add(line.decode().rpartition("|")[2].strip())
    service.terminate()
    await service.communicate()
    assert "adapters.wiring.house" in loaded
    assert not loaded & NOT_NEEDED
