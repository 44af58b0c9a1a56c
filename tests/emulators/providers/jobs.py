"""Jobs of an emulated service: handed in, running for two looks, then done."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

RUNNING = 2  # looks before a job is done


@dataclass
class Job:
    """`asked` is what it was handed in with, `count` its pictures."""

    id: str
    count: int = 1
    asked: object = None
    looks: int = 0
    cancelled: bool = False

    @property
    def done(self) -> bool:
        return self.looks > RUNNING


@dataclass
class Jobs:
    """By id. Ids are the same in every run, because tables of troubles name them; none is given twice, though jobs go away."""

    known: dict[str, Job] = field(default_factory=dict[str, Job])
    handed_in: int = 0

    def add(self, asked: object, count: int = 1) -> Job:
        id_ = str(uuid.uuid5(uuid.NAMESPACE_OID, f"job {self.handed_in}"))
        self.handed_in += 1
        self.known[id_] = Job(id_, count, asked)
        return self.known[id_]

    def look(self, id_: str) -> Job | None:
        """The job, looked at once more; None when nobody handed it in."""
        job = self.known.get(id_)
        if job is not None:
            job.looks += 1
        return job


FIRST = str(uuid.uuid5(uuid.NAMESPACE_OID, "job 0"))
