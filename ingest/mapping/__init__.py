"""Mapping files: other people's layouts, loaded by description, not by code (docs/mapping.md)."""

from ingest.mapping.apply import Mapped, apply_mapping, mapping_sha256
from ingest.mapping.elements import Element, register_elements
from ingest.mapping.model import Mapping, Reading, build_mapping, load_mapping
from ingest.mapping.run import REJECT_COLUMNS, Note
from ingest.mapping.targets import check_against_contracts
from ingest.mapping.yaml_text import MappingError, parse_yaml_text

__all__ = [
    "REJECT_COLUMNS",
    "Element",
    "Mapped",
    "Mapping",
    "MappingError",
    "Note",
    "Reading",
    "apply_mapping",
    "build_mapping",
    "check_against_contracts",
    "load_mapping",
    "mapping_sha256",
    "parse_yaml_text",
    "register_elements",
]
