"""What sqlfluff needs of dbt's cross-database macros when it renders models without dbt."""


def type_string() -> str:
    return "varchar"


def type_timestamp() -> str:
    return "timestamp"


def type_float() -> str:
    return "double"


def type_bigint() -> str:
    return "bigint"


def type_int() -> str:
    return "integer"


def type_numeric() -> str:
    return "decimal(28, 6)"
