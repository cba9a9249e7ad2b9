"""Codes on village notice boards, and the guide each opens.

A code is a place and a topic, not a page: it can be re-pointed or retired without changing a
printed bit, and always lands on something helpful. Words: guide code, topic (`general` or a
scheme), scan. Scans are counted per code and day; people are not.
"""
