"""What every door shares: request ids, limits, response headers, how a Problem is shown, layout.

Knows no room. The order of checks is: size, content type, rate, sign-in, permission, schema, rule.
"""
