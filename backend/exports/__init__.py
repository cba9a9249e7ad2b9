"""Lists that leave the service as a file: masked, capped, with a reason, and gone in a quarter of an hour.

Words: export (one request for a list), link (where its file is fetched), approval (a second person's
yes). Decisions taken:

- Only what the list on the screen shows leaves: names and phones masked, nothing anybody told us.
- The file is made when it is fetched and kept nowhere; the link opens for its asker alone.
- 500 rows at most; more needs the yes of another person who supervises the same place.
- The first row says who took it out, when and why, so that a sheet found on a desk tells whose it is.
- A cell is text or it is a number we made; nothing a person wrote can begin a formula.
"""
