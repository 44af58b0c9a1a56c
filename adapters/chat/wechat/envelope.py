"""The encrypted envelope that official accounts, WeCom apps and WeCom robots share. Pure.

Key = base64(EncodingAESKey + "="), AES-256-CBC, IV = key[:16]; plaintext = 16 random bytes, big-endian length (4),
message, receiver; padded to blocks of 32. Receiver is the AppID, the CorpID, or empty for a robot.
"""

from __future__ import annotations

import binascii
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes

from adapters.chat.wechat import signature
from adapters.chat.wechat.errors import BadRequest, NotTheirs
from bot.errors import ConfigurationError

_BLOCK = 32
_HEAD = 20  # random bytes and length


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted message and what proves it: the four fields of an envelope."""

    encrypt: str
    signature: str
    timestamp: str
    nonce: str


def aes_key(encoding_aes_key: str) -> bytes:
    """The 32-byte key of a 43-character EncodingAESKey. Raises `ConfigurationError`."""
    try:
        key = b64decode(encoding_aes_key + "=", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ConfigurationError("EncodingAESKey: 43 letters and digits, as the console shows it") from error
    if len(key) != 32:
        raise ConfigurationError("EncodingAESKey: 43 letters and digits, as the console shows it")
    return key


def decrypt(key: bytes, data: bytes) -> bytes:
    """AES-256-CBC with the key's head as IV and padding to 32 bytes. Raises `BadRequest`."""
    if not data or len(data) % 16:
        raise BadRequest("ciphertext is not whole blocks")
    decryptor = BlockCipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = decryptor.update(data) + decryptor.finalize()
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or pad > len(plain) or plain[-pad:] != bytes([pad]) * pad:
        raise BadRequest("wrong padding")
    return plain[:-pad]


class Envelope:
    """Opens and seals for one account. `random` gives n bytes."""

    def __init__(
        self, token: str, encoding_aes_key: str, receiver: str, random: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._token = token
        self._key = aes_key(encoding_aes_key)
        self._receiver = receiver.encode()
        self._random = random

    def open(self, encrypt: str, msg_signature: str, timestamp: str, nonce: str) -> bytes:
        """The message inside. Raises `NotTheirs` for a wrong signature or receiver, `BadRequest` for broken bytes."""
        signature.check(msg_signature, self._token, timestamp, nonce, encrypt)
        try:
            data = b64decode(encrypt, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadRequest("ciphertext is not base64") from error
        plain = decrypt(self._key, data)
        if len(plain) < _HEAD:
            raise BadRequest("ciphertext is too short")
        length = int.from_bytes(plain[16:_HEAD], "big")
        message, receiver = plain[_HEAD : _HEAD + length], plain[_HEAD + length :]
        if len(message) != length:
            raise BadRequest("the length inside is larger than the message")
        if receiver != self._receiver:
            raise NotTheirs("meant for another account")
        return message

    def seal(self, message: bytes, timestamp: str, nonce: str) -> Sealed:
        """Encrypt and sign a reply."""
        plain = self._random(16) + len(message).to_bytes(4, "big") + message + self._receiver
        pad = _BLOCK - len(plain) % _BLOCK
        encryptor = BlockCipher(algorithms.AES(self._key), modes.CBC(self._key[:16])).encryptor()
        data = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        encrypt = b64encode(data).decode()
        return Sealed(encrypt, signature.sign(self._token, timestamp, nonce, encrypt), timestamp, nonce)
