"""ComfyUI graphs: the plain one, and filling the holes of an operator's own."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.images import _json as js


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


def plain(options: Mapping[str, object]) -> dict[str, object]:
    """Text to picture with one checkpoint: `checkpoint`, `steps`, `cfg`, `sampler`, `scheduler` are options."""

    def node(kind: str, **inputs: object) -> dict[str, object]:
        return {"class_type": kind, "inputs": inputs}

    return {
        "1": node("CheckpointLoaderSimple", ckpt_name=options.get("checkpoint", "")),
        "2": node("CLIPTextEncode", text="$PROMPT", clip=["1", 1]),
        "3": node("CLIPTextEncode", text="$NEGATIVE", clip=["1", 1]),
        "4": node("EmptyLatentImage", width="$WIDTH", height="$HEIGHT", batch_size="$COUNT"),
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
            denoise=1.0,
        ),
        "6": node("VAEDecode", samples=["5", 0], vae=["1", 2]),
        "7": node("SaveImage", images=["6", 0], filename_prefix="bananabot"),
    }
