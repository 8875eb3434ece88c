"""Charts: rows of a query in, a drawing out. Pure: no Streamlit, no query, no session.

Each chart is a cached function of frozen values: a view seen before costs nothing to draw again.
Altair checks every object against the Vega-Lite schema while it is built, which is nine tenths of
the time of a page; here that check is left to the tests (tests/dashboards/test_charts.py).
"""
