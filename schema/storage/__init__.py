"""Where the data lives: settings, the embedded server, connections per role, migrations."""
