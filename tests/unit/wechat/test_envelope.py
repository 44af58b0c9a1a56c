from __future__ import annotations

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.wechat import body, signature
from adapters.chat.wechat.envelope import Envelope, aes_key
from adapters.chat.wechat.errors import BadRequest, NotTheirs
from bot.errors import ConfigurationError
from tests.unit.wechat.oracle import WeChatCrypto, WorkCrypto, exceptions
from tests.unit.wechat.vectors import OFFICIAL, WECOM


def official(random: bytes = b"0123456789abcdef") -> Envelope:
    return Envelope(OFFICIAL["token"], OFFICIAL["encoding_aes_key"], OFFICIAL["appid"], lambda n: random[:n])


def wecom() -> Envelope:
    return Envelope(WECOM["token"], WECOM["encoding_aes_key"], WECOM["corp_id"])


@pytest.mark.parametrize("name", ["url_check", "plaintext_post", "decrypt"])
def test_published_signatures(name: str) -> None:
    vector = OFFICIAL[name]
    assert signature.sign(OFFICIAL["token"], vector["timestamp"], vector["nonce"]) == vector["signature"]


def test_published_official_message_opens() -> None:
    v = OFFICIAL["decrypt"]
    message = official().open(v["encrypt"], v["msg_signature"], v["timestamp"], v["nonce"])
    assert len(message) == v["plaintext_length"]
    assert body.text(body.read_json(message), "Event") == "debug_demo"


def test_published_official_reply_is_sealed_byte_for_byte() -> None:
    v = OFFICIAL["encrypt"]
    sealed = official(v["random"].encode()).seal(v["message"].encode(), v["timestamp"], v["nonce"])
    assert (sealed.encrypt, sealed.signature) == (v["encrypt"], v["msg_signature"])


def test_published_wecom_echo_and_message_open() -> None:
    v = WECOM["echostr"]
    assert wecom().open(v["echostr"], v["msg_signature"], v["timestamp"], v["nonce"]) == v["plaintext"].encode()
    v = WECOM["message"]
    message = body.read_xml(wecom().open(v["encrypt"], v["msg_signature"], v["timestamp"], v["nonce"]))
    assert {name: body.text(message, name) for name in v["plaintext_holds"]} == v["plaintext_holds"]


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_again(message: bytes) -> None:
    sealed = official().seal(message, "1", "n")
    assert official().open(sealed.encrypt, sealed.signature, "1", "n") == message


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_wechatpy_reads_what_we_seal_and_we_read_what_it_seals(words: str) -> None:
    theirs = WeChatCrypto(OFFICIAL["token"], OFFICIAL["encoding_aes_key"], OFFICIAL["appid"])
    ours = official()
    xml = body.write_xml({"Content": words})
    sealed = ours.seal(xml, "1714112445", "n")
    envelope = f"<xml><Encrypt><![CDATA[{sealed.encrypt}]]></Encrypt></xml>"
    assert theirs.decrypt_message(envelope, sealed.signature, "1714112445", "n") == xml.decode()
    outer = body.read_xml(theirs.encrypt_message(xml.decode(), "n", "1714112445").encode())
    names = ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
    assert ours.open(*(body.text(outer, name) for name in names)) == xml


def test_wechatpy_agrees_on_the_wecom_echo_and_on_an_empty_receiver() -> None:
    v = WECOM["echostr"]
    theirs = WorkCrypto(WECOM["token"], WECOM["encoding_aes_key"], WECOM["corp_id"])
    assert theirs.check_signature(v["msg_signature"], v["timestamp"], v["nonce"], v["echostr"]) == v["plaintext"]
    robot = Envelope(WECOM["token"], WECOM["encoding_aes_key"], "")
    sealed = robot.seal(b'{"msgtype":"text"}', "1", "n")
    blank = WeChatCrypto(WECOM["token"], WECOM["encoding_aes_key"], "")
    envelope = {"Encrypt": sealed.encrypt}
    assert blank.decrypt_message(envelope, sealed.signature, "1", "n") == '{"msgtype":"text"}'


def test_a_changed_ciphertext_signature_or_account_is_refused_by_both() -> None:
    theirs = WeChatCrypto(OFFICIAL["token"], OFFICIAL["encoding_aes_key"], "wx-another")
    sealed = official().seal(b"<xml/>", "1", "n")
    with pytest.raises(exceptions.InvalidAppIdException):
        theirs.decrypt_message({"Encrypt": sealed.encrypt}, sealed.signature, "1", "n")
    with pytest.raises(exceptions.InvalidSignatureException):
        theirs.decrypt_message({"Encrypt": sealed.encrypt}, "0" * 40, "1", "n")
    with pytest.raises(NotTheirs, match="signature"):
        official().open(sealed.encrypt, "0" * 40, "1", "n")
    other = Envelope(OFFICIAL["token"], OFFICIAL["encoding_aes_key"], "wx-another").seal(b"<xml/>", "1", "n")
    with pytest.raises(NotTheirs, match="another account"):
        official().open(other.encrypt, other.signature, "1", "n")


def signed(encrypt: str) -> tuple[str, str, str, str]:
    return encrypt, signature.sign(OFFICIAL["token"], "1", "n", encrypt), "1", "n"


def encrypted(plain: bytes) -> str:
    """Correctly padded and signed, whatever it says inside."""
    key = aes_key(OFFICIAL["encoding_aes_key"])
    pad = 32 - len(plain) % 32
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()


@given(st.one_of(st.text(max_size=100), st.binary(max_size=200).map(lambda b: b64encode(b).decode())))
def test_rightly_signed_garbage_is_a_bad_request(garbage: str) -> None:
    with pytest.raises(BadRequest):
        official().open(*signed(garbage))


@given(st.binary(max_size=100))
def test_garbage_under_good_padding_is_a_bad_request(plain: bytes) -> None:
    with pytest.raises(BadRequest):
        official().open(*signed(encrypted(plain)))


@pytest.mark.parametrize("key", ["", "short", "A" * 42, "A" * 44, "!" * 43, "é" * 43])
def test_a_wrong_key_is_named_at_the_start(key: str) -> None:
    with pytest.raises(ConfigurationError, match="EncodingAESKey"):
        Envelope("t", key, "a")
