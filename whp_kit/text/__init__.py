"""Texts: documents (read a folder, check a reader's own texts), words (what a word is: folding,
word edges, scripts), sentences (and paragraphs), function_words (lists of them), blocks (training
sequences with the characters that each token covers)."""
