# SPDX-License-Identifier: MIT
"""Faults after which a command may go on, and why. Rows of regular expressions: the call (all of its name;
"heap" for an allocation), what it is about, how it fails (an errno; for an allocation who asked for it), and
"same" where the output must be as without the fault, "other" where not."""

ANY = ""
LIBRARY = r"/lib.*\.so|/etc/ld\.so"
OPEN_READ = "open|openat|read|pread64|close|fstat|newfstatat|getdents64|readlink|access|faccessat2|lseek"
SYSTEM = r"^/(sys|proc)/(?!device-tree|firmware/devicetree)|^/dev$|^/dev/mem|^/etc/(passwd|group)"
SEEN = r"WORK|FOLDER|^\.|^/$|^/tmp|(board|rich|soc|parts|wrong|policy)\.yaml|b\.hwb"

TOLERATED = [
    # what every command does first and last
    ("prctl", ANY, ANY, "same", "capabilities of programs that are executed later: none are"),
    ("capget", ANY, ANY, "same", "all are taken to be there, and are limited"),
    ("capset", ANY, ANY, "same", "of more than is held; what is held is dropped"),
    ("landlock_.*|seccomp", ANY, ANY, "same", "a kernel that cannot confine: the command goes on as without"),
    ("open.*|close|fstat|newfstatat|statfs", "^(WORK|/dev|/proc|/sys|/dev/shm|anon_inode:.*landlock.*)$", ANY, "same", "confining goes on without it"),
    ("newfstatat", r"saved\.yaml$", "E(?!INTR)", "same", "its folder is let through, as for a file that is not there yet"),
    ("brk", ANY, ANY, "same", "the allocator maps memory instead"),
    ("mmap", "^-$", ANY, "same", "the allocator takes it from elsewhere"),
    ("mprotect", "^-$", ANY, "same", "the allocator takes it from elsewhere"),
    ("madvise", ANY, ANY, "same", "a hint"),
    ("getrandom", ANY, ANY, "same", "json-c takes another seed for its hashes"),
    ("prlimit64", ANY, ANY, "same", "the limit of a file's size counts as none; write() says so then"),
    # the C library
    (OPEN_READ + "|mmap", "/etc/ld.so.cache", ANY, "same", "the loader looks in its directories"),
    ("open.*", LIBRARY, ANY, "same", "the loader looks in its further directories"),
    (OPEN_READ, "localtime|zoneinfo", ANY, "same", "log lines are in UTC"),
    ("fstat|newfstatat|ioctl", "FOLDER/(out|err)|WORK/(seen|exported)|pipe:", ANY, "same", "the size of a buffer"),
    ("lseek", "pipe:|WORK|FOLDER", ANY, "same", "the C library does without"),
    ("poll|ppoll", ANY, "ENOMEM", "same", "it is asked again"),
    ("pidfd_open", ANY, ANY, "same", "older kernels have none: the shell is looked at in turns"),
    ("read", "pipe:", ANY, "same", "what a shell prints is for the report"),
    # closing what was only read, or what fsync() has brought to the disk
    ("close", SYSTEM + r"|/dev/shm|memfd:|/dev/null|pipe:|anon_inode", ANY, "same", "it was only read, or is memory"),
    ("close", r"WORK(/[a-z]+\.yaml|/(chip|features)\.svd|/(tree|bus)\.dtb|/data|/regs|/exported|/b\.hwb)?$", ANY, "same",
     "it was only read, or was synced before"),
    ("close", "WORK/log", ANY, "same", "the child that becomes a shell step closes its copy"),
    ("close", "WORK/seen", ANY, "same", "another descriptor of it is closed and checked later"),
    # writing files
    ("fchown", ANY, "EPERM", "same", "a file that is not root's is that of who writes it"),
    ("flock", "WORK/", ANY, "same", "where there are no locks, nothing is taken away"),
    ("fstat|newfstatat", r"WORK/\.", ANY, "same", "another temporary file is made"),
    ("fsync", "WORK", "EINVAL", "same", "a file system that cannot"),
    ("open.*|getdents64", r"^\.$|WORK$", ANY, "same", "what killed processes left is removed by the next one"),
    ("fcntl", "unlock", ANY, "same", "closing gives the lock back"),
    # the cache makes the next run faster, no more
    (".*", r"cache|board-[0-9a-f]+\.hwb", ANY, "same", "a board is read from its YAML, and not kept"),
    ("mkdir", "WORK", ANY, "same", "a board is not kept"),
    ("fstatfs", ANY, ANY, "same", "a board is not kept"),
    ("stat|lstat|newfstatat|readlink|getcwd|fstat", r"^(WORK|FOLDER|/tmp.*|/|-|\.|(WORK|\.)/([a-z]+.yaml|b.hwb))$", ANY, "other",
     "what cannot be looked at counts as writable by others: a warning"),
    ("open.*|access", r"^\./board.yaml$", ANY, "other", "is it compiled? diff of two files goes on without a board, and says so"),
    ("stat|newfstatat", "^(exported|saved.yaml|kept.yaml)$", ANY, "same", "is it a pipe? it is looked at again"),
    # a dry run of a file
    ("mmap", "WORK/regs", "ENODEV", "other", "the file is read and written by calls; a dry run maps it or says so"),
    ("open.*|mmap|fstat|newfstatat", "regs$", ANY, "other", "a dry run says that it cannot show what a file holds now"),
    # boards: is it a compiled one, and may others write it
    (OPEN_READ, SEEN, "EACCES|ENOENT|EMFILE|ENFILE|EIO|ENOMEM|ESTALE", "same",
     "is it compiled, is it in the cache, may others write it: where nothing tells, not, not, and yes"),
    ("open.*", "device-?tree|/boards", "ENOENT|EACCES", "same", "there is none, or none for this user"),
    ("access", "device-tree", ANY, "same", "it is not told that -b dt would make a board"),
    ("open.*|read", "/proc/sys/kernel/arch|/sys/class/dmi", ANY, "same", "a board that asks for it does not match"),
    # what a machine has
    (OPEN_READ, SYSTEM, ANY, "other", "targets, bind and gpio tell of what can be looked at"),
    ("open.*|stat|newfstatat|getdents64", "/dev/shm$", "ENOENT", "other", "then there is no simulation"),
    ("open.*", "/dev/shm/hwreg-sim", "ENOENT", "same", "it is made meanwhile, or is opened again"),
    ("stat|newfstatat|lstat", "saved.yaml|kept.yaml|exported|b.hwb", "ENOENT", "same", "then there is no file yet"),
    ("access", "^data$", "ENOENT", "other", "a step that a dry run leaves out would make it"),
    # while it runs
    ("eventfd2", ANY, ANY, "same", "signals end what sleeps, without it"),
    ("fcntl", "FOLDER/out", "EMFILE", "same", "standard output is not needed again after --out"),
    ("sched_.*|munlockall", ANY, ANY, "same", "what was before is put back for the next line of a shell only"),
    ("write", "FOLDER/err", ANY, "other", "a warning that nobody can see changes nothing"),
    # allocations that somebody does without
    ("heap", ANY, "/libc[.]so.* __strdup", "other", "what cannot be looked at counts as writable by others: a warning"),
    ("heap", ANY, "/libc[.]so|/ld-linux", "other", "the C library does without"),
    ("heap", ANY, "hwreg .*(image_store|image_table|make_front|cache|trust)", "other", "a board is read from its YAML; others may write it"),
    ("heap", ANY, "hwreg snapshot_(check_double|add_run|add_value)", "same", "a snapshot is read as any YAML instead"),
    ("heap", ANY, "hwreg (make|append)$", "same", "does --until have to write? it is parsed again later"),
    ("heap", ANY, "hwreg make_room", "other", "a step of the report is without its words"),
    ("heap", ANY, "hwreg message_lines", "other", "the message is printed in pieces"),
    ("heap", ANY, "hwreg take_slot|hwreg .*window", "other", "a dry run says that it cannot show what a file holds now"),
]
# Failures whose message need not have the text of the errno
UNNAMED = [
    (".*", LIBRARY, ANY, "the loader does not tell"),
    ("heap", ANY, "/ld-linux|/lib[a-z0-9-]+[.]so", "libraries do not all tell"),
    ("heap", ANY, "hwreg message_lines", "the message is the one without a fault, in pieces"),
    ("mmap|mprotect|clone|clone3|brk", "^-$", ANY, "the C library makes ENOMEM or EAGAIN of it"),
    ("access|stat|newfstatat", ANY, "ENOENT", "'there is no such file'"),
    ("open.*", "/etc/group", "ENOENT", "'there is no such group in /etc/group'"),
    ("write", "FOLDER/err", ANY, "messages go there"),
    ("pread64", r"b\.hwb", ANY, "'this compiled board is damaged'"),
    ("pread64", "hwreg-sim", "half", "'its file is not a simulation'"),
    ("sched_setaffinity", ANY, "EINVAL", "'there is no such CPU that this process may use'"),
    ("capset", ANY, ANY, "nothing may be said with rights that cannot be dropped"),
]
# Failures of which nothing can be said
SILENT = [
    ("write", "FOLDER/err", ANY, "messages go there"),
    ("capset", ANY, ANY, "nothing may be said with rights that cannot be dropped"),
]
# Failures that make the answer "no"
WRONG_ANSWER = [
    ("close|write", "FOLDER/out", ANY, "the answer was no, and a message tells what failed besides"),
]
