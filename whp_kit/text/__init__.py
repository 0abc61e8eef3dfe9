"""Texts: documents (read a folder), words (what a word is: folding, word edges, scripts), sentences
(and paragraphs), languages, function_words and frequent_words (lists of them), english (rules that
know English alone), tables (CSV), replies (of chat models), prefix (what a tokenizer puts before a
text), blocks (training sequences with the characters that each token covers).

The check of a reader's own texts: check (reports), clean (mended copies), faults (places that both
speak of), which encodings, characters, front_matter, notes and pages find, and overlap (texts that
share passages).
"""
