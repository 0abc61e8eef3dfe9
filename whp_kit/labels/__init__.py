"""Generic labels, in reading order:

generic    Equation 1, forbidden tokens, argmax: the method on one page
alignment  which positions of a block and its translation belong together
forbidden  which tokens are forbidden at which position
alpha      the labels for every alpha at once
prepare    all that the labels of a block depend on, but for the logits
make       the labels of a whole text; after an edit, of the changed blocks
label_set  the labels, their reasons and their file
deltas     which tokens reinforcement raises
preview    what an edit of the anchors would change
"""
