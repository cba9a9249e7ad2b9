"""Paper: fonts, line breaking and plain A4 documents, for posters, slips and leaflets.

Knows no database, no web and no scheme: callers bring the words. Words: face (Regular or Bold of
the one font, Noto Sans SC, kept in `fonts/` with its licence), glyph, document. Decisions: text with
a character the font cannot draw is refused by name, never printed with a hole; the same words give
the same bytes, so that a sheet can be made again and compared; our own line breaking, because
ReportLab's lets a comma begin a line and reads markup in what people wrote.
"""
