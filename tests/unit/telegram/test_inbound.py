from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.model import Action, AttachmentKind, Chat, ChatKind, Identity, Press, Role
from tests.unit.telegram.updates import ANN, BUTTONS, GROUP, NOW, SENT, heard, incoming, message


def test_a_private_message() -> None:
    found = heard(text="a red fox")
    assert found.event == "42:1:7.5"
    assert found.chat == Chat("telegram", "7", ChatKind.PRIVATE)
    assert found.at == datetime.fromtimestamp(SENT, UTC)
    assert found.sender is not None
    assert found.sender == Identity("telegram", "7")
    assert found.sender.name == "Ann Lee"
    assert (found.message, found.text, found.language) == ("5", "a red fox", "zh-hans")
    assert found.addressed
    assert not found.edited


def test_a_name_is_a_line_that_turns_nothing_around() -> None:
    ann = {**ANN, "first_name": "An\u202en\n\x1b[2J", "last_name": ""}
    found = heard(text="a fox", **{"from": ann}, chat={**GROUP, "title": "Cl\u2066ub\t1"})
    assert found.sender is not None
    assert (found.sender.name, found.chat.title) == ("Ann [2J", "Club 1")


@pytest.mark.parametrize(
    ("text", "entities", "read", "addressed"),
    [
        ("a fox", [], "a fox", False),
        ("/imagine a fox", [("bot_command", 0, 8)], "/imagine a fox", True),
        ("画 一只狐狸", [], "画 一只狐狸", True),
        ("/quota@Banana_test_bot", [("bot_command", 0, 22)], "/quota", True),
        ("😀😀 @banana_test_bot fox", [("mention", 5, 16)], "😀😀  fox", True),
        ("@banana_test_bot", [("mention", 0, 16)], "", True),
        ("a fox, @Banana_Test_Bot", [], "a fox,", True),
        ("mail a@banana_test_bot or @banana_test_bots", [], "mail a@banana_test_bot or @banana_test_bots", False),
        ("say @banana_test_bot", [("code", 4, 16)], "say @banana_test_bot", False),
        ("/IMAGINE@BANANA_test_bot a fox", [], "/IMAGINE@BANANA_test_bot a fox", True),
        ("/imagine@other_bot a fox", [], "/imagine@other_bot a fox", False),
        ("@someone draw", [("mention", 0, 8)], "@someone draw", False),
        ("fox", [("mention", -3, 99)], "fox", False),
        ("fox", [("mention", 2**62, 2**62)], "fox", False),
    ],
)
def test_words_in_a_group(text: str, entities: list[tuple[str, int, int]], read: str, addressed: bool) -> None:
    found = heard(chat=GROUP, text=text, entities=[{"type": t, "offset": o, "length": n} for t, o, n in entities])
    assert (found.text, found.addressed) == (read, addressed)


def test_a_command_for_another_bot_is_none_of_ours() -> None:
    entity = {"type": "bot_command", "offset": 0, "length": 12}
    assert incoming(message(chat=GROUP, text="/start@other", entities=[entity])) is None


def test_a_link_to_a_person_names_them() -> None:
    entity = {"type": "text_mention", "offset": 7, "length": 3, "user": {"id": 8, "is_bot": False, "first_name": "Ben"}}
    found = heard(chat=GROUP, text="/limit Ben 5/day", entities=[entity])
    assert found.mentions == (Identity("telegram", "8"),)


@pytest.mark.parametrize(
    ("thing", "kind", "ref"),
    [
        (
            {"photo": [{"file_id": "s", "width": 9, "height": 9}, {"file_id": "l", "width": 90, "height": 90}]},
            "picture",
            "l",
        ),
        (
            {
                "photo": [
                    {"file_id": "s", "width": 1, "height": 1},
                    {"file_id": "l", "width": 2, "height": 2, "file_size": 1 << 30},
                ]
            },
            "picture",
            "s",
        ),
        ({"document": {"file_id": "d", "mime_type": "image/png"}}, "picture", "d"),
        ({"document": {"file_id": "d", "file_name": "x.HEIC"}}, "picture", "d"),
        ({"document": {"file_id": "d", "file_name": "p.txt", "mime_type": "text/plain"}}, "text", "d"),
        ({"document": {"file_id": "d", "file_name": "a.zip"}}, "other", "d"),
        ({"document": {"file_id": "d"}, "animation": {"file_id": "a", "mime_type": "video/mp4"}}, "other", "a"),
        ({"voice": {"file_id": "v"}}, "other", "v"),
        ({"location": {"latitude": 1.5, "longitude": 2.5}}, "other", ""),
        ({"contact": {"phone_number": "1", "first_name": "Bob"}}, "other", ""),
        ({"poll": {"id": "1", "question": "tea?", "options": []}}, "other", ""),
        ({"dice": {"emoji": "🎲", "value": 6}}, "other", ""),
    ],
)
def test_what_is_sent_along(thing: dict[str, Any], kind: str, ref: str) -> None:
    [attachment] = heard(**thing).attachments
    assert (attachment.kind, attachment.ref) == (AttachmentKind(kind), ref)


