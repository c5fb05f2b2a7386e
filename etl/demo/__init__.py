"""The demo bank: a seeded, vectorised generator of a mid-size Chinese city bank with known truth."""
