"""The table is the single source: names are unique, and everything made from it agrees."""

from __future__ import annotations

import re

import pytest

from bot.commands.entry import Audience, Entry, Section
from bot.commands.help import available, completions, help_text, menu, topic_text
from bot.commands.table import BY_NAME, COMMANDS
from bot.errors import BadOption, Field


def say(key: str, /, **fields: Field) -> str:
    return f"<{key}>" + " ".join(str(value) for value in fields.values())


def names(entries: tuple[Entry, ...]) -> set[str]:
    return {entry.name for entry in entries}


def test_no_two_commands_share_a_name() -> None:
    assert len(BY_NAME) == sum(len(entry.names) for entry in COMMANDS)


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_command_can_stand_in_a_menu_and_has_a_chinese_name(entry: Entry) -> None:
    assert re.fullmatch(r"[a-z]{1,32}", entry.name)
    assert any(not name.isascii() for name in entry.names)


def test_each_sees_what_they_can_use_here() -> None:
    member = names(available(Audience.MEMBER, private=True, sells=False))
    assert {"imagine", "quota", "mydata", "help"} <= member
    assert not member & {"limit", "grant", "buy"}
    assert "buy" in names(available(Audience.MEMBER, private=True, sells=True))
    group = names(available(Audience.ADMIN, private=False, sells=True))
    assert {"limit", "report"} <= group
    assert not group & {"mydata", "buy", "grant"}
    assert names(available(Audience.OWNER, private=True, sells=True)) == names(COMMANDS)


def test_help_lists_every_available_command_by_section() -> None:
    text = help_text(say, Audience.OWNER, private=True, sells=True)
    assert all(f"<usage.{entry.name}> — <help.{entry.name}>" in text for entry in COMMANDS if entry.main)
    assert all(f"<usage.{entry.name}>" in text for entry in COMMANDS)
    assert all(f"<section.{section}>" in text for section in Section)
    assert "<section.owner>" not in help_text(say, Audience.ADMIN, private=False, sells=False)


def test_in_a_group_a_chinese_name_is_shown_with_the_slash_it_needs() -> None:
    def chinese(key: str, /, **_fields: Field) -> str:
        return (
            next(name for name in BY_NAME[key.partition(".")[2]].names if not name.isascii()) if "usage" in key else key
        )

    lines = help_text(chinese, Audience.ADMIN, private=False, sells=False).splitlines()
    assert {"画 — help.imagine", "额度 — help.quota", "/取消 — help.cancel", "限额 — help.limit"} <= set(lines)
    assert "取消 — help.cancel" in help_text(chinese, Audience.MEMBER, private=True, sells=False)


def test_help_on_one_command() -> None:
    text = topic_text(say, "画")
    assert "<help.imagine>" in text
    assert "/imagine /draw /img 画" in text
    assert "<help.options>" in text
    with pytest.raises(BadOption):
        topic_text(say, "dance")


def test_menus_and_completion() -> None:
    assert ("imagine", "<help.imagine>") in menu(say, Audience.MEMBER, private=True, sells=False)
    found = completions(Audience.MEMBER)
    assert {"/imagine", "画", "/quota"} <= set(found)
    assert "/grant" not in found
