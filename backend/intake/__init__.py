"""The one-window queue (一门受理): what came in, who holds it, until when, and how it ended.

Words: case (办件), window (窗口), claim, release, transfer, refer (请部门协办), stage, due date. A case
has a kind, a place, a scheme and a reference to its subject; the room knows nothing of forms, chat
or channels. Values cross its border, never rows.

Decisions taken:
- A case is held by exactly one party at every instant: a named clerk when claimed, else the window.
- Holding and state are two things. `in_hand` needs a holder; an accepted case whose clerk left stays
  accepted, is answered for by the window, and can be claimed again. Otherwise releasing it would
  lose the legal fact that it was accepted.
- A case's version is the number of its last event: a stale decision and a gap in the history are
  found by the same number.
- A transfer is an offer: window and holder stay until the other window takes it. So the sender answers
  for the case all along, and an offer is a mark on the case, not a state. Departments too take what
  they are asked or send it back with a cited reason; the third return of anything calls a meeting.
- What nobody may demand is refused where it is typed, and a no may not rest on its lack (`forbidden`).
- One household, one case: further schemes are items of it. The case does not end before they have.
  Each has the stages and clocks of its own procedure; a no to one is owed to its person whatever
  becomes of the case.
- The case has one due date, that of its next promise or its whole limit. Stages, offers, questions
  and supplements have clocks of their own (`running`), with the same stored derivation.
- Urgent is a mark, set whenever the window hears of it. No due date becomes later by it: the urgent
  limit runs from the mark, for counted from receipt it would often be over when it is set.
- A public notice is a shortest time (`hanging`): its stage is done the day after its last one.
- Before acceptance only the window's own promise runs; the statutory limit starts at `accept`.
- A dispute never changes the disputed case; it opens a case of its own, which the person who decided
  may not take. Reopening is a supervisor's move.
"""
