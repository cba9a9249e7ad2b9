"""Telling people that something moved: notices to residents, hints to staff.

Words: notice (通知), outbox (发件箱), sender, way, merged, dead letter, duty contact. A notice is a row
written in the caller's transaction, so that it exists exactly when the thing it tells of exists; it
leaves afterwards, and each further try carries the same message id. What leaves the service says
that there is news and where to look, never which scheme, why, or how much. Who is told what at
which move, by which channels, is data (`policy_texts/notices/plan.yaml`). The room knows nothing of cases or
channels: a channel brings its Sender and registers it for its kind of address.

Delivery is at least once: a crash between sending and writing that down sends again, under the same
id. A lease (not a lock held while sending) keeps two workers off one row. A notice for a post
(window, department, person on duty) becomes one notice for each of its robots and mailboxes; for
those who supervise also for their own phones, which are told how many matters wait and nothing else.
"""
