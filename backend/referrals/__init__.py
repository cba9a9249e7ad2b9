"""A grid worker refers a household in need (转介): whoever knows of it tells the right window.

Words: referral, referrer (the grid worker), household, consent. A referral is made with the
household's consent, or with a stated reason why there is none (unconscious, a child in danger,
cannot be reached); urgent help never waits for it. The worker refers only households inside the
subtree of their own post, and later sees how far their referrals have come, never why a household
gets or does not get something: that belongs to the window and the household.

What was written is class A: sealed here, kept as long as the case and two years. The room uses the
numbers and phone rules of applications, so it stands one step above it; it decides nothing.
"""
