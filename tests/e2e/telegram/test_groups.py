from __future__ import annotations

from typing import Any

from bot.model import Address, Chat, ChatKind, Identity, Role
from bot.ports import Answer
from tests.e2e.telegram.conftest import Moves, Stage
from tests.emulators.telegram import Phone
from tests.emulators.telegram.refusal import bad, moved
from tests.emulators.telegram.town import ANONYMOUS, CHANNEL_POSTS, Room


def club(stage: Stage, **more: Any) -> Room:
    return stage.town.found("supergroup", "Club", -1001234567890, **more)


def group_of(room: Room) -> Chat:
    return Chat("telegram", str(room.id), ChatKind.GROUP, "Club")


async def test_in_a_group_it_hears_commands_mentions_and_replies(stage: Stage) -> None:
    room = club(stage)
    ann = stage.phone(username="ann").join(room)
    stage.town.privacy = False
    async with stage.listening() as core:
        ann.say("just talking")
        ann.say("/imagine a fox")
        ann.say("/imagine@other_bot a cat")
        ann.say("hey @Banana_Test_Bot a heron please")
        heard = await core.until_heard(3)
        assert [(i.text, i.addressed) for i in heard] == [
            ("just talking", False),
            ("/imagine a fox", True),
            ("hey  a heron please", True),
        ]
        assert heard[0].sender is not None
        assert heard[0].sender == Identity("telegram", str(ann.id))
        assert heard[0].sender.name == "@ann"
        assert heard[0].chat == group_of(room)
        screen = await ann.until(lambda seen: sum(bool(s.picture) for s in seen) == 2)
        ann.say("make it night", reply_to=screen[0].id)
        reply = (await core.until_heard(4))[-1]
        assert reply.addressed
        assert reply.replied is not None
        assert reply.replied.ours
        assert (reply.replied.message, len(reply.replied.attachments)) == (str(screen[0].id), 1)


async def test_a_quota_notice_is_for_one_persons_eyes(stage: Stage) -> None:
    room = club(stage)
    ann, ben = stage.phone().join(room), stage.phone("Ben").join(room)
    async with stage.listening():
        ann.say("/quota")
        await ann.until(lambda seen: seen and seen[-1].hidden and seen[-1].text == "9 left")
        assert ben.answers == []


async def test_a_press_of_long_ago_still_gets_its_own_answer(stage: Stage) -> None:
    room = club(stage)
    ann, ben = stage.phone().join(room), stage.phone("Ben").join(room)
    old = bad("query is too old and response timeout expired or query ID is invalid")
    async with stage.platform() as platform:
        stage.api.faults.plan("sendMessage", old)
        to = Address("telegram", str(room.id), ChatKind.GROUP, hint="9000")
        assert await platform.say(to, Answer("9 left", quiet_to=Identity("telegram", str(ann.id))))
        assert [seen.hidden for seen in ann.answers] == [True]
        assert ben.answers == []


async def test_long_words_for_one_persons_eyes_come_whole(stage: Stage) -> None:
    room = club(stage)
    ann = stage.phone().join(room)
    async with stage.platform() as platform:
        to = Address("telegram", str(room.id), ChatKind.GROUP)
        await platform.say(to, Answer("word " * 1500, quiet_to=Identity("telegram", str(ann.id))))
        assert [seen.hidden for seen in ann.answers] == [True, True]
        assert " ".join(seen.text for seen in ann.answers).split() == ["word"] * 1500


async def test_where_it_cannot_whisper_it_says_it_aloud(stage: Stage) -> None:
    room = club(stage)
    ann = stage.phone().join(room)
    stage.api.faults.plan("sendMessage", bad("ephemeral messages are not supported in this chat"))
    async with stage.listening():
        ann.say("/quota")
        await ann.until(lambda seen: seen and seen[-1].text == "9 left" and not seen[-1].hidden)


async def test_an_answer_stays_in_its_topic(stage: Stage) -> None:
    room = club(stage, is_forum=True)
    room.topics.add(77)
    ann = stage.phone().join(room)
    async with stage.listening() as core:
        ann.say("/imagine a fox", thread=77)
        [seen] = await ann.until(lambda seen: seen and seen[-1].picture)
        assert seen.thread == 77
        assert core.incoming[0].chat.thread == "77"
        room.topics.clear()
        ann.say("/imagine a cat", thread=77)
        await ann.until(lambda seen: len(seen) == 2 and seen[-1].picture and seen[-1].thread is None)


