"""Telling people that something moved: notices to residents, hints to staff.

Words: notice (通知), outbox (发件箱), sender, dead letter. A notice is a row written in the caller's
transaction, so that it exists exactly when the thing it tells of exists; it leaves afterwards, and
each further try carries the same message id. What leaves the service says that there is news and
where to look, never which scheme, why, or how much. The room knows nothing of cases or channels: a
channel brings its Sender and registers it for its kind of address.

Delivery is at least once: a crash between sending and writing that down sends again, under the same
id. A lease (not a lock held while sending) keeps two workers off one row.
"""
