"""Runs on the disk: what passes between notebooks, headless runs, the report."""
