// SPDX-License-Identifier: MIT
/*
 * witness.c - a library to preload that sees every access of registers from outside, on x86-64
 *
 * What hwreg maps of the file "regs", or of /dev/zero, is kept without any right, so that each load and
 * store is a fault. The fault tells the address and the instruction its width; the page is opened for that
 * one instruction, in single step, and closed again. /dev/zero becomes a device with memory: what is
 * written by one mapping is read by the next.
 *
 * Environment: AUDIT_OUT the file to append to, AUDIT_DEVICE the file that the device holds at first.
 * Lines: "read BITS OFFSET BYTES", "write ...", and "mark NAME" for each file that is opened whose name
 * starts with mark.; BITS is 0 for an instruction that is not one load or store.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define MOST 256
#define TRAP_FLAG 0x100

/* A mapping; @prot: what hwreg believes that it has */
struct region {
	char *at;
	size_t size;
	uint64_t offset;
	int prot;
};

/* An access that is being made in single step; @masked: SIGTRAP was not to come */
struct step {
	struct region *region;
	bool masked;
	char *address;
	unsigned int bits;
	bool write;
};

static struct region regions[MOST];
static struct sigaction theirs[2]; /* of SIGSEGV and SIGBUS */
static __thread struct step step;
static int out = -1, device = -1;

static void tell(const char *text)
{
	if (write(out, text, strlen(text)) < 0)
		_exit(99);
}

static struct region *find(const char *address)
{
	for (unsigned int i = 0; i < MOST; i++)
		if (regions[i].at && address >= regions[i].at &&
		    address < regions[i].at + regions[i].size)
			return &regions[i];
	return NULL;
}

/* ---- Instructions ------------------------------------------------------------------------------ */

/* Bits of a load or store of one general register, or of an immediate value; else 0 */
static unsigned int width_of(const unsigned char *code)
{
	unsigned int wide = 32;

	for (; *code == 0x66; code++)
		wide = 16;
	if ((*code & 0xf0) == 0x40)
		wide = *code++ & 8 ? 64 : wide;
	switch (*code) {
	case 0x88: /* mov of a byte */
	case 0x8a:
	case 0xc6:
		return 8;
	case 0x89: /* mov */
	case 0x8b:
	case 0xc7:
		return wide;
	case 0x0f:
		break;
	default:
		return 0;
	}
	switch (code[1]) {
	case 0xb6: /* movzx, movsx */
	case 0xbe:
		return 8;
	case 0xb7:
	case 0xbf:
		return 16;
	case 0x38: /* movbe */
		return code[2] == 0xf0 || code[2] == 0xf1 ? wide : 0;
	default:
		return 0;
	}
}

static void tell_access(void)
{
	unsigned char bytes[8] = { 0 };
	char line[96];
	size_t length;

	memcpy(bytes, step.address, step.bits / 8);
	length = (size_t)snprintf(
		line, sizeof(line), "%s %u 0x%llx ", step.write ? "write" : "read", step.bits,
		(unsigned long long)(step.region->offset + (step.address - step.region->at)));
	for (unsigned int i = 0; i < step.bits / 8; i++)
		length += (size_t)snprintf(line + length, sizeof(line) - length, "%02x", bytes[i]);
	line[length] = '\n';
	line[length + 1] = '\0';
	tell(line);
}

/* ---- Signals ----------------------------------------------------------------------------------- */

static void hand_on(int number, siginfo_t *info, void *context)
{
	const struct sigaction *old = &theirs[number == SIGBUS];

	if (old->sa_flags & SA_SIGINFO) {
		old->sa_sigaction(number, info, context);
	} else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN) {
		old->sa_handler(number);
	} else {
		signal(number, SIG_DFL);
		raise(number);
	}
}

static void faulted(int number, siginfo_t *info, void *data)
{
	ucontext_t *context = data;
	greg_t *registers = context->uc_mcontext.gregs;
	struct region *region = find(info->si_addr);
	bool write = registers[REG_ERR] & 2;

	if (!region || step.region || number != SIGSEGV ||
	    !(region->prot & (write ? PROT_WRITE : PROT_READ))) {
		hand_on(number, info, data);
		return;
	}
	step = (struct step){ .region = region,
			      .masked = sigismember(&context->uc_sigmask, SIGTRAP),
			      .address = info->si_addr,
			      .bits = width_of((const unsigned char *)registers[REG_RIP]),
			      .write = write };
	sigdelset(&context->uc_sigmask, SIGTRAP);
	syscall(SYS_mprotect, region->at, region->size, region->prot);
	registers[REG_EFL] |= TRAP_FLAG;
}

