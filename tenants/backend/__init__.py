"""PostgreSQL connection that takes the rights of the tenant it serves."""
