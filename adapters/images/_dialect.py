"""What a provider file writes: two functions it must, and hooks for the odd one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call
from adapters.images._complaint import Complaint
from adapters.images._facts import Model
from adapters.images._outcomes import Outcome, Probe
from adapters.images._seals import Seal
from adapters.images._uploads import all_of
from bot.errors import ProviderError, Unclassified
from bot.model import Picture


class Dialect(ABC):
    """How one service is asked and understood. `submit` and `read` are pure; what everybody has in common is the kit's."""

    @abstractmethod
    def submit(self, ask: Ask) -> Call:
        """What to ask for this picture."""

    @abstractmethod
    def read(self, answer: Answer) -> Outcome:
        """What a successful answer says (any answer below 300, polls too). Raises `ProviderError`s: a refusal, a failed job."""

    def poll(self, handle: str) -> Call:
        """The question for a job that is not finished; only for providers whose `read` returns `Pending`."""
        raise Unclassified(f"this provider has no jobs to ask for: {handle}")

    def able(self, model: Model) -> Model:
        """What this model can, where its options or the service itself decide that; the table's word for most."""
        return model

    def name_error(self, complaint: Complaint) -> ProviderError | None:
        """The error for a complaint in this provider's own words; None for what the kit knows."""
        del complaint
        return None

    async def withdrawn(self) -> bool:
        """Whether the words for an empty balance mean something else here: that this model is not there any more."""
        return False

    async def hand_over(self, picture: Picture, deadline: float) -> str:
        """One reference, put where this provider wants it beforehand: what `uploads` then holds for it."""
        del picture, deadline
        return ""

    async def prepare(self, ask: Ask, deadline: float) -> Ask:
        """What has to be done before handing in: the references handed over, in order, all at once."""
        return replace(ask, uploads=await all_of(self.hand_over(picture, deadline) for picture in ask.references))

    def cancelling(self, handle: str) -> Call | None:
        """The call that cancels a job, where there is one."""
        del handle
        return None

    def probing(self) -> Call | None:
        """A call that proves the key and costs nothing; None where there is none."""
        return None

    def read_probe(self, answer: Answer) -> Probe:
        """What the proof shows beside a good key: a balance, say."""
        del answer
        return Probe(ok=True)

    def seal(self) -> Seal | None:
        """How its callbacks are checked; None: unsigned, only their unguessable address speaks for them."""
        return None

    async def vouch(self) -> bytes:
        """What the seal checks with, where the provider can be asked for it; else empty. Raises `ProviderError`s."""
        return b""
