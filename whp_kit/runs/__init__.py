"""Runs: what passes between notebooks, and the notebooks without a person.

In reading order:
store       the folder of a step: written whole, read with the digests of what was read
lock        one process at a time writes a run, and says who it is
step_names  the names of the steps
notebooks   notebooks as files: their parameters and the code behind them
headless    the notebooks by papermill, where something has changed
progress    which notebook and cell is running
general_text  the general text that the base writes, where the world has none of its own
scores      scores.json, put together from the steps that measure
report      one HTML file about a run
share       the unlearned model with its card, as a folder
launch      01, 04 and 05 on several processes
"""
