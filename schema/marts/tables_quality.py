"""Read models of classes with their reasons, stages and expected losses."""
