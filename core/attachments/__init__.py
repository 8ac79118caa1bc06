"""Files that belong to records: stored once per content and tenant, downloaded by who may see the record."""
