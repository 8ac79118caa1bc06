"""What demonstration tenants are filled with, set-wise and through the services that everything goes through.

Schemes choose names, days and sizes in their own `demo`; nothing here knows any of them.
"""
