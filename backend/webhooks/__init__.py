"""A county's own systems: what happened here is told to them, and they may report here.

Words: target (whom we tell), source (who reports), event, report. Out: a target gets the events it
asked for, of its division, signed, from the audit trail onwards: the pump reads the trail where it
stopped and leaves one notice each in the outbox, so that a move costs nothing more and none is
missed. In: a report carries an id, a time and a signature; it has one effect however often it comes.
Nothing personal goes either way but what a window must know: numbers, codes, states and the words of
an outcome. A report decides nothing: an outcome is shown to the window, which decides.

Signature both ways: hex HMAC-SHA256 of `timestamp.id.body` under the shared secret, in
`X-Webhook-Signature`, beside `X-Webhook-Id` and `X-Webhook-Timestamp` (Unix seconds, five minutes).
"""
