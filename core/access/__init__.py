"""Users, roles, tokens: who may do what. An app of its own, because its tables stand in every schema."""
