"""The official account (公众号): WeChat posts what a person writes, we answer in the same call.

Words: delivery (one message as WeChat delivers it, up to three times), turn (what we answer and do),
late answer, pass (a short-lived link), handover. A delivery is written down first, then answered:
its effects and its answer are one transaction, so that a repeat, also at the same instant, gets the
same answer and does nothing twice. What is not ready after 4.5 seconds is answered empty and follows
as a customer-service message. WeChat's id of a person is kept as a keyed hash only, and sealed where
something must be sent to it.
"""
