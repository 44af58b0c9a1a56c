"""A group of variables that share a prefix: how a field gets its variable's name, and the words for a wrong value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self, get_args

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError
from pydantic_core import ErrorDetails

PREFIX = "BANANABOT_"

_SHOWN = 60


class WrongSettings(Exception):
    """One line for each finding."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


class Group(BaseModel):
    """Each field is a variable: `<prefix><FIELD>`. Its `description` and first example go into `.env.example` and errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    prefix: ClassVar[str] = PREFIX

    @classmethod
    def variable(cls, field: str) -> str:
        return f"{cls.prefix}{field.upper()}"

    @classmethod
    def variables(cls) -> tuple[str, ...]:
        return tuple(cls.variable(field) for field in cls.model_fields)

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> Self:
        """Raise `WrongSettings`. An empty variable is one that is not set."""
        given = {name: variables.get(cls.variable(name), "").strip() for name in cls.model_fields}
        try:
            return cls.model_validate({name: value for name, value in given.items() if value})
        except ValidationError as error:
            raise WrongSettings([cls._line(detail) for detail in error.errors()]) from None

    @classmethod
    def _line(cls, detail: ErrorDetails) -> str:
        """`BANANABOT_HTTP: '8080x' is …; for example 127.0.0.1:8080`. A secret's value is never repeated."""
        if not detail["loc"]:
            return _plain(detail)
        name = str(detail["loc"][0])
        field = cls.model_fields[name]
        value = "" if _secret(field.annotation) else f"{str(detail['input'])[:_SHOWN]!r} "
        example = f"; for example {field.examples[0]}" if field.examples else ""
        return f"{cls.variable(name)}: {value}{_plain(detail)}{example}"


def _plain(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    reason = context.get("error")
    if detail["type"] == "too_short":
        return f"should have at least {context['min_length']} letters"
    return str(reason) if isinstance(reason, ValueError) else detail["msg"].removeprefix("Input ")


def _secret(annotation: object) -> bool:
    """Whether a secret is anywhere in a type."""
    return annotation is SecretStr or any(_secret(part) for part in get_args(annotation))
