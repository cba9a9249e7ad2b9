"""Staff pages: signing in, the queue, one case and its forms. No rules of its own.

Each page parses, calls one verb or query of a lower room, and renders; what may be done now is what
`CaseView.actions` offers, and the verb checks it again. Everything works without scripts.

Decisions taken:
- A refused move shows the case as it now is, with what was typed still in its form; when the form is
  no longer offered, the words stand in a box from which they can be copied.
- Opening a case one holds shows the person's data whole and leaves an entry in the trail each time;
  everyone else writes down a reason, and sees it once.
- Claiming from a list sends no version: whether the case is free is all that counts there.
"""
