"""Calling WeChat: access tokens shared between processes, and one client for both accounts.

A token lives in the database, sealed, and is refreshed by one process at a time (`stable_token`);
the others wait for it. A call refused for its token is made once more with a fresh one, never in a
loop. Faults are of two kinds: what may pass (busy, rate, network) and what will not.
"""
