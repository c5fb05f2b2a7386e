"""The questions: read models and the functions that read them."""
