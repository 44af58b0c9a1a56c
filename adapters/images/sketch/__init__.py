"""Sketch: the built-in painter. Draws a real picture from the words and the seed with no key, no network and no cost.

It knows some hundred words of English and Chinese, signs every picture with its name, and gives the same bytes for the
same request and seed. `provider` is the port; `painter` composes; `vocabulary`, `palettes` and `beasts` are data files.
"""

from __future__ import annotations

from adapters.images.sketch.provider import Sketch

__all__ = ["Sketch"]
