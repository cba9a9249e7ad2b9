"""Staff: who they are, which posts they hold where, how they sign in, and what that allows.

Words: staff member (工作人员), posting (岗位: role × division × department × dates), session. The
room knows nothing of cases or guides; the table of routes names their endpoints as text only, so
that who-may-what can be read on one page. Residents have no accounts.
"""
