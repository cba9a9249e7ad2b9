"""Contact notes (记一次联系): how one was in touch, or tried to be, what was said, and the day of the next.

Words: contact note, how (by phone, at the door …), outcome, next_on. A note belongs to a case and
changes neither its state nor its clock. So that nobody types twice, a contact noted by the holder is
one in the case's history as well: the first that got through keeps the promise to call, and tries on
different days let a case end as out of reach. A colleague's is only a note. The words stay here,
sealed (class B), and go with their case.
"""
