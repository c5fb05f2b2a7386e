"""The `tandem` command: one small file per group of commands."""
