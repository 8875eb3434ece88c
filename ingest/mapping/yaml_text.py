"""Read YAML as plain text with line numbers: codes keep their zeros, errors name a line.

YAML's own guesses would turn `0045` into 37, `No` into false and `2016-01-01` into a date. Every
scalar stays the text that was written; the typed model decides later what is a number. A key
written twice is an error here, where YAML would silently keep the last one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ingest.errors import IngestError


class MappingError(IngestError):
    """A mapping file is wrong or does not fit its data; the message says where and what to do."""


Location = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlText:
    """A YAML document as dicts, lists and strings, with the line on which every element starts."""

    path: Path
    data: Any
    lines: dict[Location, int]

    def where(self, location: Location) -> str:
        """`file.yml, line 12, tables[0].columns.city_code`, or its nearest known ancestor."""
        known = location
        while known and known not in self.lines:
            known = known[:-1]
        dotted = "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in location
        ).lstrip(".")
        line = self.lines.get(known, 1)
        return f"{self.path.name}, line {line}" + (f", {dotted}" if dotted else "")


def read_yaml_text(path: Path) -> YamlText:
    """Parse a YAML file. Raises MappingError on bad syntax, a repeated key, an unreadable file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    return parse_yaml_text(text, path)


def parse_yaml_text(text: str, path: Path) -> YamlText:
    """Parse YAML given as text; `path` only serves the messages."""
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise MappingError(f"{path.name}: not valid YAML: {error}") from error
    if root is None:
        raise MappingError(f"{path.name}: the file is empty")
    lines: dict[Location, int] = {}
    return YamlText(path=path, data=_construct(root, (), lines, path), lines=lines)


def _construct(node: yaml.Node, location: Location, lines: dict[Location, int], path: Path) -> Any:
    lines[location] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise MappingError(f"{path.name}, line {line}: a key must be plain text")
            key = str(key_node.value)
            if key in result:
                raise MappingError(f"{path.name}, line {line}: the key {key!r} is written twice")
            result[key] = _construct(value_node, (*location, key), lines, path)
            lines[(*location, key)] = line
        return result
    if isinstance(node, yaml.SequenceNode):
        return [
            _construct(item, (*location, position), lines, path)
            for position, item in enumerate(node.value)
        ]
    # a key without a value (`drop_duplicates:`) is "nothing given"; '' in quotes is an empty text
    assert isinstance(node, yaml.ScalarNode)
    if node.style is None and node.value in ("", "~"):
        return None
    return str(node.value)
