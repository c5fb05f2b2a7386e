"""Roles, personas, grants and row-level security. `everything` applies them all again after every migration."""
