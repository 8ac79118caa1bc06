"""Effects that must follow a write: noted with it in one transaction, handed to the workers afterwards."""
