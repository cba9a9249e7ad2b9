"""Residents who come back by a program of ours (the mini-program): a token for the visit, and the
cases that are theirs.

Words: resident token, binding. There is no account: a resident is an address (`mini_program:…`),
known by a keyed hash; the token lasts twelve hours and is kept as a hash. A case is bound by its
number and access code, or by being sent in with the token; bound cases can be followed without the
code, and news of them may go to the address. The room knows nothing of WeChat or of cases.
"""
