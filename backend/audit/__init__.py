"""The trail of who did what (操作留痕): append-only, each entry bound to the one before it.

Words: entry, chain, head. An entry names an action (`case:claimed`), the subject's id, who acted,
for which division, and the names of the fields touched or ids and counts; never a personal value
(class D, kept 3 years). Each entry carries a keyed hash over itself and its predecessor's hash, so
whoever alters, removes or slips in a row without the key is found by `audit verify`. The head row
holds the last place under a hash of its own: a cut tail is found too. The database itself
refuses to change what was written (protection.py); only the head is rewritten. Rooms above hang up
checks of their own (checks.py), which `audit verify` asks too.

The room knows no other room: actions and subjects are text. Entries are written in the caller's
transaction, because a deed without its trace must not exist, nor a trace without its deed.
"""
