"""The platforms' side of the envelope, written from their description and not from our code."""

from __future__ import annotations

import base64
import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


class Crypto:
    def __init__(self, token: str, aes_key: str, receiver: str) -> None:
        self.token = token
        self.receiver = receiver.encode()
        key = base64.b64decode(aes_key + "=")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def encrypt(self, words: bytes) -> str:
        plain = os.urandom(16) + struct.pack("!I", len(words)) + words + self.receiver
        missing = 32 - len(plain) % 32
        worker = self._cipher.encryptor()
        return base64.b64encode(worker.update(plain + bytes([missing] * missing)) + worker.finalize()).decode()

    def decrypt(self, text: str) -> bytes:
        worker = self._cipher.decryptor()
        plain = worker.update(base64.b64decode(text, validate=True)) + worker.finalize()
        assert 1 <= plain[-1] <= 32, "padding"
        plain = plain[: -plain[-1]]
        (length,) = struct.unpack("!I", plain[16:20])
        assert plain[20 + length :] == self.receiver, "receiver"
        return plain[20 : 20 + length]

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        return sha1(self.token, timestamp, nonce, encrypted)

    def encrypt_file(self, data: bytes, own_key: str = "") -> bytes:
        """Bytes behind an address: the same cipher without an envelope, with the robot's key or one of its own."""
        cipher = self._cipher
        if own_key:
            key = base64.b64decode(own_key)
            cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
        missing = 32 - len(data) % 32
        worker = cipher.encryptor()
        return worker.update(data + bytes([missing] * missing)) + worker.finalize()
