"""Names of languages, for people."""

from babel import Locale, UnknownLocaleError


def language_name(code: str, interface: str) -> str:
    """Return the name of language `code` (ISO 639-1) in the language of the interface, or the code when unknown."""
    try:
        name = Locale.parse(interface).languages.get(code)
    except (ValueError, UnknownLocaleError):
        name = None
    return name or code
