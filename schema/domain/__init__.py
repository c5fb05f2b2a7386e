"""Pure rules of lending: standard library only, no I/O, the date is an argument."""