async def test_what_was_asked_in_a_topic_that_is_closed_meanwhile_comes_in_the_chat_itself(stage: Stage) -> None:
    room = club(stage, is_forum=True)
    room.topics.add(77)
    ann = stage.phone().join(room)
    stage.api.faults.plan("sendMessage", bad("TOPIC_CLOSED"))
    async with stage.listening():
        ann.say("/imagine a fox", thread=77)
        await ann.until(lambda seen: bool(seen and seen[-1].picture and seen[-1].thread is None))


async def test_a_channels_direct_messages_are_answered_in_their_topic(stage: Stage) -> None:
    room = club(stage, is_direct_messages=True)
    room.topics.add(5_000_000_001)
    ann = stage.phone().join(room)
    topic = {"direct_messages_topic": {"topic_id": 5_000_000_001, "user": ann.user}}
    async with stage.listening() as core:
        ann.say("/imagine a fox", face=topic)
        [seen] = await ann.until(lambda seen: seen and seen[-1].picture)
        ann.press(seen.id, "Again")
        await ann.until(lambda seen: len(seen) == 2)
        assert core.incoming[1].chat == core.incoming[0].chat


async def test_faces_without_a_person_own_nothing(stage: Stage) -> None:
    room = club(stage)
    ann = stage.phone().join(room)
    anonymous = {"id": ANONYMOUS, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    linked = {"id": CHANNEL_POSTS, "is_bot": False, "first_name": "Telegram"}
    news = {"id": -100777, "type": "channel", "title": "News"}
    async with stage.listening() as core:
        ann.say("/limit", face={"from": anonymous, "sender_chat": room.json})
        ann.say("/imagine a post", face={"from": linked, "sender_chat": news, "is_automatic_forward": True})
        ann.say("/imagine me")
        heard = await core.until_heard(3)
        assert [(i.sender is None, i.role) for i in heard] == [
            (True, Role.ADMIN),
            (True, Role.MEMBER),
            (False, Role.UNKNOWN),
        ]


async def test_who_is_an_admin_is_asked_and_remembered_for_a_minute(stage: Stage) -> None:
    room = club(stage)
    ann, ben = stage.phone().join(room, "administrator"), stage.phone("Ben").join(room)
    async with stage.platform() as platform:
        told = [await platform.is_admin(group_of(room), Identity("telegram", str(p.id))) for p in (ann, ben, ann)]
        assert told == [True, False, True]
        assert len(stage.api.made("getChatAdministrators")) == 1


async def test_a_group_that_moved_keeps_what_is_its_own(stage: Stage) -> None:
    old, new = stage.town.found("group", "Club", -500), club(stage)
    ann = stage.phone().join(old)
    moves = Moves()
    async with stage.listening(moves=moves) as core:
        stage.town.tell("message", stage.town.post(old, {"from": ann.user, "migrate_to_chat_id": new.id}))
        ann.join(new).say("/imagine a fox")
        await core.until_heard(1)
        assert moves.made == [("-500", str(new.id))]


async def test_a_picture_for_a_group_that_moved_says_where_to(stage: Stage) -> None:
    room = stage.town.found("group", "Club", -500)
    ann = stage.phone().join(room)
    async with stage.listening() as core:
        stage.api.faults.plan("editMessageMedia", moved(-100500))
        ann.say("/imagine a fox")
        await core.until_heard(1)
        await core.settled()
        assert core.endings[1000] == "ChatMoved"


async def test_privacy_mode_keeps_small_talk_away(stage: Stage) -> None:
    room = club(stage)
    ann = stage.phone().join(room)
    async with stage.listening() as core:
        ann.say("just talking")
        ann.say("/imagine a fox")
        assert [incoming.text for incoming in await core.until_heard(1)] == ["/imagine a fox"]


async def test_another_bot_is_not_answered(stage: Stage) -> None:
    room = club(stage)
    bot = Phone(stage.town, "Robot", is_bot=True).join(room)
    ann = stage.phone().join(room)
    async with stage.listening() as core:
        bot.say("/imagine a loop")
        ann.say("/imagine a fox")
        assert [incoming.text for incoming in await core.until_heard(1)] == ["/imagine a fox"]
