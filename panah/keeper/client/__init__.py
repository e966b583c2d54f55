"""What other processes import to ask the keeper. Three of these doors are protected.

`identities` is for the vault, `signatures` for certificates and the journal, `commitments` for
the line; `status` and `asker` are for everyone.
"""
