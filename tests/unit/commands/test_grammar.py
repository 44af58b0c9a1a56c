"""Which texts are commands, for whom, and what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.entry import Command
from bot.commands.grammar import is_command, parse
from bot.commands.group import (
    Pause,
    Report,
    SetLimit,
    SetMode,
)
from bot.commands.member import Appeal, Buy, ForgetMe, Help, Language, Link, MyData, ShowQuota, Start, TimeZone
from bot.commands.picture import (
    Again,
    Cancel,
    Edit,
    Get,
    History,
    Imagine,
    Polish,
    SetStyle,
    ShowStyles,
    Status,
    Vary,
)
from bot.errors import BadOption, BadPrompt, Rejection
from bot.model import ImageRequest, Limit, Mode, ScopeKind, WindowKind
from tests.unit.commands.typed import addressed, overheard, picture, private, rejected


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("a red fox", picture("a red fox")),
        ("/imagine a red fox", picture("a red fox")),
        (
            "／ＩＭＡＧＩＮＥ a red fox",
            picture("／ＩＭＡＧＩＮＥ a red fox"),
        ),  # full-width letters are nobody's command
        ("/Imagine@NanoBot a red fox", picture("a red fox")),
        ("/imagine一只猫", picture("一只猫")),
        ("画 一只猫", picture("一只猫")),
        ("画：一只猫", picture("一只猫")),
        ("画\n一只猫", picture("一只猫")),
        ("画一只猫", picture("一只猫")),
        ("生成一张海报", picture("一张海报")),
        ("/画猫", picture("猫")),
        ("／画 猫", picture("猫")),
        ("、画 猫", picture("猫")),
        ("/画@nanobot 猫", picture("猫")),
        ("画家在海边", picture("画家在海边")),
        ("生成式人工智能", picture("生成式人工智能")),
        ("/home/ann/cat.png", picture("/home/ann/cat.png")),
        ("、猫", picture("、猫")),
        ("改图 把天空变蓝", Edit(ImageRequest(prompt="把天空变蓝"))),
        ("改图把天空变蓝", Edit(ImageRequest(prompt="把天空变蓝"))),
        ("/edit make it blue", Edit(ImageRequest(prompt="make it blue"))),
        ("润色 猫", Polish(ImageRequest(prompt="猫"))),
        ("cat --polish", Imagine(ImageRequest(prompt="cat"), polish=True)),
        ("/quota", ShowQuota()),
        ("/quota please", ShowQuota()),
        ("额度", ShowQuota()),
        ("额度？", ShowQuota()),
        ("、额度", ShowQuota()),
        ("额度很高的卡", picture("额度很高的卡")),
        ("额度 很高的卡", picture("额度 很高的卡")),
        ("/again", Again()),
        ("再来一张", Again()),
        ("再来 12", Again(12)),
        ("变体12", Vary(12)),
        ("/history", History()),
        ("/history ５", History(5)),
        ("历史5", History(5)),
        ("历史 上的今天", picture("历史 上的今天")),
        ("/get 1234", Get(1234)),
        ("/get_1234", Get(1234)),
        ("/get1234", Get(1234)),
        ("取图1234", Get(1234)),
        ("取图 １２３４", Get(1234)),
        ("取图 #1234 原图", Get(1234, original=True)),
        ("进度", Status()),
        ("取消", Cancel()),
        ("取消 12", Cancel(12)),
        ("取消 订单", picture("取消 订单")),
        ("/styles", ShowStyles()),
        ("/style", ShowStyles()),
        ("/style Ink", SetStyle("ink")),
        ("风格 水墨", SetStyle("水墨")),
        ("/style off", SetStyle(None)),
        ("/style ink a fox", Imagine(ImageRequest(prompt="a fox", style="ink"))),
        ("/lang zh", Language("zh")),
        ("语言 中文", Language("中文")),
        ("/lang group en", Language("en", group=True)),
        ("/lang", Language()),
        ("时区 北京", TimeZone("Asia/Shanghai")),
        ("/tz UTC+8", TimeZone("Etc/GMT-8")),
        ("/tz group berlin", TimeZone("Europe/Berlin", group=True)),
        ("/link", Link()),
        ("绑定 abcd-2345", Link("ABCD2345")),
        ("我的数据", MyData()),
        ("/forgetme", ForgetMe()),
        ("忘记我 确认", ForgetMe(confirmed=True)),
        ("/buy", Buy()),
        ("/appeal it was a flower", Appeal("it was a flower")),
        ("/help", Help()),
        ("/help /imagine", Help("imagine")),
        ("帮助 画", Help("画")),
        ("帮助 /Imagine", Help("imagine")),
        ("帮助老人过马路", picture("帮助老人过马路")),
        ("帮助 老人过马路", picture("帮助 老人过马路")),
        ("/start get_12", Start("get_12")),
        ("   ", None),
        ("\u200b\u202e\x00", None),
        ("@nanobot", None),
    ],
)
def test_private_chat(text: str, command: Command | None) -> None:
    assert private(text) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("@nanobot a red fox", picture("a red fox")),
        ("a red fox @NanoBot", picture("a red fox")),
        ("@nanobot /quota", ShowQuota()),
        ("@nanobot 额度", ShowQuota()),
        ("@nanobot", Help()),
        ("@nanobots are coming", picture("@nanobots are coming")),
        ("mail me@nanobot.example", picture("mail me@nanobot.example")),
        ("/quota@other", None),
        ("/画@other 猫", None),
        ("/dance", None),
        ("make it blue", picture("make it blue")),
    ],
)
def test_group_where_the_bot_was_addressed(text: str, command: Command | None) -> None:
    assert addressed(text) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/imagine a fox", picture("a fox")),
        ("画 一只猫", picture("一只猫")),
        ("画，一只猫", picture("一只猫")),
        ("额度", ShowQuota()),
        ("取图 12", Get(12)),
        ("画一只猫给我看", None),
        ("画个饼", None),
        ("画", None),
        ("生成报告了吗", None),
        ("改图改了三遍", None),
        ("取消", None),
        ("限额 每人 10/天", SetLimit(ScopeKind.MEMBER, (Limit(10, WindowKind.DAY),))),
        ("暂停", Pause()),
        ("暂停键在哪", None),
        ("模式 提及", SetMode(Mode.MENTIONS)),
        ("模式 换一个", None),
        ("报告 7天", Report(7)),
        ("报告 老板", None),
        ("限额 太少了", None),
        ("安全 严格", None),
        ("历史", None),
        ("帮助", None),
        ("额度不够", None),
        ("nice picture", None),
        ("and/or", None),
        ("", None),
    ],
)
def test_group_talking_among_themselves(text: str, command: Command | None) -> None:
    assert overheard(text) == command
    assert is_command(text, bot="nanobot") is (command is not None)


def test_a_command_that_cannot_be_read_is_a_command_all_the_same() -> None:
    assert is_command("/imagine --n 99 fox")


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("/imagine", BadPrompt, "prompt.empty"),
        ("画", BadPrompt, "prompt.empty"),
        ("/imagine --n 2", BadPrompt, "prompt.empty"),
        ("/edit", BadPrompt, "edit.nothing"),
        ("改图", BadPrompt, "edit.nothing"),
        ("/imagine \u200b", BadPrompt, "prompt.empty"),
        ("/imagin a fox", BadOption, "command.unknown"),
        ("/什么", BadOption, "command.unknown"),
        ("/get", BadOption, "get.which"),
        ("/get abc", BadOption, "argument.code"),
        ("/cancel x", BadOption, "argument.code"),
        ("/history 0", BadOption, "argument.count"),
        ("/history 99", BadOption, "argument.count"),
        ("/style inc", BadOption, "option.style"),
        ("/tz nowhere", BadOption, "tz.unknown"),
        ("/link a b/c", BadOption, "link.unreadable"),
        ("/appeal", BadPrompt, "appeal.empty"),
        ("/appeal " + "x" * 2001, BadPrompt, "words.too_long"),
        ("/limit group", BadOption, "limit.missing"),
        ("/limit grup 5/day", BadOption, "limit.scope"),
        ("/limit service 5", BadOption, "limit.unreadable"),
        ("/limit @ann 5/year", BadOption, "limit.unreadable"),
        ("/block the one there", BadOption, "argument.whom"),
        ("/mode sometimes", BadOption, "mode.unknown"),
        ("/quiet 25-7", BadOption, "argument.hours"),
        ("/quiet 7:00-7:00", BadOption, "argument.hours"),
        ("/quiet nights", BadOption, "argument.hours"),
        ("/models apple", BadOption, "option.model"),
        ("/safe maybe", BadOption, "safe.unknown"),
        ("/offers maybe", BadOption, "argument.switch"),
        ("/report 7 weeks", BadOption, "argument.days"),
        ("/report 0d", BadOption, "argument.days"),
        ("/grant @ann", BadOption, "grant.unreadable"),
        ("/grant @ann 0", BadOption, "grant.unreadable"),
        ("/refund", BadOption, "refund.which"),
        ("/ban @bob 99999d", BadOption, "argument.days"),
        ("/drain", BadOption, "drain.which"),
        ("/drain nobody", BadOption, "option.provider"),
        ("/providers nobody", BadOption, "option.provider"),
        ("/broadcast", BadPrompt, "broadcast.empty"),
        ("/broadcast " + "x" * 3501, BadPrompt, "words.too_long"),
        ("/appeals 12", BadOption, "appeals.unreadable"),
    ],
)
def test_one_clear_line_for_what_cannot_be_read(text: str, kind: type[Rejection], key: str) -> None:
    rejection = rejected(text)
    assert (type(rejection), rejection.key) == (kind, key)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [("/histroy", "/history"), ("/imagin", "/imagine"), ("/qota@nanobot", "/quota"), ("/zzz", "/help")],
)
def test_an_unknown_command_gets_the_nearest_name(typed: str, hint: str) -> None:
    assert rejected(typed).fields["hint"] == hint


texts = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="/／、@画生成改图历史取额度limt groupnary--—：:0９\n \"“”'", max_size=60),
    st.builds(
        "/{} {}".format, st.sampled_from(["imagine", "limit", "quiet", "batch", "ban", "tz", "style"]), st.text()
    ),
)


@given(text=texts, in_private=st.booleans(), meant=st.booleans(), bot=st.sampled_from([None, "nanobot"]))
def test_any_text_is_a_command_nothing_or_a_rejection(
    text: str, in_private: bool, meant: bool, bot: str | None
) -> None:
    try:
        parse(text, private=in_private, addressed=meant, bot=bot)
    except Rejection as rejection:
        assert rejection.key  # noqa: PT017  what matters is that nothing else is ever raised
