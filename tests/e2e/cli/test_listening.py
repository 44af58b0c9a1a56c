"""The service as an operator starts it: it listens, shows its pages, and stops when told."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

ROOT = Path(__file__).parents[3]


@contextmanager
def ended(process: subprocess.Popen[str]) -> Generator[None]:
    """However the test ends, the process does not stay."""
    try:
        yield
    finally:
        process.kill()


def test_the_service_listens_and_stops_when_told(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BANANABOT_")}
    with (
        subprocess.Popen(
            [sys.executable, "-m", "adapters", "run"],
            env={
                **clean,
                "PYTHONPATH": str(ROOT),
                "BANANABOT_HTTP": "127.0.0.1:0",
                "BANANABOT_LOG_FORMAT": "json",
            },
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as service,
        ended(service),
    ):
        assert service.stderr is not None
        said = ""
        while "listening" not in said:
            line = service.stderr.readline()
            assert line, said
            said += line
        address = re.search(r"http://[\d.:]+", said)
        assert address is not None
        with urlopen(f"{address[0]}/readyz", timeout=60) as answer:
            assert json.load(answer) == {"database": "ok", "queue": "ok"}
        with urlopen(address[0], timeout=60) as answer:
            assert b"bananabot" in answer.read()
        password = re.search(r"the admin password is (\S+)", said)
        assert password is not None
        assert "Drawn today" in _dashboard(address[0], password[1])
        service.send_signal(signal.SIGTERM)
        rest = service.stderr.read()
        assert service.wait(30) == 0
    assert password[1] not in rest
    logged = [line for line in rest.splitlines() if not line.startswith("bananabot: ")]
    assert [json.loads(line)["level"] for line in logged]


def _dashboard(address: str, password: str) -> str:
    browser = build_opener(HTTPCookieProcessor())
    form = urlencode({"password": password}).encode()
    with browser.open(f"{address}/login?next=/admin/", form, timeout=60) as answer:
        return str(answer.read().decode())
