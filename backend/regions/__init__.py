"""Administrative divisions (区划) and the windows (窗口) that answer for them.

Words: division, division code (12 digits, statistical), township, village, window. A code may be
renamed, merged or retired: every row says from when until when it held, and a retired code names
its successor, so that a sheet printed years ago still finds its village. What is read is kept by
each process under a stamp that every change draws anew (keeping.py). The room knows nothing of
schemes, guides or cases.
"""
