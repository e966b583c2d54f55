"""Backups that only their owner opens: made while the centre works, restored to a chosen second.

Whoever writes a backup cannot read it again. It is encrypted under a key that is sealed to the
site's recovery key and then forgotten; the private half of the recovery key lies with the keeper
and on a paper in a safe, never in the data folder. So a stolen data folder does not open the
backups that were made of it.
"""
