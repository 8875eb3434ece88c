"""No text is missing in either language, none is left over, placeholders agree."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from dashboards.language import (
    LANGUAGES,
    DuplicateTextError,
    MissingTextError,
    as_language,
    catalogue_paths,
    merged,
    text,
)

PACKAGE = Path(__file__).resolve().parents[2] / "dashboards"


def messages(language: str) -> dict[str, tuple[str, ...]]:
    """Texts by key; several where the key has a plural."""
    found = {}
    for message in merged(language, catalogue_paths(language)):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            found[key] = texts
    return found


def keys_used() -> tuple[set[str], set[str]]:
    """Keys written out in the code, and beginnings of keys that are put together there."""
    literal, beginnings = set(), set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", node.value):
                    literal.add(node.value)
                elif re.fullmatch(r"[a-z_]+\.", node.value):
                    beginnings.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                first = node.values[0]
                if isinstance(first, ast.Constant) and re.fullmatch(r"[a-z_.]+\.", first.value):
                    beginnings.add(first.value)
    return literal, beginnings


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language):
    assert [key for key, texts in messages(language).items() if not all(texts)] == []


def test_both_languages_have_the_same_keys():
    zh, en = messages("zh"), messages("en")
    assert zh.keys() == en.keys(), f"only in one language: {sorted(zh.keys() ^ en.keys())}"


def test_placeholders_agree():
    zh, en = messages("zh"), messages("en")

    def fields(texts: tuple[str, ...]) -> set[str]:
        return {name for one in texts for _, name, _, _ in Formatter().parse(one) if name}

    differing = [key for key in zh if fields(zh[key]) != fields(en[key])]
    assert differing == [], "a sentence that leaves out a fact in one language is half a sentence"


def test_every_key_in_the_code_has_a_text():
    literal, _ = keys_used()
    known = messages("zh").keys()
    groups = {key.split(".")[0] for key in known}
    unknown = {
        key
        for key in literal
        if key.split(".")[0] in groups and key not in known and not key.endswith((".py", ".json"))
    }
    assert unknown == set()


def test_every_text_is_used():
    literal, beginnings = keys_used()
    kinds = {"elements", "blocks"}  # titles._ranked_title puts these in front
    unused = [
        key
        for key in messages("zh")
        if key not in literal
        and not any(key.startswith(beginning) for beginning in beginnings)
        and key.split(".")[0] not in kinds
    ]
    assert unused == []


def test_chinese_texts_hold_no_english_and_english_ones_no_han():
    allowed = r"NPS|CSV|shortboard|refresh|publish|ingest|rejects|load|loads|n|90|95|48|12"
    words = [
        (key, word)
        for key, texts in messages("zh").items()
        for one in texts
        for word in re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w*\}", "", one))
        if not re.fullmatch(allowed, word)
    ]
    assert words == []
    han = [
        key for key, texts in messages("en").items() if re.search(r"[\u4e00-\u9fff]", str(texts))
    ]
    assert han == []


def test_plural_and_missing_key():
    assert text("en", "tickets.title.overdue", 1) == "1 open ticket is overdue"
    assert text("en", "tickets.title.overdue", 2) == "2 open tickets are overdue"
    assert text("zh", "tickets.title.overdue", 2) == "2 张在办工单已超时"
    with pytest.raises(MissingTextError, match=r"no\.such\.key"):
        text("zh", "no.such.key")


def test_unknown_language_is_chinese():
    assert as_language("fr") == "zh"
    assert as_language(None) == "zh"
    assert as_language("en") == "en"


def test_a_key_in_two_files_is_refused(tmp_path):
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    paths = [tmp_path / "a.po", tmp_path / "b.po"]
    for path in paths:
        path.write_text(head + 'msgid "x.one"\nmsgstr "one"\n', encoding="utf-8")
    with pytest.raises(DuplicateTextError, match=r"x\.one.*a\.po.*b\.po"):
        merged("en", paths)


def test_both_languages_have_the_same_files():
    zh, en = ([path.name for path in catalogue_paths(language)] for language in LANGUAGES)
    assert zh == en
