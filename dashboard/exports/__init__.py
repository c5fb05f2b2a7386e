"""Files to hand on: a workbook, a one-pager, a CSV. Pure: what is exported comes in as a value, bytes go out."""
