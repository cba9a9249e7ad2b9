"""A case's evidence pack: everything written down about it, in one file that proves itself.

Words: pack, manifest, verifier, digest. For a review or a court: what happened, who was told, which
clock ran and why, what the rules said, who read it. The pack holds a verifier that needs nothing
but Python; it names every altered byte. What a stranger could rewrite as a whole is held by two
digests, printed at the export and written to the trail.

Decisions taken:
- The person is masked unless `--whole` is asked for, with a reason that goes to the trail.
- The room only reads; the one thing it writes is that a pack was made.
- A command, not a page: whoever may run it already holds the machine, and the trail says it ran.
"""
