"""Work that happens by the clock: the outbox every second, reminders, retention once a day.

A task is a name, a period and a function of the present instant. The row in `task_run` makes one
host run it at a time; a task that fails is tried again at its next turn and said in the log.

Two commands of the operator stand beside them, since they too walk over every table: `rehash` (search
hashes from SHA-256 to SM3) and `reseal` (values and files from older data keys to the newest).
"""
