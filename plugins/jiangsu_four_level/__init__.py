"""Jiangsu's four certificate levels and five specials (四级五专) for workers of two-new organisations."""
