"""A first look: what a household told, and which schemes are worth asking about.

It never decides and never says no: every scheme comes back at least as `check` (去窗口问). What was
left out counts as unknown, never as no; telling of more need never lowers a likelihood. Nothing
told here is kept.
"""
