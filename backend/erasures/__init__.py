"""What was erased, and that it must stay erased: a list without personal data, kept apart.

Words: erasure, register, book. The register is a table; the book is the same list in a file under
VAR_DIR, outside the database and its backups, because a restored backup brings erased people back
until the book is applied to it again. A line says which case (an id drawn by chance), what of it,
why and when; it opens nothing and names nobody. The room knows ids only.
"""
