"""One mechanism for everything that needs four eyes: the rules are rows, the guard is in the database."""
