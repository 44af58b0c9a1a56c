"""The styles people can ask for: the packaged ones, and the operator's own file over them."""

from __future__ import annotations

from adapters.settings.reading import Settings
from bot.errors import ConfigurationError
from bot.texts.styles import Styles, load_styles


def open_styles(settings: Settings) -> Styles:
    """Raises `ConfigurationError` for a file that cannot be read, or a table in it that is no style."""
    file = settings.house.styles_file
    if file is None:
        return load_styles()
    try:
        return load_styles(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"BANANABOT_STYLES_FILE: {file} cannot be read ({error})") from error
