"""What may be drawn: who checks prompts, and what happens when nobody can."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from adapters.settings.group import Group
from adapters.settings.words import Lower


class Content(Group):
    """Word lists always check prompts; a model may check them after that."""

    moderation: str | None = Field(
        default=None,
        description="provider/model that checks prompts too: a moderation endpoint's, or a language model's",
        examples=["openai/omni-moderation-latest"],
    )
    moderation_failure: Annotated[Literal["pass", "refuse"], Lower] = Field(
        default="pass",
        description="what happens to a prompt when that check does not answer: pass, or refuse until it does",
        examples=["refuse"],
    )
    moderation_seconds: float = Field(
        default=3.0, gt=0, le=30, description="how long that check may take; WeChat itself waits 5", examples=["3"]
    )
    moderation_words: Path | None = Field(
        default=None,
        description="your own word list, added to the packaged ones; a line a word, !word in strict groups only, ~phrase spared",
        examples=["/etc/bananabot/words.txt"],
    )
