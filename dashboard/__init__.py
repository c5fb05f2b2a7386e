"""What the pages share: entry point, navigation, readers, charts, components, formatting."""
