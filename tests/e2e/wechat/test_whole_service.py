"""The whole service as a process of its own, against every emulated platform at once: what an operator starts."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.e2e.service import Service, free_port, running
from tests.e2e.wechat.service import account, app
from tests.e2e.wechat.serving import Serve
from tests.e2e.wechat.town import ANN, KEY, TOKEN
from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.official_api import OfficialApi
from tests.emulators.wechat.official_phone import Phone
from tests.emulators.wechat.official_state import OfficialState
from tests.emulators.wechat.robot_callback import CallbackRobot
from tests.emulators.wechat.robot_socket import BOT, SECRET, SocketRobot
from tests.emulators.wechat.wecom_app import Company, WecomAppApi
from tests.emulators.wechat.wecom_member import Member

GROUP = "wr-group-1"


async def eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.05)


@dataclass
class World:
    """The platforms, and people on them."""

    account: OfficialApi
    account_home: str
    company: WecomAppApi
    company_home: str
    robot: CallbackRobot
    phone: Phone
    member: Member

    def calls(self, service: Service) -> None:
        """What the operator enters in the consoles."""
        self.phone.url = f"{service.address}/wechat/callback"
        self.member.url = f"{service.address}/wecom/callback"
        self.robot.url = f"{service.address}/wecombot/callback"


async def world(session: aiohttp.ClientSession, serve: Serve, kind: str = "service") -> World:
    hours = Hours()
    official, company = OfficialApi(OfficialState(hours, kind)), WecomAppApi(Company(hours))
    robot = CallbackRobot(hours, Crypto(TOKEN, KEY, ""), session)
    robot.home = await serve(robot.app)
    phone = Phone(official.state, session, "", token=TOKEN, crypto=Crypto(TOKEN, KEY, official.state.appid))
    member = Member(company, session, "", Crypto(TOKEN, KEY, company.company.corpid), "ann")
    return World(official, await serve(official.app), company, await serve(company.app), robot, phone, member)


async def test_account_app_and_robot_by_callback(session: aiohttp.ClientSession, serve: Serve, tmp_path: Path) -> None:
    w = await world(session, serve)
    said = {
        **account(w.account.state, w.account_home, "service"),
        **app(w.company.company, w.company_home),
        "WECOMBOT_TOKEN": TOKEN,
        "WECOMBOT_AES_KEY": KEY,
        "OWNERS": "wecombot:boss",
    }
    async with running(tmp_path, said, free_port()) as service:
        w.calls(service)
        phone, member = w.phone, w.member
        assert await member.check_url() == "1616140317555161061"
        await asyncio.gather(
            phone.write(ANN, "雪地里的红狐狸"),
            member.write("雪地里的红狐狸"),
            w.robot.write("ann", "画 雪地里的红狐狸", GROUP),
        )
        await eventually(lambda: any(seen.kind == "image" for seen in phone.screen(ANN)))
        await eventually(lambda: [shown.kind for shown in member.screen] == ["template_card", "image", "template_card"])
        (bubble,) = w.robot.chat(GROUP)
        assert len(bubble.pictures) == 1
        assert bubble.card is not None
        again = bubble.card["button_list"][0]["text"]
        await w.robot.press("ann", bubble, again, GROUP)
        await eventually(lambda: any("/i/" in one.words for one in w.robot.chat(GROUP)))
        await member.press(member.screen[-1], again)
        await eventually(lambda: sum(shown.kind == "image" for shown in member.screen) == 2)
        photo = w.robot.picture(bubble.pictures[0])
        mixed = [{"msgtype": "text", "text": {"content": "@小画家 改图 夜里"}}, {"msgtype": "image", "image": photo}]
        await w.robot.send("ann", GROUP, {"msgtype": "mixed", "mixed": {"msg_item": mixed}})
        assert len(w.robot.chat(GROUP)[-1].pictures) == 1
        await everything_by_link(w, session)
        await one_person(w)
        await a_claimed_group(w)


async def everything_by_link(w: World, session: aiohttp.ClientSession) -> None:
    """Neither the account nor the robot can send a file; in a group there is not even a link."""
    await w.phone.write(ANN, "我的数据")
    await w.robot.write("ann", "我的数据")
    for told in (w.phone.screen(ANN)[-1].text, w.robot.chat("ann")[-1].words):
        link = re.search(r"^http://\S+/mydata/\S+$", told, re.MULTILINE)
        assert link is not None
        async with session.get(link[0]) as answer:
            assert answer.content_type == "application/zip"
            with zipfile.ZipFile(io.BytesIO(await answer.read())) as archive:
                assert any(name.startswith("pictures/") for name in archive.namelist())
    await w.robot.write("ann", "我的数据", GROUP)
    assert "/mydata/" not in w.robot.chat(GROUP)[-1].words


async def one_person(w: World) -> None:
    """A code from the account, sent to the app: what was drawn in both is counted together."""
    await w.phone.write(ANN, "绑定")
    code = re.search(r"绑定 ([A-Z0-9]{4,})", w.phone.screen(ANN)[-1].text)
    assert code is not None
    before = len(w.member.screen)
    await w.member.write(f"绑定 {code[1]}")
    await eventually(lambda: len(w.member.screen) > before)
    await w.phone.write(ANN, "额度")
    assert "6 / 9" in w.phone.screen(ANN)[-1].text


async def a_claimed_group(w: World) -> None:
    """An owner of the service makes a code, and whoever sends it in the group sets its limits."""
    await w.robot.write("boss", "认领", GROUP)
    code = re.search(r"认领 ([A-Z0-9]{4,})", w.robot.chat(GROUP)[-1].words)
    assert code is not None
    await w.robot.write("ann", f"认领 {code[1]}", GROUP)
    await w.robot.write("ann", "限额 成员 1/天", GROUP)
    await w.robot.write("bob", "画 一只猫", GROUP)
    await w.robot.write("bob", "画 一只狗", GROUP)
    assert [len(bubble.pictures) for bubble in w.robot.chat(GROUP)[-2:]] == [1, 0]
    limit = w.robot.chat(GROUP)[-1].words
    await w.robot.write("bob", "画 一只鸟", GROUP)  # what was said before is said again: an open answer must be closed
    assert w.robot.chat(GROUP)[-1].words == limit
    await w.robot.write("bob", "", GROUP)
    assert "改图" in w.robot.chat(GROUP)[-1].words
    await w.robot.write("ann", "模式 关闭", GROUP)
    await w.robot.write("bob", "画 一只鸟", GROUP)
    assert "模式" in w.robot.chat(GROUP)[-1].words
    assert all(bubble.finished for bubble in w.robot.chat(GROUP))


async def test_an_unverified_account_and_the_robot_by_websocket(
    session: aiohttp.ClientSession, serve: Serve, tmp_path: Path
) -> None:
    w = await world(session, serve, "subscription")
    robot = SocketRobot(Hours(), Crypto(TOKEN, KEY, ""))
    robot.home = await serve(robot.app)
    said = {
        **account(w.account.state, w.account_home, "subscription"),
        "WECOMBOT_MODE": "websocket",
        "WECOMBOT_ID": BOT,
        "WECOMBOT_SECRET": SECRET,
        "WECOMBOT_WS_URL": f"{robot.home.replace('http', 'ws')}/ws",
        "WECOMBOT_ADMINS": "boss",
    }
    async with running(tmp_path, said, free_port()) as service:
        w.calls(service)
        phone = w.phone
        fields = {
            "ToUserName": w.account.state.original_id,
            "FromUserName": ANN,
            "CreateTime": int(w.account.state.now),
        }
        fields |= {"MsgType": "text", "Content": "雪地里的红狐狸", "MsgId": 42}
        answers = await asyncio.gather(*(phone.post(ANN, fields) for _ in range(3)))
        card, *others = [phone.read(ANN, body) for _, body in answers]
        assert others == [card, card]
        assert card.kind == "news"
        await phone.write(ANN, "额度")
        assert "8 / 9" in phone.screen(ANN)[-1].text
        async with session.get(card.picture) as answer:
            assert answer.content_type in {"image/png", "image/jpeg"}
        async with session.get(card.link, headers={"Accept": "text/html"}) as answer:
            assert "<img" in await answer.text()
        await eventually(lambda: robot.socket is not None)
        await robot.write("ann", "画 雪地里的红狐狸", GROUP)
        await eventually(lambda: any(one.finished for one in robot.chat(GROUP)))
        assert len(robot.chat(GROUP)[0].pictures) == 1
        await robot.write("boss", "限额 成员 1/天", GROUP)
        await robot.write("ann", "/limit member 9/day", GROUP)
        await eventually(lambda: sum(one.finished for one in robot.chat(GROUP)) == 3)
        await robot.write("ann", "画 一只猫", GROUP)
        await eventually(lambda: sum(one.finished for one in robot.chat(GROUP)) == 4)
        assert [len(one.pictures) for one in robot.chat(GROUP)] == [1, 0, 0, 0]
