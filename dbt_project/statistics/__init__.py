"""Statistics without a closed form in SQL: pure functions on numpy arrays, named for their method.

Python models import them as `dbt_project.statistics.<method>` (profiles.yml puts the repository's
root on the path) and keep only the reading and writing of tables.
"""
