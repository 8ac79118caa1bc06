"""The product's password hashing at the least cost: tests sign in hundreds of times."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2 in one pass over 64 KiB."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
