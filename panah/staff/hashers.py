"""Passwords, hashed at a cost that 500 wrong tries at once cannot turn against the desks."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes, the smaller of OWASP's equal choices."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
