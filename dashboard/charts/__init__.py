"""Pure functions from frames to figures; colours come as a palette, Streamlit is not needed."""
