"""Read models of what the book is made of: cohorts, maturities, concentration, guarantees."""
