"""What the official account emulator knows: followers with their push windows, tokens, uploads."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from tests.emulators.wechat.hours import Hours
from tests.emulators.wechat.strict import Refusal

HOURS_48 = 48 * 3600.0
MINUTE = 60.0


@dataclass
class Seen:
    """Something on a follower's screen. `how` is reply, push or notice (the platform's own words)."""

    how: str
    kind: str
    text: str = ""
    data: bytes = b""
    picture: str = ""
    link: str = ""


@dataclass
class Grant:
    left: int
    until: float


@dataclass
class Follower:
    following: bool = True
    messages: Grant = field(default_factory=lambda: Grant(0, 0.0))
    actions: Grant = field(default_factory=lambda: Grant(0, 0.0))
    spoke: float = 0.0
    typing_until: float = 0.0
    screen: list[Seen] = field(default_factory=list[Seen])


class OfficialState:
    """`kind` is service or subscription; everything is granted to the first, replies alone to the second."""

    def __init__(self, hours: Hours, kind: str = "service") -> None:
        self.hours = hours
        self.kind = kind
        self.appid, self.secret, self.original_id = "wx0123456789abcdef", "s" * 32, "gh_0123456789ab"
        self.followers: dict[str, Follower] = {}
        self.media: dict[str, tuple[bytes, float]] = {}
        self.menu: dict[str, object] | None = None
        self.tokens: dict[str, float] = {}
        self.token = ""
        self.forced: list[float] = []
        self.fetched = 0

    @property
    def now(self) -> float:
        return self.hours.now().timestamp()

    # ── tokens ──

    def stable_token(self, force: bool) -> tuple[str, int]:
        self.fetched += 1
        if force:
            recent = [at for at in self.forced if self.now - at < 86_400]
            if len(recent) >= 20:
                raise Refusal(45009, "reach max api daily quota limit")
            if not (recent and self.now - recent[-1] < 30):
                self.forced.append(self.now)
                self.tokens.pop(self.token, None)
                self.token = ""
        if self.tokens.get(self.token, 0.0) - self.now <= 300:
            self.token = secrets.token_urlsafe(64)
            self.tokens[self.token] = self.now + 7200
        return self.token, int(self.tokens[self.token] - self.now)

    def check_token(self, token: str) -> None:
        if token not in self.tokens:
            raise Refusal(40001, "invalid credential, access_token is invalid or not latest")
        if self.tokens[token] <= self.now:
            raise Refusal(42001, "access_token expired")

    def revoke(self) -> None:
        """Somebody else refreshed by force: our token is dead."""
        self.tokens.clear()
        self.token = ""

    # ── followers ──

    def follower(self, openid: str) -> Follower:
        return self.followers.setdefault(openid, Follower())

    def said(self, openid: str) -> None:
        follower = self.follower(openid)
        follower.messages = Grant(5, self.now + HOURS_48)
        follower.spoke = self.now

    def acted(self, openid: str) -> None:
        self.follower(openid).actions = Grant(3, self.now + MINUTE)

    def spend(self, openid: str) -> Follower:
        if openid not in self.followers:
            raise Refusal(40003, "invalid openid")
        follower = self.followers[openid]
        open_grants = [g for g in (follower.actions, follower.messages) if g.until > self.now]
        if not follower.following or not open_grants:
            raise Refusal(45015, "response out of time limit or subscription is canceled")
        for grant in open_grants:
            if grant.left:
                grant.left -= 1
                return follower
        raise Refusal(45047, "out of response count limit")

    def uploaded(self, media_id: str) -> bytes:
        data, until = self.media.get(media_id, (b"", 0.0))
        if until <= self.now:
            raise Refusal(40007, "invalid media_id")
        return data

    def upload(self, data: bytes) -> str:
        media_id = secrets.token_urlsafe(48)
        self.media[media_id] = data, self.now + 3 * 86_400
        return media_id
