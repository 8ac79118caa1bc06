"""Law apart from machinery: facts, policies, clauses and decisions as pure values.

Nothing here knows Django, a database or a clock; a day is always an argument.
"""
