"""Read models of how balances move from one close to the next."""
