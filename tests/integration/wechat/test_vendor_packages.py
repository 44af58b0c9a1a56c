"""The vendor's own Node packages as peers, where `make peers` has installed them. Nothing is fetched here."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from adapters.chat.wechat.envelope import Envelope
from tests.emulators.wechat.crypto import Crypto
from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.robot_socket import BOT, SECRET, SocketRobot

TOKEN, KEY = "a-token-for-tests", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
NODE = shutil.which("node") or "node"
PEERS = Path(__file__).parents[2] / "peers"

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (PEERS / "node_modules").is_dir(), reason="needs Node and `make peers`"
)

ENVELOPES = """
const crypto = require('@wecom/crypto');
const [token, key, receiver, messages] = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const out = messages.map(({ sealed, plain }) => {
  const opened = crypto.decrypt(key, sealed.encrypt);
  const signature = crypto.getSignature(token, sealed.timestamp, sealed.nonce, sealed.encrypt);
  const theirs = crypto.encrypt(key, plain, receiver);
  return { opened: opened.message, id: opened.id, signature, theirs,
           theirSignature: crypto.getSignature(token, '1', 'n', theirs) };
});
console.log(JSON.stringify(out));
"""

CLIENT = """
const { WSClient } = require('@wecom/aibot-node-sdk');
const [botId, secret, wsUrl] = process.argv.slice(1);
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const client = new WSClient({ botId, secret, wsUrl, logger: quiet, heartbeatInterval: 200 });
client.on('message.text', async (frame) => {
  await client.replyStream(frame, 'stream-1', 'working', false);
  await client.replyStream(frame, 'stream-1', 'done', true);
  const media = await client.uploadMedia(Buffer.alloc(700 * 1024, 7), { type: 'image', filename: 'a.png' });
  await client.sendMediaMessage(frame.body.chatid, 'image', media.media_id);
});
client.connect();
"""


async def node(script: str, *args: str, given: str = "") -> str:
    process = await asyncio.create_subprocess_exec(
        NODE, "-e", script, *args, cwd=PEERS, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(60):
            out, _ = await process.communicate(given.encode())
        assert process.returncode == 0
        return out.decode()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize("receiver", ["ww0123456789abcdef", ""])
async def test_envelopes_in_both_directions(receiver: str) -> None:
    envelope = Envelope(TOKEN, KEY, receiver)
    plains = ["x" * n for n in range(70)] + ["猫" * 500, "<xml>]]></xml>", "k" * 80_000]
    asked: list[dict[str, Any]] = []
    for plain in plains:
        one = envelope.seal(plain.encode(), "1", "n")
        asked.append(
            {"plain": plain, "sealed": {"encrypt": one.encrypt, "timestamp": "1", "nonce": "n", "sig": one.signature}}
        )
    answers = json.loads(await node(ENVELOPES, given=json.dumps([TOKEN, KEY, receiver, asked])))
    for plain, question, answer in zip(plains, asked, answers, strict=True):
        assert (answer["opened"], answer["id"]) == (plain, receiver)
        assert answer["signature"] == question["sealed"]["sig"]
        assert envelope.open(answer["theirs"], answer["theirSignature"], "1", "n") == plain.encode()


async def test_the_vendors_client_is_content_with_our_emulator() -> None:
    """What we test our robot against is what the vendor's own client expects of its platform."""
    robot = SocketRobot(Hours(), Crypto(TOKEN, KEY, ""))
    server = TestServer(robot.app)
    await server.start_server()
    client = asyncio.create_task(node(CLIENT, BOT, SECRET, str(server.make_url("/ws")).replace("http", "ws")))
    async with asyncio.timeout(60):
        while robot.socket is None:
            await asyncio.sleep(0.05)
        await robot.write("ann", "a cat", "group-1")
        while len(robot.chat("group-1")) < 2 or robot.pings < 2:
            await asyncio.sleep(0.05)
    stream, image = robot.chat("group-1")
    assert (stream.words, stream.finished, stream.frames) == ("done", True, 2)
    assert image.pictures == [bytes([7]) * 700 * 1024]
    client.cancel()
    await asyncio.gather(client, return_exceptions=True)
    await server.close()
