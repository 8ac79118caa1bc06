"""Honours, typical examples (典型) and punishments of people and organisations."""
