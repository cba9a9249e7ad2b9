"""Backup while running, and restore elsewhere. Keys are no part of a backup: they are kept apart.

Words: backup (a folder), manifest (what is in it, with counts, hashes and where the trail ends),
book (the list of erasures, see `erasures`). Decisions taken:

- The database first, as one consistent picture, then the papers that picture names, then the book.
  A paper erased in between is missing from the backup, and the book, copied last, says so.
- PostgreSQL is copied table by table in one repeatable-read transaction, by COPY, not by pg_dump:
  it needs no second program of the right version on either host, and the counts in the manifest come
  from the same picture as the rows.
- What is sealed stays sealed. A restore refuses to begin with keys that do not fit.
- A restore goes into an empty place only, brings the tables up to date, erases again what was
  erased since, ends every sign-in, and checks counts, trail and papers before it says that it is done.
"""
