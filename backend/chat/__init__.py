"""A resident asks in their own words, and gets a short answer with its source.

Words: a *reading* is all that was heard, an *understanding* what it comes to, a *reply* what is
said; *told* is what came along in passing (an age, an income a head, for whom), a *choice* something
offered by number. The room knows neither channels nor cases: doors show a reply as they can.

Decisions taken:
- A reply depends on the question, the turn before, the day and the place, and on nothing else; so
  it can be replayed. The log also keeps the text as it was given: content changes, the past does not.
- A place said in the question wins over the page's, and is remembered for the conversation.
- Danger comes first: the number alone in its line, policy last. Words nobody knows get the numbers too.
- Open questions are read by editors scrubbed of people, and become patches, never live changes.
"""
