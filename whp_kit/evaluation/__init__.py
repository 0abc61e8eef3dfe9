"""What a model still knows, and what the forgetting cost."""
