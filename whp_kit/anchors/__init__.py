"""The table of anchors: the terms of the target and their replacements.

In reading order:
matching      find many terms in a text at once
table         the rows, their CSV file, and the errors that make a table unusable
translate     translate a text by a table, with a map of what became what
term_counts   where the terms of a table stand in a text
identifying   which token of a replacement says it again
validate      find what is wrong or doubtful in a table (inflection: terms with other endings)
history       versions of an anchor file, compared row by row
editor        edit a table: search, undo, check, save
exchange      JSON and the replies of chat models (read by literals, pair_lines, column_names)

Suggesting a table for a new text:
word_index    the words of a text and where they stand
keyness       how surely a word is more frequent here than in general text
candidates    names, words and phrases that may be terms
pool          ordinary words by category
categories    the category of a term, by naive Bayes from the words around it
replacements  a replacement of the same category
suggest       all of these together
chat_list     a second list, from a chat model
"""