static void stepped(int number, siginfo_t *info, void *data)
{
	ucontext_t *context = data;

	(void)number;
	(void)info;
	context->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
	if (!step.region)
		return;
	if (step.masked)
		sigaddset(&context->uc_sigmask, SIGTRAP);
	tell_access();
	syscall(SYS_mprotect, step.region->at, step.region->size, PROT_NONE);
	step.region = NULL;
}

int sigaction(int number, const struct sigaction *new, struct sigaction *old)
{
	int (*real)(int, const struct sigaction *, struct sigaction *) =
		dlsym(RTLD_NEXT, "sigaction");
	struct sigaction *kept = &theirs[number == SIGBUS];

	if (number != SIGSEGV && number != SIGBUS)
		return real(number, new, old);
	if (old)
		*old = *kept;
	if (new)
		*kept = *new;
	return 0;
}

__attribute__((constructor)) static void start(void)
{
	int (*real)(int, const struct sigaction *, struct sigaction *) =
		dlsym(RTLD_NEXT, "sigaction");
	struct sigaction on_fault = { .sa_sigaction = faulted,
				      .sa_flags = SA_SIGINFO | SA_NODEFER };
	struct sigaction on_step = { .sa_sigaction = stepped, .sa_flags = SA_SIGINFO };
	const char *path = getenv("AUDIT_OUT"), *holds = getenv("AUDIT_DEVICE");
	char buffer[4096];
	ssize_t got;
	int from;

	out = (int)syscall(SYS_openat, AT_FDCWD, path ? path : "witness",
			   O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	device = (int)syscall(SYS_memfd_create, "device", 1u);
	from = (int)syscall(SYS_openat, AT_FDCWD, holds ? holds : "/dev/null", O_RDONLY);
	while ((got = read(from, buffer, sizeof(buffer))) > 0)
		if (write(device, buffer, (size_t)got) != got)
			_exit(99);
	close(from);
	if (out < 0 || ftruncate(device, 1 << 16) < 0)
		_exit(99);
	real(SIGSEGV, &on_fault, NULL);
	real(SIGBUS, &on_fault, NULL);
	real(SIGTRAP, &on_step, NULL);
}

/* ---- Calls that hwreg makes -------------------------------------------------------------------- */

int openat64(int folder, const char *path, int flags, ...)
{
	mode_t mode;
	va_list list;
	char line[96];

	va_start(list, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
	va_end(list);
	if (!strncmp(path, "mark.", 5)) {
		snprintf(line, sizeof(line), "mark %s\n", path);
		tell(line);
	}
	return (int)syscall(SYS_openat, folder, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	mode_t mode;
	va_list list;

	va_start(list, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
	va_end(list);
	return openat64(AT_FDCWD, path, flags, mode);
}

/* 1: the file, 2: the device, 0: neither */
static int kind_of(int fd)
{
	char name[64], path[512];
	ssize_t length;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	length = readlink(name, path, sizeof(path) - 1);
	if (fd < 0 || length < 0)
		return 0;
	path[length] = '\0';
	if (!strcmp(path, "/dev/zero"))
		return 2;
	return length > 5 && !strcmp(path + length - 5, "/regs");
}

void *mmap64(void *at, size_t size, int prot, int type, int fd, off64_t offset)
{
	int kind = (type & MAP_TYPE) == MAP_SHARED ? kind_of(fd) : 0;
	char *made;

	made = (void *)syscall(SYS_mmap, at, size, kind ? PROT_NONE : prot, type & ~MAP_POPULATE,
			       kind == 2 ? device : fd, offset);
	for (unsigned int i = 0; kind && made != MAP_FAILED && i < MOST; i++)
		if (!regions[i].at) {
			regions[i] = (struct region){ made, size, (uint64_t)offset, prot };
			return made;
		}
	if (kind && made != MAP_FAILED)
		_exit(99);
	return made;
}

int mprotect(void *at, size_t size, int prot)
{
	struct region *region = find(at);

	if (!region)
		return (int)syscall(SYS_mprotect, at, size, prot);
	region->prot = prot;
	return 0;
}

int munmap(void *at, size_t size)
{
	struct region *region = find(at);

	if (region)
		region->at = NULL;
	return (int)syscall(SYS_munmap, at, size);
}