def test_a_reply_shows_what_it_answers() -> None:
    answered = {"message_id": 3, "chat": GROUP, "from": {"id": 42, "is_bot": True}, "photo": [{"file_id": "p"}]}
    found = heard(chat=GROUP, text="bluer", reply_to_message=answered)
    assert found.addressed
    assert found.replied is not None
    assert (found.replied.message, found.replied.ours, found.replied.sender) == ("3", True, None)
    assert found.replied.attachments[0].ref == "p"


def test_the_first_message_of_a_topic_is_not_answered_by_everybody() -> None:
    start = {"message_id": 77, "chat": GROUP, "from": {"id": 42, "is_bot": True}, "forum_topic_created": {"name": "x"}}
    found = heard(chat=GROUP, text="hi", reply_to_message=start, message_thread_id=77, is_topic_message=True)
    assert not found.addressed
    assert found.replied is None
    assert found.chat.thread == "77"


def test_a_picture_quoted_from_another_chat_is_a_reference() -> None:
    found = heard(text="bluer", external_reply={"photo": [{"file_id": "p"}]})
    assert found.replied is not None
    assert found.replied.attachments[0].ref == "p"


def test_a_thread_that_is_no_topic_is_not_echoed() -> None:
    assert heard(chat=GROUP, text="hi", message_thread_id=3).chat.thread is None


@pytest.mark.parametrize(("later", "says"), [(0, (True, False)), (10, (True, False)), (11, (True, True)), (-1, None)])
def test_only_what_is_changed_at_once_is_a_correction(later: int, says: tuple[bool, bool] | None) -> None:
    whole = message(text="a fix", edit_date=SENT + later)
    found = incoming({"update_id": 2, "edited_message": whole["message"]})
    assert (None if found is None else (found.edited, found.late)) == says


def test_our_own_inline_result_is_no_request() -> None:
    assert incoming(message(text="a fox", via_bot={"id": 42, "is_bot": True})) is None


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ({"from": {"id": 1087968824, "is_bot": True}, "sender_chat": GROUP}, Role.ADMIN),
        ({"from": {"id": 1087968824, "is_bot": True}}, Role.ADMIN),
        ({"from": {"id": 136817688, "is_bot": True}, "sender_chat": {"id": -55, "type": "channel"}}, Role.MEMBER),
        ({"from": {"id": 777000, "is_bot": False}, "sender_chat": {"id": -55, "type": "channel"}}, Role.MEMBER),
        ({"from": {"id": 777000, "is_bot": False}}, Role.MEMBER),
    ],
)
def test_a_face_is_nobody(who: dict[str, Any], role: Role) -> None:
    found = heard(chat=GROUP, text="/limit", **who)
    assert (found.sender, found.role) == (None, role)


def test_a_press() -> None:
    pressed = {"id": "99", "from": ANN, "message": {"message_id": 4, "date": 0, "chat": GROUP}}
    found = incoming({"update_id": 3, "callback_query": {**pressed, "data": BUTTONS.data(Action.VARY, 12)}})
    assert found is not None
    assert found.press == Press(Action.VARY, 12, "4", "99")
    assert (found.chat.id, found.at, found.sender) == ("-1009", NOW, Identity("telegram", "7"))
    assert incoming({"update_id": 3, "callback_query": {**pressed, "data": "v12.AAAAAAAAAAAAAAAA"}}) is None


def test_a_press_under_an_inline_message_is_answered_in_private() -> None:
    data = BUTTONS.data(Action.VARY, 12)
    found = incoming(
        {"update_id": 3, "callback_query": {"id": "9", "from": ANN, "inline_message_id": "i", "data": data}}
    )
    assert found is not None
    assert found.chat == Chat("telegram", "7", ChatKind.PRIVATE)


def test_text_that_no_database_takes_is_cleaned() -> None:
    assert heard(text="a\x00 \ud800fox").text == "a fox"
