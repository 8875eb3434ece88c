"""The screens: Streamlit pages that read the current release and nothing else."""
