"""Slips (书面告知): what a resident holds in hand about a case, as a sheet and as plain text.

Words: slip, kind (受理通知书, 补正材料一次性告知书, 不予受理 and 不予确认告知书, 减停告知书, 转办单). A slip is
made from the case's history each time, so that it says what was decided then, and made again it is
the same. It decides nothing and writes nothing; doors let people in and leave the entry in the
trail.

Decisions taken:
- The name stands whole only for the clerk who holds the case and prints it to hand it over; who
  looks by number and access code, or without holding the case, sees it masked.
- No ID number, phone of the person, illness or amount of income is on any slip: it lies on tables.
- Plain words (four years of school), the law named beside them.
"""
