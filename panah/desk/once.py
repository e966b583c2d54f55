"""A request that changes a group is answered once: sent again, it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from panah.desk.models import Change, RegistrationGroup


class GroupWithdrawn(Exception):
    """The registration was taken back: there is nothing left to change."""


def once(request_id: UUID, group: RegistrationGroup, act: Callable[[], None]) -> bool:
    """Do something to a group in one transaction, unless this request did it before.

    Returns:
        Whether it was done now.

    Raises:
        GroupWithdrawn: nothing was done.
    """
    if was_answered(request_id):
        return False
    try:
        with transaction.atomic():
            Change.objects.create(request_id=request_id, group=group)
            if not still_registered(group):
                raise GroupWithdrawn(group.pk)
            act()
    except IntegrityError:
        # Perhaps the same request, sent twice, was answered in this very moment.
        if was_answered(request_id):
            return False
        raise
    return True


def was_answered(request_id: UUID) -> bool:
    """Whether a request of this id changed a group already."""
    return Change.objects.filter(pk=request_id).exists()


def still_registered(group: RegistrationGroup) -> bool:
    """Whether nobody has taken the registration back meanwhile."""
    return RegistrationGroup.objects.filter(pk=group.pk, withdrawn_on__isnull=True).exists()
