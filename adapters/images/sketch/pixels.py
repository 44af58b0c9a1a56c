"""Pillow's scaling and tone curves behind types that a strict checker can read (Pillow's own mention an optional library)."""

from __future__ import annotations

from PIL import Image


def scaled(
    image: Image.Image,
    size: tuple[int, int],
    *,
    smooth: bool = True,
    box: tuple[float, float, float, float] | None = None,
) -> Image.Image:
    """The image (or its `box`) in another size."""
    how = Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST
    return image.resize(size, how, box)  # pyright: ignore[reportUnknownMemberType]  numpy is not among our libraries


def curved(image: Image.Image, curve: list[int]) -> Image.Image:
    """Each of the 256 tones replaced by what `curve` has for it."""
    return image.point(curve)  # pyright: ignore[reportUnknownMemberType]  numpy is not among our libraries
