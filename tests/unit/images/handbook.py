"""Writes `docs/providers.md` from the code and `providers.toml`: `python -m tests.unit.images.handbook`."""

from __future__ import annotations

from pathlib import Path

from adapters.images._facts import SIZES, Facts, Model
from adapters.images.catalogue import load

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "providers.md"

HEAD = """# Providers

Made from the code and `adapters/images/providers.toml` by `python -m tests.unit.images.handbook`; a test fails when it is out of
date. Prices are USD for one picture; what a service really charges stands on its own page.

`BANANABOT_PROVIDERS=gemini,openai,sketch` says which are used and in which order. `sketch` needs nothing and is always there.
Several keys and several base URLs are comma lists: `BANANABOT_GEMINI_KEYS=key1,key2`, `BANANABOT_LAOZHANG_BASE_URL=https://a,https://b`.
A base URL is written with or without its version (`https://a`, `https://a/v1`), a region after a `#`.
`bananabot providers --probe` checks every key at no cost and shows what is left; it ends with 1 when one is bad.

With `BANANABOT_PUBLIC_URL`, services that can do so ring when a job is done, and are asked seldom besides. fal signs with published
keys and Replicate with a secret it tells us; Magnific and Leonardo need one that you write down; until then they are asked often.

"""

TAIL = """
## Your own facts

`BANANABOT_PROVIDERS_FILE=/path/to/mine.toml` is laid over the packaged facts key by key. A wrong key stops the start and is named.

```toml
[gemini]
concurrency = 8

[gemini.models."gemini-nano-banana-2.1"]
price = { 1k = 0.03 }

[apiyi]                       # a second relay: BANANABOT_APIYI_KEYS
like = "laozhang"
title = "another relay"
base_urls = ["https://relay.example#cn-south-1"]   # the part after # goes into the X-Region header
```

## Add a provider in one file

The file's name is the provider's name everywhere. It says what to ask (`submit`) and how to read the answer (`read`); the kit
sends, polls, downloads, checks, prices, and names every error. `adapters/images/easel.py`, whole:

```python
\"\"\"Easel, a picture service that was made up for this page: hands in a job, asks for it, gets an address.\"\"\"

from __future__ import annotations

from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._calls import Answer, Call
from adapters.images._outcomes import Drawn, Hosted, Outcome, Pending
from adapters.images._provider import HttpProvider
from bot.errors import ContentRefused


class Provider(HttpProvider):
    def submit(self, ask: Ask) -> Call:
        return Call("POST", "/jobs", json={"model": ask.model.id, "text": ask.prompt, "format": ask.aspect or "1:1"})

    def poll(self, handle: str) -> Call:
        return Call("GET", f"/jobs/{handle}")

    def read(self, answer: Answer) -> Outcome:
        json = answer.json()
        match js.text(json, "state"):
            case "done":
                return Drawn((Hosted(js.text(json, "picture")),))
            case "forbidden":
                raise ContentRefused("forbidden", request_id=js.text(json, "id"))
            case _:
                return Pending(js.text(json, "id"))

    def probing(self) -> Call:
        return Call("GET", "/me")
```

and its table in `providers.toml`:

```toml
[easel]
title = "Easel"
auth = "bearer"
get_key = "https://easel.example/keys"
base_urls = ["https://api.easel.example/v1"]
model = "oil-2"
poll = 1

[easel.models."oil-2"]
aspects = ["1:1", "3:2"]
price = { 1k = 0.02 }
```

Then `tests/emulators/providers/easel.py` brings a strict `Emulated` service and `ROWS`, one for each line of its error page.
The contract (`tests/contracts/provider.py`) finds the new file by itself and fails until they are there.
"""


def page() -> str:
    catalogue = load()
    parts = [HEAD, _overview(list(catalogue.providers.values()))]
    parts += [_provider(facts) for facts in catalogue.providers.values()]
    return "".join([*parts, TAIL])


def _overview(providers: list[Facts]) -> str:
    lines = ["| Name | Service | Key | Free | From, a picture | References |", "|---|---|---|---|---|---|"]
    for facts in providers:
        model = facts.models[facts.model]
        key = {"required": f"[get one]({facts.get_key})", "optional": "optional", "none": "none"}[facts.key]
        cheapest = min(
            (one.price[model.sizes[0]] for one in facts.models.values() if one.sizes[0] in one.price), default=0
        )
        most = max(one.references for one in facts.models.values())
        cells = (f"`{facts.name}`", facts.title, key, facts.free or "–", _usd(cheapest), str(most or "–"))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _provider(facts: Facts) -> str:
    variable = f"BANANABOT_{facts.name.upper()}"
    limits = [f"{facts.concurrency} calls at once"]
    limits += [f"{facts.per_minute} a minute"] if facts.per_minute else []
    limits += [f"{facts.allowance} free a day, from midnight in {facts.zone}"] if facts.allowance else []
    lines = [f"\n## `{facts.name}`: {facts.title}\n"]
    lines += [f"{facts.notes[0].upper()}{facts.notes[1:]}.\n"] if facts.notes else []
    if facts.webhook_secret:
        lines += [f"Callbacks are believed with `{variable}_WEBHOOK_SECRET`: {facts.webhook_secret}.\n"]
    settings = f"`{variable}_KEYS`, `{variable}_BASE_URL`, `{variable}_MODEL`"
    lines += [
        f"Settings: {settings}. At: {', '.join(facts.base_urls)}. Limits: {', '.join(limits)}.\n",
        "| Model | Also | State | Sizes | Price | Units | Aspects | References | Seed | `--neg` |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(_model(model, model.id == facts.model) for model in facts.models.values()),
    ]
    return "\n".join(lines) + "\n"


def _model(model: Model, default: bool) -> str:
    sizes = [size for size in SIZES if size in model.sizes]
    cells = (
        f"`{model.id}`" + (" (default)" if default else ""),
        ", ".join(f"`{name}`" for name in model.names) or "–",
        model.status + (f", until {model.retires}" if model.retires else ""),
        " ".join(sizes),
        " ".join(_usd(model.price.get(size, 0)) for size in sizes),
        " ".join(str(model.units.get(size, 1)) for size in sizes),
        "any" if model.aspects is None else ", ".join(model.aspects) or "1:1 only",
        str(model.references or "–"),
        "yes" if model.seed else "–",
        {"field": "yes", "prompt": "as words", "none": "–"}[model.negative],
    )
    return f"| {' | '.join(cells)} |"


def _usd(micros: int) -> str:
    return f"${micros / 1_000_000:.4f}".rstrip("0").rstrip(".") if micros else "–"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
