"""A file system of our own, spoken directly to the kernel (FUSE 7.31), without any library.

Needs /dev/fuse and the right to mount, as root has. Only what a database and its folder need.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

ROOT_ID = 1
LONGEST_WRITE = 128 << 10
_IN, _OUT = struct.Struct("<IIQQIIII"), struct.Struct("<IiQ")
_ATTR = struct.Struct("<QQQQQQIIIIIIIIII")
_ENTRY = struct.Struct("<QQQQII")
_SETATTR_SIZE = 8
_REPLY_NEVER = (2, 42)  # FORGET, BATCH_FORGET

_libc = ctypes.CDLL(None, use_errno=True)


class NoFuse(Exception):
    """This machine cannot mount: it has no /dev/fuse, or we are not root."""


class Disk(Protocol):
    """What a file system is made of: real folders and names, and our own idea of content."""

    backing: Path

    def read(self, path: Path, size: int, at: int) -> bytes: ...
    def write(self, path: Path, content: bytes, at: int) -> None: ...
    def resize(self, path: Path, size: int) -> None: ...
    def sync(self, path: Path) -> None: ...
    def size(self, path: Path) -> int: ...
    def create(self, path: Path) -> None: ...
    def remove(self, path: Path) -> None: ...
    def rename(self, path: Path, to: Path) -> None: ...
    def make_folder(self, path: Path) -> None: ...


class Mounted:
    """A disk, mounted at a folder; `serve` answers the kernel until it is unmounted."""

    def __init__(self, disk: Disk, at: Path) -> None:
        self._disk, self._at = disk, at
        self._paths: dict[int, Path] = {ROOT_ID: disk.backing}
        self._ids: dict[Path, int] = {disk.backing: ROOT_ID}
        self._handle = _mounted(at)

    def serve(self) -> None:
        """Answer until there is nobody to answer."""
        while True:
            try:
                asked = os.read(self._handle, LONGEST_WRITE + (64 << 10))
            except OSError as error:
                if error.errno in (errno.EINTR, errno.EAGAIN, errno.ENOENT):
                    continue
                return  # unmounted
            self._answer(asked)

    def unmount(self) -> None:
        """Take it away, whoever still uses it."""
        unmount(self._at)

    def _answer(self, asked: bytes) -> None:
        _, code, unique, node, *_ = _IN.unpack_from(asked)
        if code in _REPLY_NEVER:
            return
        try:
            said, wrong = self._said(code, node, asked[_IN.size :]), 0
        except OSError as error:
            said, wrong = b"", -(error.errno or errno.EIO)
        try:
            os.write(self._handle, _OUT.pack(_OUT.size + len(said), wrong, unique) + said)
        except OSError as error:
            if error.errno != errno.ENOENT:  # whoever asked was killed meanwhile
                raise

    def _said(self, code: int, node: int, body: bytes) -> bytes:
        known: dict[int, Callable[[int, bytes], bytes]] = {
            1: self._lookup,
            3: lambda node, _: self._attributes(self._path(node)),
            4: self._setattr,
            8: self._mknod,
            9: self._mkdir,
            10: self._unlink,
            11: self._unlink,
            12: lambda node, body: self._rename(node, body, 8),
            14: lambda *_: struct.pack("<QII", 0, 0, 0),
            15: self._read,
            16: self._write,
            17: lambda *_: struct.pack(
                "<5Q4I24x", 1 << 24, 1 << 23, 1 << 23, 1 << 20, 1 << 20, 4096, 255, 4096, 0
            ),
            18: lambda *_: b"",
            20: self._fsync,
            25: lambda *_: b"",
            26: lambda *_: struct.pack(
                "<IIIIHHIIHHI28x", 7, 31, 1 << 16, 0, 12, 10, LONGEST_WRITE, 1, 32, 0, 0
            ),
            27: lambda *_: struct.pack("<QII", 0, 0, 0),
            28: self._readdir,
            29: lambda *_: b"",
            30: lambda *_: b"",
            35: self._create,
            45: lambda node, body: self._rename(node, body, 16),
        }
        if code not in known:
            raise OSError(errno.ENOSYS, "not here")
        return known[code](node, body)

    def _path(self, node: int) -> Path:
        if node not in self._paths:
            raise OSError(errno.ESTALE, "gone")
        return self._paths[node]

    def _id(self, path: Path) -> int:
        if path not in self._ids:
            number = len(self._paths) + 1
            self._ids[path], self._paths[number] = number, path
        return self._ids[path]

    def _attr(self, path: Path) -> bytes:
        found = path.lstat()
        size = self._disk.size(path) if stat.S_ISREG(found.st_mode) else found.st_size
        times = (int(found.st_atime), int(found.st_mtime), int(found.st_ctime))
        blocks = (size + 511) // 512
        return _ATTR.pack(
            self._id(path),
            size,
            blocks,
            *times,
            0,
            0,
            0,
            found.st_mode,
            found.st_nlink,
            found.st_uid,
            found.st_gid,
            0,
            4096,
            0,
        )

    def _attributes(self, path: Path) -> bytes:
        return struct.pack("<QII", 0, 0, 0) + self._attr(path)

    def _entry(self, path: Path) -> bytes:
        attributes = self._attr(path)
        return _ENTRY.pack(self._id(path), 0, 0, 0, 0, 0) + attributes

    def _lookup(self, node: int, body: bytes) -> bytes:
        return self._entry(self._path(node) / _name(body))

    def _setattr(self, node: int, body: bytes) -> bytes:
        path, (valid,) = self._path(node), struct.unpack_from("<I", body)
        if valid & _SETATTR_SIZE:
            self._disk.resize(path, struct.unpack_from("<Q", body, 16)[0])
        if valid & 1:
            path.chmod(struct.unpack_from("<I", body, 68)[0] & 0o7777)
        return self._attributes(path)

    def _mknod(self, node: int, body: bytes) -> bytes:
        path, (mode,) = self._path(node) / _name(body[16:]), struct.unpack_from("<I", body)
        os.mknod(path, mode)  # a socket: nothing of it is on the disk
        return self._entry(path)

    def _mkdir(self, node: int, body: bytes) -> bytes:
        path = self._path(node) / _name(body[8:])
        self._disk.make_folder(path)
        return self._entry(path)

    def _unlink(self, node: int, body: bytes) -> bytes:
        path = self._path(node) / _name(body)
        self._disk.remove(path)
        self._forget(path)
        return b""

    def _rename(self, node: int, body: bytes, head: int) -> bytes:
        (other,) = struct.unpack_from("<Q", body)
        before, after = (part.decode() for part in body[head:].split(b"\0")[:2])
        path, to = self._path(node) / before, self._path(other) / after
        self._disk.rename(path, to)
        self._forget(to)
        if (number := self._ids.pop(path, None)) is not None:
            self._ids[to], self._paths[number] = number, to
        return b""

    def _forget(self, path: Path) -> None:
        # What is still open lives on under its number; the name may be given to something new.
        self._ids.pop(path, None)

    def _read(self, node: int, body: bytes) -> bytes:
        _, at, size = struct.unpack_from("<QQI", body)
        return self._disk.read(self._path(node), size, at)

    def _write(self, node: int, body: bytes) -> bytes:
        _, at, size = struct.unpack_from("<QQI", body)
        self._disk.write(self._path(node), body[40 : 40 + size], at)
        return struct.pack("<II", size, 0)

    def _fsync(self, node: int, body: bytes) -> bytes:
        del body
        self._disk.sync(self._path(node))
        return b""

    def _create(self, node: int, body: bytes) -> bytes:
        path = self._path(node) / _name(body[16:])
        self._disk.create(path)
        return self._entry(path) + struct.pack("<QII", 0, 0, 0)

    def _readdir(self, node: int, body: bytes) -> bytes:
        _, at, size = struct.unpack_from("<QQI", body)
        names = [".", "..", *sorted(path.name for path in self._path(node).iterdir())]
        said = b""
        for place, name in enumerate(names[at:], at + 1):
            written = name.encode()
            one = struct.pack("<QQII", 1, place, len(written), 0) + written
            one += bytes(-len(one) % 8)
            if len(said) + len(one) > size:
                break
            said += one
        return said


def unmount(at: Path) -> None:
    """Take a file system away, whoever still uses it."""
    _libc.umount2(os.fsencode(at), 2)


def _mounted(at: Path) -> int:
    try:
        handle = os.open("/dev/fuse", os.O_RDWR)
    except OSError as error:
        raise NoFuse(f"no /dev/fuse here: {error.strerror}") from None
    words = f"fd={handle},rootmode=40755,user_id=0,group_id=0,allow_other,max_read={LONGEST_WRITE}"
    if _libc.mount(b"panah-test", os.fsencode(at), b"fuse", 6, words.encode()):
        raise NoFuse(f"nothing can be mounted here: {os.strerror(ctypes.get_errno())}")
    return handle


def _name(body: bytes) -> str:
    return body.partition(b"\0")[0].decode()
