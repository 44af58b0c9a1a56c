"""A provider's job handle together with the target that gave it, so that after a restart the right one is asked again."""

from __future__ import annotations


def encode(target: str, handle: str) -> str:
    """What is stored with the job. Target ids hold no blanks."""
    return f"{target} {handle}"


def decode(submission: str) -> tuple[str, str]:
    """(target id, handle). A submission without a target id is all handle."""
    target, blank, handle = submission.partition(" ")
    return (target, handle) if blank else ("", submission)
