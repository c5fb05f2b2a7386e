"""Closing a date: ordered, named, timed steps of set-based SQL that compute everything true as of that date."""
