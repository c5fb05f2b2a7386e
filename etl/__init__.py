"""Everything that brings data in and closes a date."""
