"""The keeper: a process of its own, and the only one that holds keys which open.

It has no HTTP port and no database. It is given what it needs, over a Unix socket, and returns
what it was asked for, at a pace. `client` is what other processes import; the rest runs here.
"""
