"""ComfyUI graphs: the plain one, and filling the holes of an operator's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import orjson

from adapters.images import _json as js
from adapters.images._facts import Model


def filled(graph: object, holes: Mapping[str, object]) -> object:
    """The graph with every `$NAME` that is a whole value replaced by its value, and every one inside a text by its words."""
    if js.is_table(graph):
        return {name: filled(one, holes) for name, one in graph.items()}
    if js.is_list(graph):
        return [filled(one, holes) for one in graph]
    if not isinstance(graph, str) or "$" not in graph:
        return graph
    if graph in holes:
        return holes[graph]
    for name in sorted(holes, key=len, reverse=True):
        graph = graph.replace(name, str(holes[name]))
    return graph


def able(model: Model, graph: object) -> Model:
    """The model as its graph allows: what there is no hole for, it cannot; each `$REFERENCE` takes a picture."""
    said = orjson.dumps(graph).decode()
    numbers = [int(found) for found in re.findall(r"\$REFERENCE([1-9])", said)]
    return replace(
        model,
        aspects=model.aspects if "$WIDTH" in said and "$HEIGHT" in said else (),
        references=max(numbers, default=1 if "$REFERENCE" in said else 0),
        count=model.count if "$COUNT" in said else 1,
        seed="$SEED" in said,
        negative="field" if "$NEGATIVE" in said else "none",
    )


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
