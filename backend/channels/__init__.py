"""Doors of others: thin translators between what a platform sends and what our rooms understand.

`base` are the messages every door knows, `rendering` fits a reply to what a door can carry (plain
text is always possible), `passes` are short-lived links into our pages, `handover` brings a person's
question to a clerk and the words back. Each platform has a folder of its own.
"""
