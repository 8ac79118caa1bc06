"""Talks (谈话) with people: who talked with whom about what, for those alone who may read it."""
