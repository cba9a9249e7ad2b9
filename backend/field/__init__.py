"""Pages for grid workers on a phone, at the household's door: large targets, one column, no scripts.

The pages have no rules of their own: they fill the same body the API takes and call
`referrals.services`. What was typed is never lost when something must be mended, and the hidden
once-only key makes a second press of the button harmless.
"""
