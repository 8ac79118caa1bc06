"""Xiajiang's commissioners, instructors and supervisors (三员) sent to weak organisations."""
