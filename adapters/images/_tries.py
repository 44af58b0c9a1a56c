"""How earlier tries at a job ended without a picture: a model that talked instead of drawing is asked in plainer words."""

from __future__ import annotations

from collections import OrderedDict

JOBS = 200  # remembered; the next try comes within seconds


class Tries:
    def __init__(self) -> None:
        self._ended: OrderedDict[int, str] = OrderedDict()

    def before(self, job: int) -> str:
        """What stood in place of the picture; empty: this is the first try, or the last one drew."""
        return self._ended.get(job, "")

    def failed(self, job: int, how: str) -> None:
        self._ended[job] = how
        while len(self._ended) > JOBS:
            self._ended.popitem(last=False)

    def drew(self, job: int) -> None:
        self._ended.pop(job, None)
