"""Demonstration data of the scheme: an invented county with exactly the published figures of 2022.

Identity numbers are those of `core.people.invented`: their form is valid, and their sequence codes (996 to
999) were kept for centenarians, so with a birth date of these times they are nobody's.
"""
