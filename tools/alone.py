"""Run a command in a network of its own that has nothing but loopback, and count who asked outside.

    python tools/alone.py COMMAND ...

The kernel counts what it could send nowhere: a connection, a datagram, a look-up of a name. The
exit code is the command's, or 3 when it would have been 0 and somebody asked. Needs root, or a
system that lets anybody have a network of their own.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

NEW_USER, NEW_MOUNTS, NEW_NETWORK = 0x10000000, 0x00020000, 0x40000000
BIND, PRIVATE, RECURSIVE, DETACH = 4096, 1 << 18, 16384, 2
GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 1
ASKED = 3
NO_NAMES = "nameserver 192.0.2.53\n"  # an address for documents: a look-up is an attempt outside
SEEN_BY_CHROMIUM = "2001:4860:4860::8888"
"""Chromium asks its kernel whether a datagram could go there, and sends none. It finds a way."""
LIBC = ctypes.CDLL(None, use_errno=True)


class NoNetworkOfOurOwn(OSError):
    """The system does not let us have one."""


def main(command: list[str]) -> int:
    """Run the command alone; say how many attempts there were."""
    enter()
    before = attempts()
    code = subprocess.run(command, check=False).returncode  # nosec B603 - what was typed
    asked = attempts() - before
    sys.stderr.write(f"alone: {asked} attempts to reach anything outside\n")
    return code or (ASKED if asked else 0)


def enter() -> None:
    """Leave every network but loopback, for this process and whatever it starts.

    Raises:
        NoNetworkOfOurOwn: this takes root, or a kernel that lets users do it.
    """
    user = 0 if os.geteuid() == 0 else NEW_USER
    who = (os.geteuid(), os.getegid())
    _call("unshare", LIBC.unshare(user | NEW_MOUNTS | NEW_NETWORK))
    if user:
        _be_root_here(*who)
    _bring_up("lo")
    _answer_no_names()
    _let_chromium_look()


def attempts() -> int:
    """How often something in this network wanted to go where there is no way."""
    four = Path("/proc/net/snmp").read_text().splitlines()
    names, values = (line.split() for line in four if line.startswith("Ip:"))
    six = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return int(values[names.index("OutNoRoutes")]) + int(six["Ip6OutNoRoutes"])


def _be_root_here(user: int, group: int) -> None:
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")


def _bring_up(device: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        asked = struct.pack("16sh", device.encode(), 0)
        flags = struct.unpack("16sh", fcntl.ioctl(control, GET_FLAGS, asked)[:18])[1]
        fcntl.ioctl(control, SET_FLAGS, struct.pack("16sh", device.encode(), flags | UP))


def _answer_no_names() -> None:
    # Without this, a look-up that goes to a resolver on this machine would not be seen.
    _call("mount", LIBC.mount(None, b"/", None, PRIVATE | RECURSIVE, None))
    resolver = os.fsencode(Path("/etc/resolv.conf").resolve())
    with tempfile.TemporaryDirectory() as folder:
        # In memory of its own, and not deleted there: nothing can be put over a deleted file, and
        # whoever is alone already may want to be alone again.
        place, file = os.fsencode(folder), Path(folder, "resolv.conf")
        _call("mount", LIBC.mount(b"tmpfs", place, b"tmpfs", 0, None))
        file.write_text(NO_NAMES)
        _call("mount", LIBC.mount(os.fsencode(file), resolver, None, BIND, None))
        _call("umount", LIBC.umount2(place, DETACH))


def _let_chromium_look() -> None:
    # struct in6_rtmsg: destination, source, gateway, type, lengths, metric, info, flags, index.
    to = socket.inet_pton(socket.AF_INET6, SEEN_BY_CHROMIUM)
    route = (
        to + bytes(32) + struct.pack("=IHHI4xQIi", 0, 128, 0, 1, 0, UP, socket.if_nametoindex("lo"))
    )
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:
            fcntl.ioctl(control, 0x890B, route)
    except OSError:
        return  # without IPv6 there is nothing to look at


def _call(what: str, result: int) -> None:
    if result:
        code = ctypes.get_errno()
        raise NoNetworkOfOurOwn(code, f"{what}: {os.strerror(code)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
