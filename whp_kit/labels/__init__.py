"""Generic labels: the paper's equation, alignment, every alpha at once."""
