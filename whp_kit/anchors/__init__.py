"""The table of anchors: matching, translation, checks, editing, suggestions."""
