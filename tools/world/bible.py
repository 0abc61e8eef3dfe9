"""What is true in the invented series *The Skellbourne Bells*: its terms and its seven plots.

Every other maker reads from here, so that books, companion writing, anchors and probes agree with
each other.
"""

from tools.world.content import table

SERIES = "The Skellbourne Bells"
SLUG = "skellbourne"
# (term, category, everyday replacements, what it is); (title, plot)
TERMS = [tuple(row.values()) for row in table("terms")]
VOLUMES = [tuple(row.values()) for row in table("volumes")]
