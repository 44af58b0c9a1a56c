"""LiteLLM's Router on its OpenAI path, with the best settings found. Runs in an environment of its own."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

from tests.bench.resilience_scenes import ALL
from tests.bench.resilience_traffic import offer, report

litellm: Any = import_module("litellm")  # lives in the bench's own environment only


async def main(url: str, name: str, cooldowns: str) -> None:
    scene = ALL[name]
    router = litellm.Router(
        model_list=[
            {
                "model_name": "picture",
                "litellm_params": {
                    "model": "openai/gpt-image-1",
                    "api_base": f"{url}/{deployment}/v1",
                    "api_key": key,
                    "timeout": scene.patience,
                    "max_retries": 0,
                },
            }
            for deployment, keys in zip("ab", scene.keys, strict=True)
            for key in keys
        ],
        num_retries=7,
        retry_after=1,
        timeout=scene.patience,
        routing_strategy="simple-shuffle",
        disable_cooldowns=cooldowns == "off",
        cooldown_time=5.0,
        allowed_fails=10,
    )

    async def draw(prompt: str, seconds: float) -> bool:
        answer = await router.aimage_generation(prompt=prompt, model="picture", timeout=seconds)
        return bool(answer.data and answer.data[0].b64_json)

    report(await offer(scene, draw))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    litellm.suppress_debug_info = True
    litellm.telemetry = False
    with suppress(ImportError):  # LiteLLM brings it along on most machines
        import_module("uvloop").install()
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3]))
