"""A first look: what a household told, and which schemes are worth asking about.

It never decides and never says no: every scheme comes back at least as `check` (去窗口问). What was
left out counts as unknown, never as no; telling of more need never lowers a likelihood. Which needs
point where is content (`policy_texts/screening.yaml`: dated, by place, with articles); how a need is
read off the facts is here. Nothing told here is kept.
"""
