"""Read models of where disbursed money went, and what comes back."""
