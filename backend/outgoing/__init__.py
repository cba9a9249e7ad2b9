"""Checked calls to the outside: the only way this service speaks to another one.

Words: call, answer, allow-list, inside. A call goes by https to a host somebody allowed by name; the
name is resolved once, every address it gives must be public, and the connection is made to that
very address, so that a name cannot mean one thing to the check and another to the connection. No
redirect is followed, no proxy of the environment is used, no cookie is kept. Five seconds for the
whole call and 64 KB for the answer, however slowly it drips. The one exception are origins the
operator wrote down (OUTGOING_INSIDE, WECHAT_API_BASE): a gateway in the office's own network.
"""
