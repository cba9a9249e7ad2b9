"""Pages for grid workers on a phone, at the household's door: large targets, one column.

The pages have no rules of their own: they fill the same body the API takes and call
`referrals.services`. What was typed is never lost when something must be mended, and the hidden
once-only key makes a second press of the button harmless. They work without scripts; with them, a
referral and its photos made without signal are kept on the phone, sealed so that the phone cannot
read them again (`phone_box`), and sent once when signal returns. A browser that cannot seal keeps
nothing.
"""
