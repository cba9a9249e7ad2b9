"""Work that happens by the clock: the outbox every second, reminders, retention once a day.

A task is a name, a period and a function of the present instant. The row in `task_run` makes one
host run it at a time; a task that fails is tried again at its next turn and said in the log.
"""
