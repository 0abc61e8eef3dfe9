"""Forgetting beyond text (14): scikit-learn's digits, and networks that are trained in seconds.

digits     the pictures, and which of them are to be forgotten
crowd      many small networks, trained side by side
challenge  ways to forget some training pictures, and the score of the 2023 challenge
completion a masked autoencoder that forgets how some digits go on
"""
