"""Shared reference data in the public schema: divisions of the country, working days."""
