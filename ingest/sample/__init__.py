"""The sample operator: field files of a fictitious company with a truth that is known.

`write_sample` writes them; `SIZES` says how big each size is.
"""

from ingest.sample.sizes import SIZES
from ingest.sample.write import SampleResult, write_sample

__all__ = ["SIZES", "SampleResult", "write_sample"]
