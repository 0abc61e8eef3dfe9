"""Panels of ipywidgets."""
