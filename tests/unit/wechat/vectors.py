"""The vendors' published vectors, by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

VECTORS: dict[str, Any] = orjson.loads((Path(__file__).parent / "vectors.json").read_bytes())
OFFICIAL: dict[str, Any] = VECTORS["official_account"]
WECOM: dict[str, Any] = VECTORS["wecom"]
