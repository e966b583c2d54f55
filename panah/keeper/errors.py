"""What can go wrong between a process and the keeper. No message carries a value."""

from __future__ import annotations


class KeeperError(Exception):
    """The keeper did not do what it was asked."""

    code = "internal"


class KeeperUnreachable(KeeperError):
    """No keeper answers at the socket, or it went away in the middle of an answer."""

    code = "unreachable"


class KeeperLocked(KeeperError):
    """The keeper runs without its keys, or its key folder is not there."""

    code = "locked"


class KeysMissing(KeeperLocked):
    """There is no key folder where one is needed, or it is not whole."""

    code = "keys_missing"


class KeysOfAnotherSite(KeeperLocked):
    """The key folder is whole, but its keys are not those that this data folder was made with."""

    code = "keys_of_another_site"


class KeysInsideData(KeeperError):
    """A key folder must not lie inside the data folder: whoever copies one would have both."""

    code = "keys_inside_data"


class KeysExist(KeeperError):
    """A key folder is never made where something already is."""

    code = "keys_exist"


class KeeperRunning(KeeperError):
    """Another keeper already serves this data folder."""

    code = "running"


class KeeperNotStarted(KeeperError):
    """A keeper was started and ended before it was ready."""

    code = "not_started"


class TooFast(KeeperError):
    """More questions than a desk's own pace; an alarm was written."""

    code = "too_fast"

    def __init__(self, wait_seconds: float = 0.0) -> None:
        super().__init__(f"more questions than the pace allows; wait {wait_seconds:.0f} s")
        self.wait_seconds = wait_seconds


class CannotOpen(KeeperError):
    """Not sealed by this site's keys for this row, or changed since."""

    code = "cannot_open"


class IsWithheld(KeeperError):
    """A withheld identity: only custodians together can open it, the keeper cannot."""

    code = "withheld"


class WrongToken(KeeperError):
    """The operator's token is not this site's; an alarm was written."""

    code = "wrong_token"


class BadQuestion(KeeperError):
    """The keeper does not know this question, or it is not well-formed."""

    code = "bad_question"


class InternalError(KeeperError):
    """The keeper failed; its own log says what kind of failure it was."""

    code = "internal"


ANSWERED: dict[str, type[KeeperError]] = {
    error.code: error
    for error in (
        KeeperLocked,
        TooFast,
        CannotOpen,
        IsWithheld,
        WrongToken,
        BadQuestion,
        InternalError,
    )
}
"""The errors that travel over the socket, by code."""

STARTING: dict[str, type[KeeperError]] = {
    error.code: error
    for error in (KeysMissing, KeysOfAnotherSite, KeysInsideData, KeeperRunning, KeeperNotStarted)
}
"""The errors with which a keeper says that it cannot start, by code."""
