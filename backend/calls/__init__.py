"""Call notes: what was said on the phone, and on which day to call again.

Words: call note, outcome, next_on. A note belongs to a case and changes neither its state nor its
clock. So that nobody types twice, a call noted by the holder is a contact in the case's history as
well: the first that got through keeps the promise to call, and tries on different days let a case
end as out of reach. Words are sealed (class B); notes go with their case.
"""
