from __future__ import annotations

import pytest

from adapters.chat.wechat.hosts import Hosts


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("http://mmbiz.qpic.cn/x/0", True),
        ("https://a.qq.com/x", True),
        ("https://a.qq.com:8443/x", False),
        ("https://evilqq.com/x", False),
        ("https://evil.example/.qq.com", False),
        ("https://a.qq.com@evil.example/x", False),
        ("https://api.example:9000/x", True),
        ("https://api.example:9001/x", False),
        ("http://127.0.0.1:9000/x", False),
        ("http://169.254.169.254/latest", False),
        ("http://10.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("//a.qq.com/x", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_the_platforms_own_addresses_and_its_home(address: str, held: bool) -> None:
    assert Hosts((".qq.com", ".qpic.cn"), ["https://api.example:9000"]).hold(address) is held


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("http://127.0.0.1:5/x", True),
        ("http://localhost/x", True),
        ("http://[::1]:7/", True),
        ("http://10.0.0.1/", False),
    ],
)
def test_a_home_on_this_machine_stands_for_this_machine(address: str, held: bool) -> None:
    assert Hosts((), ["ws://127.0.0.1:9000/ws"]).hold(address) is held


def test_a_way_that_must_be_secret_is_https() -> None:
    assert not Hosts((".qq.com",), [], ("https",)).hold("http://a.qq.com/x")
