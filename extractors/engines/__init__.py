"""Models that find entities, behind one protocol."""
