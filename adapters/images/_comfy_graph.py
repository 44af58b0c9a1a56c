"""The graph that ComfyUI is asked to run: the operator's own, else a plain one. Source: its nodes."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.images import _json as js
from adapters.images._ask import Ask
from adapters.images._workflow import filled, holes


def graph(ask: Ask) -> object:
    """An identical graph is answered from a cache, without pictures: the seed makes it another."""
    own = js.table(ask.model.options, "workflow")
    return filled(own or plain(ask.model.options, edit=bool(ask.uploads)), holes(ask, ask.uploads, step=8, absent=""))


def node(kind: str, **inputs: object) -> dict[str, object]:
    return {"class_type": kind, "inputs": inputs}


def plain(options: Mapping[str, object], *, edit: bool) -> dict[str, object]:
    """Text, or a picture and text, to a picture with one checkpoint: `checkpoint`, `steps`, `cfg`, … are options."""
    latent = node("EmptyLatentImage", width="$WIDTH", height="$HEIGHT", batch_size="$COUNT")
    scale = node(
        "ImageScale", image=["8", 0], upscale_method="lanczos", width="$WIDTH", height="$HEIGHT", crop="center"
    )
    loaded = {
        "8": node("LoadImage", image="$REFERENCE"),
        "9": scale,
        "10": node("VAEEncode", pixels=["9", 0], vae=["1", 2]),
        "4": node("RepeatLatentBatch", samples=["10", 0], amount="$COUNT"),
    }
    return {
        "1": node("CheckpointLoaderSimple", ckpt_name=options.get("checkpoint", "")),
        "2": node("CLIPTextEncode", text="$PROMPT", clip=["1", 1]),
        "3": node("CLIPTextEncode", text="$NEGATIVE", clip=["1", 1]),
        **(loaded if edit else {"4": latent}),
        "5": node(
            "KSampler",
            model=["1", 0],
            positive=["2", 0],
            negative=["3", 0],
            latent_image=["4", 0],
            seed="$SEED",
            steps=options.get("steps", 25),
            cfg=options.get("cfg", 6),
            sampler_name=options.get("sampler", "euler"),
            scheduler=options.get("scheduler", "normal"),
            denoise=options.get("denoise", 0.75) if edit else 1.0,
        ),
        "6": node("VAEDecode", samples=["5", 0], vae=["1", 2]),
        "7": node("SaveImage", images=["6", 0], filename_prefix="bananabot"),
    }
