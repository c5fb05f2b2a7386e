"""Measurements against the bars of the plan; `make bench` prints them as ratios of one run."""
