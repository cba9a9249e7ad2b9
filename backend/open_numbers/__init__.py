"""Numbers anyone may see: how many pre-applications each township had and how they ended, by year.

Small numbers are held back: in a village everybody knows who the one household is. A count of 1 to 4
is hidden, and with it as many others of its row and column as it takes that nobody can work it out
from the sums (complementary suppression). The room gives counts and nothing about any case.
"""
