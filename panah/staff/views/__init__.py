"""The pages of this room, by what somebody comes for."""

from panah.staff.views.coming_in import join
from panah.staff.views.members import member, members
from panah.staff.views.mine import mine
from panah.staff.views.seat import choose_desk, leave_desk
from panah.staff.views.signing_in import here, passkey, passkey_question, recover, sign_in, sign_out

__all__ = [
    "choose_desk",
    "here",
    "join",
    "leave_desk",
    "member",
    "members",
    "mine",
    "passkey",
    "passkey_question",
    "recover",
    "sign_in",
    "sign_out",
]
