"""What a process may still do once it reads what comes from outside: compute, and answer.

On Linux the kernel is asked three things, none of which can be taken back, and Python a fourth:

- limits (`setrlimit`): so much memory and processor time, no file grows, no core is dumped, no process is added;
- a list of the system calls that may be made (`seccomp`): none of them makes a socket, a process or a file, signals or inspects another
  process, or starts a program; what is not on the list fails with "operation not permitted";
- a list of the folders that may be read (`landlock`, where the kernel has it): Python's own and bilat's, so that a page cannot name a
  file and have it read;
- an audit hook, which refuses the same to Python code, and is all that there is besides the limits where the system is not Linux.

A Linux whose kernel has no `seccomp`, or whose processor is neither x86-64 nor 64-bit ARM, gets a network namespace with nothing in it
instead. Where that is refused too, `ConfinementError` is raised: nothing is read unconfined.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import site
import struct
import sys
import sysconfig
import zoneinfo
from collections.abc import Iterator
from typing import Any, NamedTuple


class ConfinementError(Exception):
    """The system lets no process be confined, so that nothing may be read."""


class Limits(NamedTuple):
    """What one process may use: `memory` in bytes beyond what it has, `seconds` of processor time, or None for as long as it takes."""

    memory: int
    seconds: float | None


# name: its numbers on x86-64 and 64-bit ARM, and what its arguments must be
_Rule = tuple[str, int, tuple[int, ...]]
_WRITING = 0o3 | os.O_CREAT | os.O_TRUNC  # the flags of open(2) with which something could be written
_CALLS: dict[str, tuple[int | None, int | None, _Rule | None]] = {
    "read": (0, 63, None),
    "write": (1, 64, None),
    "mmap": (9, 222, None),
    "munmap": (11, 215, None),
    "mremap": (25, 216, None),
    "brk": (12, 214, None),
    "madvise": (28, 233, None),
    "mprotect": (10, 226, None),
    "futex": (202, 98, None),
    "clock_gettime": (228, 113, None),
    "lseek": (8, 62, None),
    "fstat": (5, 80, None),
    "newfstatat": (262, 79, None),
    "stat": (4, None, None),
    "lstat": (6, None, None),
    "statx": (332, 291, None),
    "close": (3, 57, None),
    "openat": (257, 56, ("none of", 2, (_WRITING,))),
    "open": (2, None, ("none of", 1, (_WRITING,))),
    "pread64": (17, 67, None),
    "readv": (19, 65, None),
    "writev": (20, 66, None),
    "getdents64": (217, 61, None),
    "access": (21, None, None),
    "faccessat": (269, 48, None),
    "faccessat2": (439, 439, None),
    "readlink": (89, None, None),
    "readlinkat": (267, 78, None),
    "getcwd": (79, 17, None),
    "dup": (32, 23, None),
    "ioctl": (16, 29, ("one of", 1, (0x5401, 0x5451))),  # TCGETS: is this a terminal? FIOCLEX: close it in a new program
    "fcntl": (72, 25, ("one of", 1, (0, 1, 2, 3, 1030))),  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC: none that signals
    "rt_sigaction": (13, 134, None),
    "rt_sigprocmask": (14, 135, None),
    "rt_sigreturn": (15, 139, None),
    "restart_syscall": (219, 128, None),
    "sigaltstack": (131, 132, None),
    "set_robust_list": (273, 99, None),
    "rseq": (334, 293, None),
    "sched_yield": (24, 124, None),
    "sched_getaffinity": (204, 123, None),
    "getpid": (39, 172, None),
    "getppid": (110, 173, None),
    "gettid": (186, 178, None),
    "getuid": (102, 174, None),
    "geteuid": (107, 175, None),
    "getgid": (104, 176, None),
    "getegid": (108, 177, None),
    "getrandom": (318, 278, None),
    "gettimeofday": (96, 169, None),
    "time": (201, None, None),
    "times": (100, 153, None),
    "clock_getres": (229, 114, None),
    "nanosleep": (35, 101, None),
    "clock_nanosleep": (230, 115, None),
    "getrusage": (98, 165, None),
    "getrlimit": (97, 163, None),
    "prlimit64": (302, 261, ("null", 2, ())),  # asked, not set
    "sysinfo": (99, 179, None),
    "uname": (63, 160, None),
    "exit": (60, 93, None),
    "exit_group": (231, 94, None),
}
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of the table above, AUDIT_ARCH_* of linux/audit.h

# linux/bpf_common.h, linux/seccomp.h, linux/prctl.h, linux/landlock.h
_LOAD, _AND, _IF_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR = 4, 8


class Confinement:
    """What confines a process, made ready once and put on by each process after its fork."""

    def __init__(self, machine: str | None = None) -> None:
        self._linux = sys.platform == "linux"
        self._roots = tuple(sorted(_roots()))
        self._libc = ctypes.CDLL(None, use_errno=True) if self._linux else None
        known = _MACHINES.get(machine or platform.machine()) if self._linux and sys.maxsize > 1 << 32 else None
        self._filter = _assemble(*known) if known and self._has_seccomp() else None
        self._ruleset = self._landlock() if self._linux else None
        self._size = _size() if self._linux else None  # now, for the process will have no /proc

    @property
    def descriptors(self) -> list[int]:
        """What must be open when it is put on."""
        return [] if self._ruleset is None else [self._ruleset]

    def __call__(self, limits: Limits, parent: int) -> None:
        """Confine this process for good; it dies with the process `parent` that made it. `ConfinementError` where the system refuses."""
        if self._linux:
            self._die_with(parent)
            self._prctl(_PR_SET_NO_NEW_PRIVS, 1)
            if self._ruleset is not None and self._call(_LANDLOCK_RESTRICT, self._ruleset, 0) != 0:
                raise ConfinementError(f"landlock: {os.strerror(ctypes.get_errno())}")
            for descriptor in self.descriptors:
                os.close(descriptor)
            if self._filter is None:
                self._without_network()
        _limit(limits, self._size)
        sys.addaudithook(_Audit(self._roots))
        if self._filter is not None:
            self._seccomp(self._filter)  # last, for it refuses all of the above

    def _die_with(self, parent: int) -> None:
        self._prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before this could be asked for
            os._exit(1)

    def _prctl(self, *arguments: int) -> None:
        assert self._libc is not None
        if self._libc.prctl(*(ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0)[:5])) != 0:
            raise ConfinementError(f"prctl({arguments[0]}): {os.strerror(ctypes.get_errno())}")

    def _call(self, number: int, *arguments: Any) -> int:
        assert self._libc is not None
        return int(self._libc.syscall(ctypes.c_long(number), *arguments))

    def _has_seccomp(self) -> bool:
        """Whether the kernel keeps lists of system calls: then it looks for the list, and there is none at address zero."""
        assert self._libc is not None
        self._libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(2), None, ctypes.c_ulong(0), ctypes.c_ulong(0))
        return ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS)

    def _seccomp(self, instructions: bytes) -> None:
        code = ctypes.create_string_buffer(instructions, len(instructions))
        program = ctypes.create_string_buffer(struct.pack("@HP", len(instructions) // 8, ctypes.addressof(code)))
        self._prctl(_PR_SET_SECCOMP, 2, ctypes.addressof(program))

    def _without_network(self) -> None:
        assert self._libc is not None
        if self._libc.unshare(_CLONE_NEWNET) != 0 and self._libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
            raise ConfinementError(f"neither seccomp nor a network namespace can be had ({os.strerror(ctypes.get_errno())})")

    def _landlock(self) -> int | None:
        """The descriptor of the list of folders that may be read, or None where the kernel keeps no such lists."""
        version = self._call(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
        if version < 1:
            return None
        handled = (1 << (13 + (version >= 2) + (version >= 3))) - 1  # every right to files that this version knows of, IOCTL_DEV aside
        asked = struct.pack("=QQQ", handled, 3, 3)[: 8 * (1 + (version >= 4) + (version >= 6))]  # 3: no TCP; 3: no sockets and signals of others
        ruleset = self._call(_LANDLOCK_CREATE, asked, ctypes.c_size_t(len(asked)), 0)
        if ruleset < 0:
            return None
        for root in self._roots:
            try:
                folder = os.open(root, os.O_PATH | os.O_CLOEXEC)
            except OSError:
                continue
            rights = _READ_FILE | (_READ_DIR if os.path.isdir(root) else 0)
            self._call(_LANDLOCK_ADD, ruleset, 1, struct.pack("=Qi", rights, folder), 0)
            os.close(folder)
        return ruleset


class _Audit:
    """Refuses to Python code what the kernel refuses to the process."""

    REFUSED = (
        "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "os.kill", "pty.", "shutil.", "os.remove",
        "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.utime", "os.setxattr", "sqlite3.",
    )  # fmt: skip

    def __init__(self, roots: tuple[str, ...]) -> None:
        self._roots = roots

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(self.REFUSED):
            raise PermissionError(errno.EPERM, f"{event} is refused to what reads a document")
        if event == "open" and not isinstance(arguments[0], int):
            flags = arguments[2] or 0
            path = os.path.realpath(os.fsdecode(arguments[0]))
            if flags & _WRITING or not any(path == root or path.startswith(root + os.sep) for root in self._roots):
                raise PermissionError(errno.EPERM, f"opening {path} is refused to what reads a document")


def _limit(limits: Limits, size: int | None) -> None:
    import resource

    wanted = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_NOFILE: 32, resource.RLIMIT_NPROC: 0}
    if size is not None:  # elsewhere than on Linux a program begins with more address space than it may take
        wanted[resource.RLIMIT_AS] = size + limits.memory
    if limits.seconds is not None:
        wanted[resource.RLIMIT_CPU] = int(limits.seconds) + 2
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError) as error:
            if sys.platform == "linux":
                raise ConfinementError(f"setrlimit({kind}): {error}") from None


def _size() -> int:
    """Bytes of address space that this process has already."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _roots() -> Iterator[str]:
    """The folders that Python and its libraries are loaded from, time zones among them."""
    paths = [
        *(sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")),
        *site.getsitepackages(),
        *zoneinfo.TZPATH,
        os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))),
    ]
    paths += [path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages", "lib-dynload")]
    paths += [os.path.dirname(os.__file__), "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime"]
    kept = {os.path.realpath(path) for path in paths if os.path.exists(path)}
    home = os.path.realpath(os.path.expanduser("~"))
    yield from (path for path in kept if path != os.sep and not f"{home}/".startswith(f"{path}/"))  # never a whole home


def _assemble(column: int, architecture: int) -> bytes:
    """The list of system calls as a program of the kernel's packet filter: eight bytes an instruction."""

    def instruction(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("=HBBI", code, then, otherwise, value)

    def argument(index: int, half: int = 0) -> bytes:
        return instruction(_LOAD, 16 + 8 * index + 4 * half)

    allow, refuse = instruction(_RETURN, _ALLOW), instruction(_RETURN, _REFUSE)
    program = [instruction(_LOAD, 4), instruction(_IF_EQUAL, architecture, 1, 0), instruction(_RETURN, _KILL), instruction(_LOAD, 0)]
    for *numbers, rule in _CALLS.values():
        number = numbers[column]
        if not isinstance(number, int):
            continue
        if rule is None:
            program += [instruction(_IF_EQUAL, number, 0, 1), allow]
            continue
        kind, index, values = rule
        if kind == "none of":
            body = [argument(index), instruction(_AND, values[0]), instruction(_IF_EQUAL, 0, 0, 1), allow, refuse]
        elif kind == "null":
            body = [argument(index), instruction(_IF_EQUAL, 0, 0, 3), argument(index, 1), instruction(_IF_EQUAL, 0, 0, 1), allow, refuse]
        else:
            body = [argument(index), *(part for value in values for part in (instruction(_IF_EQUAL, value, 0, 1), allow)), refuse]
        program += [instruction(_IF_EQUAL, number, 0, len(body)), *body]
    return b"".join([*program, refuse])
