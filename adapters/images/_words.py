"""What providers say, as lists to look in: the words by which a refusal, an empty balance or a dead model is known.

Sources: the vendors' error references and SDKs; relays of the one-api / new-api family answer partly in Chinese.
"""

from __future__ import annotations

import re

REFUSED = (
    "moderation_blocked",
    "content_policy_violation",
    "content_moderation",
    "content_filter",
    "prompt_blocked",
    "prohibited_content",
    "sensitive_words_detected",
    "image_generation_user_error",
    "no_media_generated",
    "flagged as sensitive",
    "safety system",
    "responsible ai",
    "敏感词",
)
EMPTY = (
    "insufficient_quota",
    "insufficient_user_quota",
    "pre_consume_token_quota_failed",
    "billing_hard_limit_reached",
    "insufficient credit",
    "insufficient_credit",
    "insufficient balance",
    "exhausted balance",
    "not_enough_balance",
    "payment_required",
    "insufficient_funds",
    "spending limit",
    "余额不足",
    "额度不足",
)
KEY = (
    "api_key_invalid",
    "invalid_api_key",
    "api key not valid",
    "api key expired",
    "user location is not supported",
    "unsupported_country_region_territory",
    "must be verified to use the model",
    "无效的令牌",
)
GONE = (
    "model_not_found",
    "is not found for api version",
    "model has been deprecated",
    "model_deprecated",
    "no longer available",
    "无可用渠道",
)
NO_MODEL = re.compile(
    r"\b(?:unknown|invalid|unsupported|no such|retired) model\b|\bmodel: (?:expected|must be|not |invalid|unknown)"
    r"|\bmodel\b.{0,80}?\b(?:not found|does not exist|not exist|not available|no longer|has been retired|was removed)"
)
BUSY = ("overloaded", "engine_overloaded", "high demand", "上游负载已饱和")
LATE = ("deadline expired", "generation_timeout", "timed out", "request_timeout")


def holds(said: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in what was said (given in lower case)."""
    return any(word in said for word in words)
