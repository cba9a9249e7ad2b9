"""What a change of the content, or a coming day, would alter: answers, phrases, guides and open cases.

Two states of the content are compared: a *held* is a library and the day it is asked for. The same
library on two days shows a coming effective date; two libraries on one day show an edit. Words have
no dates: two states of `intents/` are compared by hearing every test phrase, and every question
nobody answered, with both. Old content is read by today's rules and code. Nothing is changed here;
an editor looks before the day comes. Who reads it sees numbers of cases and scrubbed questions, no person.
"""
