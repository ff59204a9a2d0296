# SPDX-License-Identifier: MIT
"""Which errors a system call can plausibly give, and which cannot fail."""

# What cannot fail, or is of no interest: what ends the process; what only tells who it is; calls of the C
# library for its own threads, after which it gives up if they fail (futex, set_robust_list, rseq)
NEVER = set(
    "exit exit_group getpid gettid getppid getuid geteuid getgid getegid rt_sigreturn rt_sigprocmask"
    " rt_sigaction arch_prctl set_tid_address set_robust_list rseq sched_yield futex tgkill umask"
    " restart_syscall munmap uname sysinfo timerfd_settime clock_gettime alarm getrlimit getpgrp getpgid getsid getgroups vfork fork".split()
)

# munmap: of what was mapped as a whole it succeeds. timerfd_settime, uname, getgroups: with good arguments, too. fork, vfork: in clone and clone3 here.

PLAUSIBLE = {
    "open openat openat2": "EACCES ENOENT EMFILE ENFILE EIO EINTR ENOMEM",
    "read pread64": "EIO EINTR ESTALE",
    "readv preadv": "EIO EINTR",
    "write pwrite64 writev": "EIO ENOSPC EPIPE EINTR EFBIG",
    "close": "EIO ENOSPC EINTR",
    "utimensat": "EPERM EIO EROFS",
    "fsync fdatasync msync": "EIO ENOSPC EINVAL",
    "mmap mremap": "ENOMEM ENODEV EPERM EAGAIN",
    "mprotect": "ENOMEM EACCES",
    "madvise": "EINVAL ENOMEM",
    "mlock mlock2 mlockall munlock munlockall": "ENOMEM EPERM",
    "brk": "ENOMEM",
    "stat lstat newfstatat statx fstat": "EACCES ENOENT EIO ENOMEM",
    "access faccessat faccessat2": "EACCES ENOENT EIO",
    "readlink readlinkat getcwd chdir": "EACCES ENOENT EIO",
    "fcntl": "EMFILE ENOLCK EINTR",
    "dup dup2 dup3": "EMFILE EINTR",
    "ioctl": "ENOTTY EIO EINTR",
    "getdents64": "EIO ENOENT",
    "unlink unlinkat": "EACCES EIO EROFS",
    "rename renameat renameat2": "EACCES EIO ENOSPC EXDEV",
    "mkdir mkdirat": "EACCES ENOSPC EROFS",
    "link linkat": "EPERM ENOSPC",
    "chmod fchmod fchmodat chown fchown": "EPERM EIO EROFS",
    "ftruncate fallocate": "EIO ENOSPC EINTR",
    "flock": "ENOLCK EWOULDBLOCK EINTR",
    "lseek": "ESPIPE EINVAL",
    "statfs fstatfs": "EIO ENOSYS",
    "memfd_create pipe2 eventfd2 timerfd_create signalfd4 epoll_create1 socket inotify_init1": "EMFILE ENOMEM",
    "epoll_ctl": "EINVAL ENOMEM",
    "clone clone3": "EAGAIN ENOMEM",
    "execve": "ENOENT EACCES ENOMEM",
    "poll ppoll select pselect6 epoll_wait epoll_pwait nanosleep clock_nanosleep": "EINTR ENOMEM",
    "wait4 waitid": "EINTR",
    "kill": "ESRCH EPERM",
    "setpgid setsid": "EPERM",
    "capget capset prctl": "EPERM EINVAL",
    "getrandom": "EINTR",
    "prlimit64 setrlimit": "EPERM",
    "sched_setscheduler sched_getscheduler sched_setaffinity sched_getaffinity sched_setparam sched_getparam": "EPERM EINVAL",
    "ioperm iopl": "EPERM ENOSYS",
    "setresuid setresgid setuid setgid": "EPERM EAGAIN",
    "sigaltstack": "ENOMEM",
    "landlock_create_ruleset": "ENOSYS EOPNOTSUPP",
    "landlock_add_rule landlock_restrict_self": "EPERM ENOMEM",
    "seccomp": "ENOSYS EINVAL",
    "pidfd_open pidfd_send_signal": "ENOSYS EMFILE",
    "personality": "EINVAL",
    "process_vm_readv": "EPERM",
    "connect sendto recvfrom sendmsg recvmsg bind setsockopt": "EACCES ENOENT",
}

HALVED = set("read pread64 write pwrite64".split())

OF_CALL = {call: errors.split() for calls, errors in PLAUSIBLE.items() for call in calls.split()}

F_DUPFD, F_SETLK = (0, 1030), (6, 37)
WHOLE = ("anon_inode:[eventfd]", "anon_inode:[timerfd]")  # they do not block, and give and take 8 bytes


def errors(name, arguments, about):
    """How a call can fail."""
    if name in NEVER:
        return []
    if name in ("read", "write") and about in WHOLE:
        return ["EAGAIN"] if name == "read" else []
    if name == "fcntl":
        return ["EMFILE"] if arguments[1] in F_DUPFD else ["ENOLCK", "EINTR"] if arguments[1] in F_SETLK else []
    if name not in OF_CALL:
        raise RuntimeError("errnos.py does not know %s" % name)
    return OF_CALL[name] + (["half"] if name in HALVED and arguments[2] > 1 else [])
