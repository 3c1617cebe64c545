"""What is asked of a graph: entities, neighbours, sentences."""
