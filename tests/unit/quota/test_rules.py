"""Which rules apply, which binds, and what a request counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import (
    Chat,
    ChatKind,
    Limit,
    Price,
    Rule,
    ScopeKind,
    Usage,
    Window,
    WindowKind,
)
from bot.quota.rules import (
    BUDGET,
    SERVICE,
    blocking,
    capped,
    crossed,
    group_scope,
    member_scope,
    person_scope,
    rules_for,
    scopes,
    zone_of,
)

DAY, MONTH, MINUTE = WindowKind.DAY, WindowKind.MONTH, WindowKind.MINUTE
GROUP = Chat("telegram", "-100", ChatKind.GROUP)
PRIVATE = Chat("telegram", "7", ChatKind.PRIVATE)
NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)


def usage(amount: int, used: int, hours: int = 12, kind: ScopeKind = ScopeKind.PERSON) -> Usage:
    window = Window(DAY, NOON - timedelta(hours=1), NOON + timedelta(hours=hours))
    return Usage(Rule("x", kind, Limit(amount, DAY)), window, used, 0)


def test_a_private_chat_has_no_group_counters() -> None:
    assert list(scopes(7, PRIVATE)) == [ScopeKind.PERSON, ScopeKind.SERVICE, ScopeKind.BUDGET]


def test_a_group_counts_person_member_and_group() -> None:
    assert scopes(7, GROUP) == {
        ScopeKind.PERSON: "person:7",
        ScopeKind.MEMBER: "member:telegram:-100:7",
        ScopeKind.GROUP: "group:telegram:-100",
        ScopeKind.SERVICE: SERVICE,
        ScopeKind.BUDGET: BUDGET,
    }


def test_a_sender_who_is_no_person_uses_the_groups_allowance_alone() -> None:
    assert list(scopes(None, GROUP)) == [ScopeKind.GROUP, ScopeKind.SERVICE, ScopeKind.BUDGET]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, [(5, "operator")]),
        ({member_scope(GROUP): [(10, "ann")]}, [(10, "ann")]),
        ({member_scope(GROUP): [(10, "ann")], member_scope(GROUP, 7): [(50, "bob")]}, [(50, "bob")]),
        ({member_scope(GROUP): [(10, "ann")], member_scope(GROUP, 7): []}, []),
    ],
)
def test_the_nearest_member_rule_holds(
    own: Mapping[str, Sequence[tuple[int, str]]], expected: list[tuple[int, str]]
) -> None:
    rules = {key: [Rule(key, ScopeKind.MEMBER, Limit(n, DAY), by) for n, by in found] for key, found in own.items()}
    found = rules_for(7, GROUP, {ScopeKind.MEMBER: [Limit(5, DAY)]}, rules)
    assert [(rule.limit.amount, rule.by) for rule in found] == expected
    assert all(rule.scope == member_scope(GROUP, 7) for rule in found)


def test_a_group_stays_under_the_operators_ceiling() -> None:
    own = {group_scope(GROUP): [Rule(group_scope(GROUP), ScopeKind.GROUP, Limit(500, DAY), "ann")]}
    found = rules_for(7, GROUP, {}, own, ceiling=[Limit(200, DAY), Limit(3000, MONTH)])
    assert [(rule.limit, rule.by) for rule in found] == [
        (Limit(200, DAY), "operator"),
        (Limit(3000, MONTH), "operator"),
    ]


def test_switching_a_group_limit_off_does_not_lift_the_ceiling() -> None:
    found = rules_for(7, GROUP, {ScopeKind.GROUP: [Limit(100, DAY)]}, {group_scope(GROUP): []}, [Limit(200, DAY)])
    assert [rule.limit for rule in found] == [Limit(200, DAY)]


def test_operator_defaults_hold_for_person_and_service() -> None:
    defaults = {ScopeKind.PERSON: [Limit(10, DAY), Limit(200, MONTH)], ScopeKind.BUDGET: [Limit(5_000_000, DAY)]}
    found = rules_for(7, PRIVATE, defaults, {person_scope(7): [Rule("person:7", ScopeKind.PERSON, Limit(99, DAY))]})
    assert [(rule.scope, rule.limit) for rule in found] == [
        ("person:7", Limit(99, DAY)),
        (BUDGET, Limit(5_000_000, DAY)),
    ]


def test_the_smaller_of_two_limits_counts() -> None:
    assert capped([Limit(3, MINUTE), Limit(50, DAY)], [Limit(20, DAY)]) == (Limit(3, MINUTE), Limit(20, DAY))


def test_zones_follow_the_scope() -> None:
    found = [zone_of(kind, person="p", group="g", service="s") for kind in ScopeKind]
    assert found == ["p", "g", "g", "s", "s"]


def test_the_rule_that_blocks_is_the_one_that_resets_last() -> None:
    soon, late, roomy = usage(10, 9, hours=1), usage(10, 10, hours=20), usage(10, 0, hours=99)
    assert blocking([soon, late, roomy], Price(1)) is late
    assert blocking([soon, late, roomy], Price(2)) is late
    assert blocking([soon, roomy], Price(2)) is soon
    assert blocking([soon, roomy], Price(1)) is None


def test_a_budget_counts_money_and_everything_else_units() -> None:
    budget = usage(1_000_000, 900_000, kind=ScopeKind.BUDGET)
    assert blocking([budget], Price(units=1, micros=100_000)) is None
    assert blocking([budget], Price(units=1, micros=100_001)) is budget


@pytest.mark.parametrize(
    ("used", "units", "told"), [(7, 1, False), (8, 1, True), (9, 1, False), (10, 4, True), (10, 1, False)]
)
def test_the_near_limit_notice_comes_when_the_share_is_passed(used: int, units: int, told: bool) -> None:
    assert crossed(usage(10, used), units) is told
