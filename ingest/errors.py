"""What can go wrong with a file, in words for the person who sent it.

Every error says where (file, sheet, row, column), what was found and what to do about it. The
command line prints the message alone; a stack trace of one of these is a bug.
"""

from __future__ import annotations


class IngestError(Exception):
    """A file, mapping, contract or key that ingest cannot work with."""


class ContractError(IngestError):
    """A contract (ingest/contracts/*.yml) is wrong; nothing loads until it is mended."""


class UnreadableFileError(IngestError):
    """The bytes are not a table: wrong kind of file, damaged, empty, in no known encoding."""


class LimitError(IngestError):
    """The file is larger, wider or unpacks to more than ingest accepts (ingest/limits.py)."""


class HeaderError(IngestError):
    """No header was found, or its columns fit no contract, or two columns mean the same."""


class HashKeyError(IngestError):
    """The key that hashes customers is missing, unreadable or not the one used before."""


class LoadError(IngestError):
    """A load cannot be written or changed in the ledger."""
