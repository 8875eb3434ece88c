"""Words of the screens in Chinese and English: gettext catalogues, read once per process.

Catalogues are the .po files in locales/, compiled in memory when first used, so that a translator's
edit needs no build step. Message ids are keys ("league.title.quiet"); a key without a translation
is an error, not a silent fallback.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LOCALES = Path(__file__).parent / "locales"


class MissingTextError(KeyError):
    """A key that a catalogue lacks; the message names both."""


def catalogue_path(language: Language) -> Path:
    """The .po file of a language."""
    return LOCALES / language / "LC_MESSAGES" / "dashboards.po"


@cache
def _translations(language: Language) -> gettext.GNUTranslations:
    with catalogue_path(language).open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def text(language: Language, key: str, /, count: int | None = None, **values: Any) -> str:
    """The text of `key`, with {placeholders} filled; `count` chooses the plural and fills {count}."""
    translations = _translations(language)
    if count is None:
        found = translations.gettext(key)
    else:
        found = translations.ngettext(key, key, count)
        values["count"] = count
    if found == key:
        raise MissingTextError(f"{key!r} is not in {catalogue_path(language)}")
    return found.format(**values) if values else found


def as_language(value: str | None) -> Language:
    """`value`, in any case, as a language of the screens; anything unknown is Chinese."""
    code = (value or "").lower()
    return cast(Language, code) if code in LANGUAGES else "zh"
