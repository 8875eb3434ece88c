"""Charts: rows of a query in, an Altair chart out. Pure: no Streamlit, no query, no session."""
