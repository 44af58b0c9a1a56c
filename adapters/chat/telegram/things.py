"""What was sent along: photos, files; a picture sent as a file is a picture."""

from __future__ import annotations

from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.limits import DOWNLOAD_BYTES
from bot.model import Attachment, AttachmentKind

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif")
_TEXTS = (".txt", ".md", ".csv")
_OTHERS = ("video", "animation", "audio", "voice", "video_note", "sticker")
_NO_FILES = ("location", "contact", "poll", "dice", "story", "checklist", "paid_media")


def attachments(node: Node) -> tuple[Attachment, ...]:
    """At most one: an album's pictures come in messages of their own."""
    if photo := _photo(node):
        return (photo,)
    document = node["document"]
    if document and not node["animation"]:
        return _file(document)
    for name in _OTHERS:
        if node[name]:
            return tuple(Attachment(AttachmentKind.OTHER, file.ref, file.name, file.size) for file in _file(node[name]))
    if any(node[name] for name in _NO_FILES):
        return (Attachment(AttachmentKind.OTHER, ""),)
    return ()


def _photo(node: Node) -> Attachment | None:
    """The largest size that can be fetched."""
    sizes = [size for size in node["photo"] if size["file_id"].text]
    sizes = [size for size in sizes if (size["file_size"].number or 0) <= DOWNLOAD_BYTES]
    if not sizes:
        return None
    best = max(sizes, key=lambda size: (size["width"].number or 0) * (size["height"].number or 0))
    return Attachment(AttachmentKind.PICTURE, best["file_id"].text, "", max(0, best["file_size"].number or 0))


def _file(node: Node) -> tuple[Attachment, ...]:
    ref, name, media_type = node["file_id"].text, node["file_name"].text, node["mime_type"].text.lower()
    if not ref:
        return ()
    kind = AttachmentKind.OTHER
    if media_type.startswith("image/") or name.lower().endswith(_PICTURES):
        kind = AttachmentKind.PICTURE
    elif media_type.startswith("text/plain") or name.lower().endswith(_TEXTS):
        kind = AttachmentKind.TEXT
    return (Attachment(kind, ref, name, max(0, node["file_size"].number or 0)),)
