"""Write a clean frame the way a sender would: its headers, its codes, its dates – all as text."""

import polars as pl

from ingest.contract import Column, Contract
from ingest.sample.styles import Style

WORDED = ("code", "integer")
"""Types besides categories whose values senders write as words, where the contract knows some."""


def render(frame: pl.DataFrame, contract: Contract, style: Style) -> pl.DataFrame:
    """The frame as text columns under the sender's headers, in the contract's order.

    Columns that hold nothing are left out, as senders do; null becomes the sender's blank.
    """
    columns = [
        column
        for column in contract.columns
        if column.name in frame.columns and _is_worth_sending(frame[column.name], column)
    ]
    return frame.select(
        _text(column, frame.schema[column.name], style).alias(header(column, style))
        for column in columns
    )


def header(column: Column, style: Style) -> str:
    """The header text a sender uses for a column."""
    if style.header == "name":
        return column.name
    chinese = [alias for alias in column.aliases if not alias.isascii()]
    english = [alias for alias in column.aliases if alias.isascii()]
    if style.header == "en":
        return english[0] if english else column.name
    options = chinese or [column.name]
    return options[1 if style.header == "zh_second" and len(options) > 1 else 0]


def _is_worth_sending(values: pl.Series, column: Column) -> bool:
    if values.null_count() == len(values):
        return False
    # A column that says the default in every row is usually not sent at all.
    return (
        column.default is None
        or column.required
        or values.n_unique() > 1
        or values[0] != column.default
    )


def _text(column: Column, dtype: pl.DataType, style: Style) -> pl.Expr:
    value = pl.col(column.name)
    if column.type == "category" or (column.words and column.type in WORDED):
        code = value.cast(pl.String)
        text = code.replace_strict(_words(column), default=code) if style.codes == "zh" else code
    elif column.type == "boolean":
        text = (
            pl.when(value)
            .then(pl.lit(style.true_false[0]))
            .when(~value)
            .then(pl.lit(style.true_false[1]))
        )
    elif column.type == "month":
        text = value.dt.strftime(style.month_format)
    elif column.type == "date":
        text = value.dt.strftime(style.date_format)
    elif column.type == "timestamp":
        text = value.dt.strftime(style.time_format)
    elif dtype.is_float() and style.decimal_comma:
        text = value.cast(pl.String).str.replace(".", ",", literal=True)
    else:
        text = value.cast(pl.String)
    return text.fill_null(style.rating_blank if column.type == "rating" else style.blank)


def _words(column: Column) -> dict[str, str]:
    """Code → the Chinese word a sender uses for it."""
    chosen = {}
    for code, words in (column.codes or column.words or {}).items():
        chinese = [word for word in words if not word.isascii()]
        chosen[str(code)] = (chinese or words or [str(code)])[0]
    return chosen
