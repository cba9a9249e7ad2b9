"""What a change of the content, or a coming day, would alter: answers, guides and open cases.

Two states of the content are compared: a *held* is a library and the day it is asked for. The same
library on two days shows a coming effective date; two libraries on one day show an edit. Nothing is
changed here; an editor looks before the day comes. Who reads it sees numbers of cases, no person.
"""
