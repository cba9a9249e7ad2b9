"""Codes on village notice boards, the guide each opens, and the sheets they are printed on.

A code is a place and a topic, not a page: it can be re-pointed, retired and restored without
changing a printed bit, every change is kept, and it always lands on something helpful. Words: guide
code, topic (`general` or a scheme), serial (of a code, printed and shown on its page, so that a fake
pasted over it can be told), sheet (a poster or card as printed on a day), scan. Scans and the topics
asked after them are counted per code and day; people are not.

Decision: a sheet is proved before it is printed (`press`): drawn, harmed in fixed ways and read back
by two readers. What cannot be read is not printed, and says why.
"""
