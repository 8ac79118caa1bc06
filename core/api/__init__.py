"""What the GraphQL modules of all nouns and plugins share: scalars and connections."""
