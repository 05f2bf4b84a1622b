"""Proof archive: what a provider of registered letters sends back, as one ZIP.

Pure: bytes in, bytes out; nothing is ever written to a disk. The file comes from
outside: its sizes may be lies, its names may lead elsewhere, and little of it may
unpack to more than the server can hold.
"""

import struct
import zlib
from enum import Enum
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

MAX_FILES = 5000
MAX_FILE = 20 * 2**20  # bytes, unpacked
MAX_TOTAL = 500 * 2**20
ENTRY = b"PK\x01\x02"  # begins each entry in the list of the files
ENCRYPTED = 0x1
DOUBTS = (
    BadZipFile,
    struct.error,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
KINDS = {b"%PDF-": ".pdf", b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}


class ArchiveFault(Enum):
    """What is wrong with an archive, or with one file in it."""

    BROKEN = "broken"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    NO_TABLE = "no_table"
    TWO_TABLES = "two_tables"
    UNSAFE_NAME = "unsafe_name"
    SAME_NAME = "same_name"
    ENCRYPTED = "encrypted"
    FILE_TOO_LARGE = "file_too_large"
    FILE_BROKEN = "file_broken"
    UNKNOWN_KIND = "unknown_kind"
    MISSING = "missing"


class RefusedError(ValueError):
    """Its first argument is an ArchiveFault."""


def is_archive(content):
    return content.startswith(b"PK")


def kind_of(content):
    """Return the ending of a scan's name by what is in it, None for other things."""
    found = (end for start, end in KINDS.items() if content.startswith(start))
    return next(found, None)


class ProofArchive:
    """``files``: the names that can be asked for; ``faults``: of all others, why not.

    Folders do not matter: a file is known by its own name.
    """

    def __init__(self, content):
        """:raise RefusedError: when nothing of it is to be used"""
        # Counted before the list is read, which costs memory for each entry.
        if content.count(ENTRY) > MAX_FILES:
            raise RefusedError(ArchiveFault.TOO_MANY)
        try:
            self._zip = ZipFile(BytesIO(content))
        except DOUBTS as error:
            raise RefusedError(ArchiveFault.BROKEN) from error
        if sum(info.file_size for info in self._zip.infolist()) > MAX_TOTAL:
            raise RefusedError(ArchiveFault.TOO_LARGE)
        self.files, self.faults = {}, []
        for info in self._zip.infolist():
            if not _is_clutter(info):
                self._sort_in(info)

    def _sort_in(self, info):
        name = PurePosixPath(info.filename).name
        if fault := _fault_of(info):
            self.faults.append((fault, info.filename))
        elif name in self.files:
            self.faults.append((ArchiveFault.SAME_NAME, info.filename))
        else:
            self.files[name] = info

    def table(self):
        """Return (name, content) of the one CSV in it."""
        names = [name for name in self.files if name.lower().endswith(".csv")]
        if len(names) != 1:
            fault = ArchiveFault.TWO_TABLES if names else ArchiveFault.NO_TABLE
            raise RefusedError(fault)
        return names[0], self.content_of(names[0])

    def content_of(self, name):
        """Return a file's content; never more than is allowed, whatever it says."""
        if name not in self.files:
            raise RefusedError(ArchiveFault.MISSING)
        try:
            with self._zip.open(self.files[name]) as file:
                content = file.read(MAX_FILE + 1)
        except DOUBTS as error:
            raise RefusedError(ArchiveFault.FILE_BROKEN) from error
        if len(content) > MAX_FILE:
            raise RefusedError(ArchiveFault.FILE_TOO_LARGE)
        return content


def _is_clutter(info):
    """Folders, and what a Mac puts in beside the files."""
    path = PurePosixPath(info.filename)
    return info.is_dir() or "__MACOSX" in path.parts or path.name == ".DS_Store"


def _fault_of(info):
    if not _is_safe(info.orig_filename):
        return ArchiveFault.UNSAFE_NAME
    if info.flag_bits & ENCRYPTED:
        return ArchiveFault.ENCRYPTED
    if info.file_size > MAX_FILE:
        return ArchiveFault.FILE_TOO_LARGE
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return ArchiveFault.FILE_BROKEN
    return None


def _is_safe(name):
    path = PurePosixPath(name)
    return (
        name.isprintable()
        and not path.is_absolute()
        and not {"..", ""} & set(name.split("/"))
        and not set(name) & set("\\:")
    )
