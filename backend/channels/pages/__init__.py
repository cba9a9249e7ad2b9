"""The resident pages: server-rendered, working without scripts, in large type, on a slow line.

One file per page family; each parses, calls one service, renders. No rule of the field lives here,
and nothing is asked for that the scheme does not need. A page never keeps state of its own: what
must go on stands in hidden fields of the form, never in the address when it is personal.
"""
