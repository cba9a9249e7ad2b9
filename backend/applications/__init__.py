"""Pre-applications (预申请): what a resident or helper sends in, and how it is followed.

Words: pre-application, receipt, number, access code, supplement. A pre-application is not the
application: it starts no statutory clock; the window's acceptance does. The room keeps what was
sent, sealed; where it stands is the case's affair (intake). It refuses to judge who qualifies.
"""
