"""Makes docs/images/chat.png: the words and the picture are the bot's own, the frame around them is drawn.

Run: python -m examples.readme_picture docs/images/chat.png
"""

from __future__ import annotations

import sys
from pathlib import Path

from adapters.drawings.chat import Bubble, chat_picture
from adapters.images.sketch.commission import Commission
from adapters.images.sketch.painter import new_painter
from bot.texts import Texts

PROMPT = "a red fox in a snowy forest at dawn"
BUTTONS = ("again", "vary", "edit", "original", "delete")


def main(file: Path) -> None:
    texts = Texts.load()
    painter = new_painter()
    fox = painter.paint(Commission(PROMPT, 7, 1024, 1024))
    panda = painter.paint(Commission("竹林里的大熊猫，薄雾", 4, 1024, 576))
    bubbles = (
        Bubble(f"/imagine {PROMPT}", mine=True),
        Bubble(PROMPT, picture=fox, buttons=tuple(texts.say("en", f"button.{name}") for name in BUTTONS)),
        Bubble("画 竹林里的大熊猫，薄雾 --ar 16:9", mine=True),
        Bubble(
            "竹林里的大熊猫，薄雾", picture=panda, buttons=tuple(texts.say("zh", f"button.{name}") for name in BUTTONS)
        ),
    )
    note = "Pictures painted by sketch, the built-in painter. The chat around them is an illustration."
    file.write_bytes(chat_picture("bananabot", bubbles, note))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
