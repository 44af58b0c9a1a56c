"""What ComfyUI tells of its jobs: the queue those that wait or run, the history those that ended. Source: its `execution.py`."""

from __future__ import annotations

from urllib.parse import urlencode

from adapters.images import _json as js
from adapters.images._calls import Call
from adapters.images._outcomes import Drawn, Hosted, Outcome, Pending
from bot.errors import NoPicture, Overloaded, Unclassified


def looked_at(json: object, handle: str, url: str) -> Outcome:
    """The history knows finished jobs alone, so an empty one is checked against the queue, and once more after that."""
    if url.endswith("/queue"):
        return _queued(json, handle)
    if entry := js.table(json, handle):
        return _finished(entry)
    if url.endswith("missed=1"):
        raise NoPicture("the server has lost the job, or never took it")
    return Pending(handle, then=Call("GET", "/queue"), after=0.0)


def _queued(json: object, handle: str) -> Pending:
    """Still there, or finished in the meantime: the history is asked once more, and `missed` says that it was the last time."""
    waiting = js.items(json, "queue_running") + js.items(json, "queue_pending")
    if any(js.text(one, 1) == handle for one in waiting):
        return Pending(handle)
    return Pending(handle, then=Call("GET", f"/history/{handle}", query={"missed": "1"}), after=0.0)


def _finished(entry: dict[str, object]) -> Drawn:
    """The outputs; previews (`temp`) only when there is nothing else. Raises when the run broke or was stopped."""
    if js.text(entry, "status", "status_str") == "error":
        for name, told in ((js.text(one, 0), js.table(one, 1)) for one in js.items(entry, "status", "messages")):
            if name == "execution_error":
                said = f"{js.text(told, 'node_type')}: {js.text(told, 'exception_message')}"
                raise Overloaded(said) if "out of memory" in said.lower() else Unclassified(said)
        raise NoPicture("the run was interrupted")
    files = [file for node in js.table(entry, "outputs").values() for file in js.items(node, "images")]
    kept = [file for file in files if js.text(file, "type") != "temp"] or files
    return Drawn(tuple(Hosted(f"view?{_query(file)}") for file in kept))


def _query(file: object) -> str:
    return urlencode({name: js.text(file, name) for name in ("filename", "subfolder", "type")})
