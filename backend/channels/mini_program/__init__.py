"""The mini-program (小程序): its login, what it may ask for, its messages, its codes.

The program itself talks to the same API as everybody; here is only what WeChat adds: a login code
becomes a resident token, a phone-number code becomes a number (given back, not kept), a consent to
one message is counted, and a guide code becomes a round code that opens the program at that guide
(its scene is the guide code, to be asked of `GET /api/v1/guides/{code}`).
"""
