"""What group admins and owners type."""

from __future__ import annotations

import pytest

from bot.commands.entry import Command
from bot.commands.group import (
    Audit,
    Block,
    Claim,
    Pause,
    Report,
    SetLimit,
    SetMode,
    SetModels,
    SetOffers,
    SetQuiet,
    SetSafe,
    ShowGroup,
    ShowLimits,
    Unblock,
    Whom,
)
from bot.commands.operator import (
    Advise,
    Ban,
    Broadcast,
    Cost,
    DecideAppeal,
    Drain,
    Elsewhere,
    Grant,
    Panel,
    RefundJob,
    RefundPayment,
    SetProviders,
    ShowAppeals,
    ShowPerson,
    ShowProviders,
    Unban,
)
from bot.model import Limit, Mode, ScopeKind, WindowKind
from tests.unit.commands.typed import addressed, private


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/limit", ShowLimits()),
        ("/limit group 200/day", SetLimit(ScopeKind.GROUP, (Limit(200, WindowKind.DAY),))),
        (
            "/limit member 10/day,100/month",
            SetLimit(ScopeKind.MEMBER, (Limit(10, WindowKind.DAY), Limit(100, WindowKind.MONTH))),
        ),
        (
            "限额 每人 10/天，100/月",
            SetLimit(ScopeKind.MEMBER, (Limit(10, WindowKind.DAY), Limit(100, WindowKind.MONTH))),
        ),
        ("/limit @ann 50/day", SetLimit(ScopeKind.MEMBER, (Limit(50, WindowKind.DAY),), Whom("@ann"))),
        ("/limit member @ann 50/day", SetLimit(ScopeKind.MEMBER, (Limit(50, WindowKind.DAY),), Whom("@ann"))),
        ("/limit ＠安 off", SetLimit(ScopeKind.MEMBER, (), Whom("@安"))),
        ("/limit @ann default", SetLimit(ScopeKind.MEMBER, None, Whom("@ann"))),
        ("/limit 50/day", SetLimit(ScopeKind.MEMBER, (Limit(50, WindowKind.DAY),), Whom())),
        (
            "/limit person telegram:5 99/day",
            SetLimit(ScopeKind.PERSON, (Limit(99, WindowKind.DAY),), Whom("telegram:5")),
        ),
        ("/limit budget 5usd/day", SetLimit(ScopeKind.BUDGET, (Limit(5_000_000, WindowKind.DAY),))),
        (
            "/limit --chat telegram:-100 group 5/day",
            Elsewhere("telegram:-100", SetLimit(ScopeKind.GROUP, (Limit(5, WindowKind.DAY),))),
        ),
        ("拉黑 @bob", Block(Whom("@bob"))),
        ("/block", Block(Whom())),
        ("/mode all", SetMode(Mode.ALL)),
        ("模式 提及", SetMode(Mode.MENTIONS)),
        ("/mode", ShowGroup()),
        ("静默 23：00－07：00", SetQuiet((23 * 60, 7 * 60))),
        ("/quiet 23点到7点30分", SetQuiet((23 * 60, 7 * 60 + 30))),
        ("/quiet off", SetQuiet(None)),
        ("/models Banana", SetModels(("banana",))),
        ("/models all", SetModels(())),
        ("/safe strict", SetSafe(strict=True)),
        ("/offers on", SetOffers(on=True)),
        ("/offers", ShowGroup()),
        ("/models", ShowGroup()),
        ("/safe", ShowGroup()),
        ("/quiet", ShowGroup()),
        ("/unblock @bob", Unblock(Whom("@bob"))),
        ("/audit 5", Audit(5)),
        ("认领 ab-12", Claim("AB12")),
        ("/pause", Pause()),
        ("/report", Report(7)),
        ("报告 30天", Report(30)),
        ("/pause --chat wecom:abc", Elsewhere("wecom:abc", Pause())),
    ],
)
def test_group_admins(text: str, command: Command) -> None:
    assert addressed(text) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/grant @ann 50 for the report", Grant(Whom("@ann"), 50, "for the report")),
        ("/grant telegram:5 -50", Grant(Whom("telegram:5"), -50)),
        ("/grant 12345 50", Grant(Whom("12345"), 50)),
        ("/grant 50 thanks", Grant(Whom(), 50, "thanks")),
        ("/refund 12 broken", RefundJob(12, "broken")),
        ("/refund ch_1A2b", RefundPayment("ch_1A2b")),
        ("/ban @bob 7d spam", Ban(Whom("@bob"), 7, "spam")),
        ("/ban @bob", Ban(Whom("@bob"))),
        ("/ban @bob forever spam", Ban(Whom("@bob"), None, "spam")),
        ("/ban @bob spam again", Ban(Whom("@bob"), None, "spam again")),
        ("/unban @bob", Unban(Whom("@bob"))),
        ("/person @bob", ShowPerson(Whom("@bob"))),
        ("/advise 7d", Advise(7)),
        ("/admin", Panel()),
        ("/cost", Cost(30)),
        ("/cost 7d", Cost(7)),
        ("/providers", ShowProviders()),
        ("/providers fal, gemini", SetProviders(("fal", "gemini"))),
        ("/drain fal", Drain("fal")),
        ("/drain fal off", Drain("fal", on=False)),
        ("/broadcast hello all", Broadcast("hello all")),
        ("/appeals", ShowAppeals()),
        ("/appeals 12 yes", DecideAppeal(12, granted=True)),
    ],
)
def test_owners(text: str, command: Command) -> None:
    assert private(text) == command
