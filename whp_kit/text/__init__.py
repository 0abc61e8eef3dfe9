"""Texts in: documents, words, token blocks with character offsets."""
