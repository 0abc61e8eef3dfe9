"""The command line, one file for each group of commands: main (starts one), run, anchors, texts,
studies, machine, developer.

Each file defines `add_commands(commands)`, with the parser of a command beside its action, and
imports what an action alone needs when the action is called: a run with nothing to do ends at once.
"""
