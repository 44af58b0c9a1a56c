"""What a service that has started does about garbage."""

from __future__ import annotations

import ctypes
import gc

_YOUNG = 10_000  # new objects between two looks; Python's 700 are made by a single picture

_TRIM, _MAP = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD of malloc.h
_SPARE = 67_108_864  # bytes at the heap's end that wait for the next pictures
_LARGE = 33_554_432  # bytes from which a block is given back at once; the most that glibc takes


def settle() -> None:
    """Libraries and tables stay for ever: looking through them for garbage was a fifth of every picture's time."""
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    _keep_room()


def _keep_room() -> None:
    """Glibc gives every picture's memory back to the system and fetches it anew, empty: a twelfth of what receiving one costs."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # others have no such word, and other ways
    if mallopt is not None:
        mallopt(_MAP, _LARGE)
        mallopt(_TRIM, _SPARE)
