"""Pictures: arrays and rows in, something that a notebook shows out.

tables   rows as a table: HTML, text, Markdown, CSV
html     completions, passages, labels and translations as HTML
figures  curves and bars by matplotlib
monitor  a training while it runs: the fall so far, redrawn in place
panels/  panels of ipywidgets
terminal  what a command prints: only text, and an error in one paragraph
"""
