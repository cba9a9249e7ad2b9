"""Who may act for whom (代办): a helper follows a resident's pre-application without its code.

Words: mandate, helper (a grid worker), until_on. A mandate is given by number and access code, in
the resident's presence, for one pre-application and at most half a year; the resident sees it when
they look up their case and takes it back with one press. A helper sees what the resident sees and may
hand in what was asked for; decisions, objections and taking back stay with the resident.
"""
