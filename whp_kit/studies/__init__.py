"""Runs of runs: ablation, sweep, a second judge."""
