"""The methods we speak and their parameters (Bot API 10.3). A trailing `!` is required; types: int str bool json file."""

from __future__ import annotations

_SEND = (
    "chat_id:chat! business_connection_id:str message_thread_id:int direct_messages_topic_id:int "
    "disable_notification:bool protect_content:bool "
    "allow_paid_broadcast:bool message_effect_id:str reply_parameters:json reply_markup:json "
    "ephemeral_message_parameters:json "
)
_CAPTION = "caption:str parse_mode:str caption_entities:json show_caption_above_media:bool "
_TEXT = "text:str! parse_mode:str entities:json link_preview_options:json "
_EDIT = "chat_id:chat message_id:int inline_message_id:str business_connection_id:str reply_markup:json "
_HIDDEN = "chat_id:chat! receiver_user_id:int! ephemeral_message_id:int! reply_markup:json "
_COMMANDS = "scope:json language_code:str "

METHODS: dict[str, dict[str, str]] = {
    name: dict(parameter.split(":") for parameter in parameters.split())
    for name, parameters in {
        "getMe": "",
        "getUpdates": "offset:int limit:int timeout:int allowed_updates:json",
        "setWebhook": "url:str! certificate:file ip_address:str max_connections:int allowed_updates:json "
        "drop_pending_updates:bool secret_token:str",
        "deleteWebhook": "drop_pending_updates:bool",
        "getWebhookInfo": "",
        "sendMessage": _SEND + _TEXT,
        "sendPhoto": _SEND + _CAPTION + "photo:file! has_spoiler:bool",
        "sendDocument": _SEND + _CAPTION + "document:file! thumbnail:file disable_content_type_detection:bool",
        "sendMediaGroup": _SEND.replace("reply_markup:json ", "") + "media:json!",
        "sendChatAction": "chat_id:chat! action:str! message_thread_id:int business_connection_id:str",
        "editMessageText": _EDIT + _TEXT,
        "editMessageCaption": _EDIT + _CAPTION,
        "editMessageMedia": _EDIT + "media:json!",
        "editMessageReplyMarkup": _EDIT,
        "editEphemeralMessageText": _HIDDEN + _TEXT,
        "editEphemeralMessageReplyMarkup": _HIDDEN,
        "deleteEphemeralMessage": _HIDDEN.replace("reply_markup:json ", ""),
        "deleteMessage": "chat_id:chat! message_id:int!",
        "setMessageReaction": "chat_id:chat! message_id:int! reaction:json is_big:bool",
        "answerCallbackQuery": "callback_query_id:str! text:str show_alert:bool url:str cache_time:int",
        "answerInlineQuery": "inline_query_id:str! results:json! cache_time:int is_personal:bool next_offset:str "
        "button:json",
        "getFile": "file_id:str!",
        "getChat": "chat_id:chat!",
        "getChatMember": "chat_id:chat! user_id:int!",
        "getChatAdministrators": "chat_id:chat! return_bots:bool",
        "setMyCommands": "commands:json! " + _COMMANDS,
        "deleteMyCommands": _COMMANDS,
        "getMyCommands": _COMMANDS,
        "sendInvoice": _SEND + "title:str! description:str! payload:str! provider_token:str currency:str! prices:json! "
        "start_parameter:str max_tip_amount:int photo_url:str",
        "answerPreCheckoutQuery": "pre_checkout_query_id:str! ok:bool! error_message:str",
        "refundStarPayment": "user_id:int! telegram_payment_charge_id:str!",
        "getStarTransactions": "offset:int limit:int",
    }.items()
}
