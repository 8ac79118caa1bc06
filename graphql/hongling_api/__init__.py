"""The API over GraphQL: schemas per set of plugins, limits, errors and the view that serves them."""
