"""Words of the screens in Chinese and English: gettext catalogues, read once per process.

Catalogues are the .po files in locales/, one per subject, merged and compiled in memory when first
used, so that a translator's edit needs no build step. Message ids are keys ("league.title.quiet");
a key without a translation is an error, not a silent fallback, and so is a key in two files.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LOCALES = Path(__file__).parent / "locales"


class MissingTextError(KeyError):
    """A key that a catalogue lacks; the message names both."""


class DuplicateTextError(ValueError):
    """A key that stands in two catalogues of a language; the message names both files."""


def catalogue_paths(language: Language) -> list[Path]:
    """The .po files of a language."""
    return sorted((LOCALES / language / "LC_MESSAGES").glob("*.po"))


def merged(language: Language, paths: list[Path]) -> Catalog:
    """All messages of the files in one catalogue; raises DuplicateTextError."""
    whole: Catalog | None = None
    stands_in: dict[str, Path] = {}
    for path in paths:
        with path.open("rb") as source:
            catalogue = read_po(source, locale=language)
        if whole is None:
            whole = Catalog(locale=language, header_comment=catalogue.header_comment)
            whole.mime_headers = catalogue.mime_headers
        for message in catalogue:
            key = message.id if isinstance(message.id, str) else message.id[0]
            if not key:
                continue
            if key in stands_in:
                raise DuplicateTextError(f"{key!r} is in {stands_in[key]} and in {path}")
            stands_in[key] = path
            whole.add(message.id, message.string)
    if whole is None:
        raise MissingTextError(f"no .po file for {language!r} in {LOCALES}")
    return whole


@cache
def _translations(language: Language) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, merged(language, catalogue_paths(language)))
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
        raise MissingTextError(f"{key!r} is in no .po file of {LOCALES / language}")
    return found.format(**values) if values else found


def as_language(value: str | None) -> Language:
    """`value`, in any case, as a language of the screens; anything unknown is Chinese."""
    code = (value or "").lower()
    return cast(Language, code) if code in LANGUAGES else "zh"
