"""Call notes: what was said on the phone, and on which day to call again.

Words: call note, outcome, next_on. A note belongs to a case and is no move: it changes neither state
nor clock. One exception keeps people honest without typing twice: a call that got through, noted by
the holder, is also written down as the promised first contact. Words are sealed (class B); notes go
with their case.
"""
