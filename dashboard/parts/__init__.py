"""The building blocks of the pages: each reads what it shows, and draws it."""
