"""Visits: the window asks whoever walks that village to look in at a household, by a day.

Words: visit, due_on. Asked for by the case's holder; done by a grid worker whose post covers the
place. The worker is given what they need to find the door (name, address, phone, what to look at) and
writes down what they saw; the clerk reads it on the case. Sealed (class A), gone with the case.
"""
