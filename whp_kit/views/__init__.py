"""Pictures: arrays and rows in, something that a notebook shows out.

tables   rows as a table: HTML, text, Markdown, CSV
html     completions, passages, labels and translations as HTML
figures  curves and bars by matplotlib
panels/  panels of ipywidgets
"""
