// SPDX-License-Identifier: MIT
/*
 * port.c - x86 I/O ports by ioperm(2) and the in and out instructions
 *
 * Not /dev/port: it splits every access into bytes. Permission is a thread's own (ioperm(2)), so
 * that it is asked for again when another thread makes an access. A PCI BAR of I/O ports is such a
 * target too, whose number 0 is port physical_base.
 */
#include "backend/backend.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PORTS 0x10000u

static int check(const struct hwreg_target *target, const struct hwreg_range *range,
		 struct hwreg_error *err)
{
	if (range->last - range->first < 4)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
			       "%s: 0x%04" PRIx64
			       ": I/O ports are accessed in 8, 16 or 32 bits, not %" PRIu64,
			       target->spec, range->first, (range->last - range->first + 1) * 8);
}

static int parse(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	if (rest)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "target '%s': `port` takes nothing after it; the port is "
				       "the number of the location",
				       target->spec);
	target->numbers.last = PORTS - 1;
	target->unmappable = true;
	return 0;
}

#if defined(__x86_64__) || defined(__i386__)
#include <linux/capability.h>
#include <sys/io.h>
#include <sys/syscall.h>

#include "guard.h"

/* The thread that may use the ports of a target */
struct permission {
	pid_t thread;
};

static int denied(const struct hwreg_target *target, int sys_errno, struct hwreg_error *err)
{
	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno,
			"%s: ports 0x%04" PRIx64 "-0x%04" PRIx64 ": ioperm: %s", target->spec,
			target->physical_base, target->physical_base + target->numbers.last,
			strerror(sys_errno));
	if (sys_errno == EPERM)
		hwreg_error_append(err,
				   ": I/O ports need root or the capability CAP_SYS_RAWIO, and "
				   "a kernel that\nis not locked down "
				   "(/sys/kernel/security/lockdown); run with sudo");
	else if (sys_errno == ENOSYS || sys_errno == EIO)
		hwreg_error_append(err, ": this kernel was built without CONFIG_X86_IOPL_IOPERM");
	return -sys_errno;
}

static int permit(struct hwreg_target *target, struct hwreg_error *err)
{
	struct permission *permission = target->private;
	pid_t self = gettid();

	if (permission && permission->thread == self)
		return 0;
	if (ioperm(target->physical_base, target->numbers.last + 1, 1) != 0)
		return denied(target, errno, err);
	if (permission)
		permission->thread = self;
	return 0;
}

static int open_ports(struct hwreg_target *target, bool write, struct hwreg_error *err)
{
	(void)write;
	if (!target->private)
		target->private = calloc(1, sizeof(struct permission));
	return target->private ? permit(target, err) : hwreg_error_memory(err);
}

struct transfer {
	unsigned short port;
	unsigned short bytes;
	bool write;
	uint32_t value;
};

static void execute(struct transfer *transfer)
{
	unsigned short port = transfer->port;

	if (transfer->bytes == 1 && transfer->write)
		outb(transfer->value, port);
	else if (transfer->bytes == 1)
		transfer->value = inb(port);
	else if (transfer->bytes == 2 && transfer->write)
		outw(transfer->value, port);
	else if (transfer->bytes == 2)
		transfer->value = inw(port);
	else if (transfer->write)
		outl(transfer->value, port);
	else
		transfer->value = inl(port);
}

/* Return: false if the CPU refused the instruction; then nothing was accessed */
static bool execute_guarded(struct transfer *transfer)
{
	struct hwreg_guard_frame frame = { .instruction = true };
	int signal = sigsetjmp(frame.env, 0);

	if (signal == 0) {
		hwreg_guard_enter(&frame);
		execute(transfer);
	}
	hwreg_guard_leave();
	return signal == 0;
}

/* A permission may be gone: revoked, or a thread that ended had this one's number. Ask once more. And
 * who may not ask may have one all the same: a thread starts with that of the thread that made it. */
static int make(struct hwreg_target *target, struct transfer *transfer, struct hwreg_error *err)
{
	struct permission *permission = target->private;
	struct hwreg_error why = HWREG_ERROR_INIT;
	int r;

	for (int i = 0; i < 2; i++) {
		r = permit(target, &why);
		if ((!r || (i == 0 && hwreg_guard_is_there())) && execute_guarded(transfer)) {
			if (permission)
				permission->thread = gettid();
			return 0;
		}
		if (r && err)
			*err = why;
		if (r)
			return r;
		if (permission)
			permission->thread = 0;
	}
	return hwreg_error_set(
		err, HWREG_ERROR_ACCESS, EFAULT,
		"%s: %s %u bits at port 0x%04x: the CPU refused it, though the kernel "
		"has allowed it (ioperm)",
		target->spec, transfer->write ? "write" : "read", transfer->bytes * 8u,
		transfer->port);
}

static int check_width(const struct hwreg_target *target, uint64_t number, size_t count,
		       struct hwreg_error *err)
{
	return check(target, &(struct hwreg_range){ number, number + (count - 1) }, err);
}

static int read_port(struct hwreg_target *target, uint64_t number, void *bytes, size_t count,
		     struct hwreg_error *err)
{
	struct transfer transfer = { .port = target->physical_base + number, .bytes = count };
	int r = check_width(target, number, count, err);

	if (!r)
		r = make(target, &transfer, err);
	if (!r)
		memcpy(bytes, &transfer.value, count);
	return r;
}

static int write_port(struct hwreg_target *target, uint64_t number, const void *bytes, size_t count,
		      struct hwreg_error *err)
{
	struct transfer transfer = { .port = target->physical_base + number,
				     .bytes = count,
				     .write = true };
	int r = check_width(target, number, count, err);

	if (r)
		return r;
	memcpy(&transfer.value, bytes, count);
	return make(target, &transfer, err);
}

/* Ports need CAP_SYS_RAWIO (ioperm(2)); a program may hold it back until it opens something */
static bool may_use_ports(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	return syscall(SYS_capget, &header, data) == 0 &&
	       (data[CAP_TO_INDEX(CAP_SYS_RAWIO)].permitted & CAP_TO_MASK(CAP_SYS_RAWIO));
}

static int list_ports(hwreg_target_callback *callback, void *data, struct hwreg_error *err)
{
	struct hwreg_target_info info = { .size = sizeof(info),
					  .spec = "port",
					  .backend = "port",
					  .name = "",
					  .device = "",
					  .driver = "",
					  .owner = "",
					  .length = PORTS,
					  .flags = HWREG_TARGET_PRESENT };

	(void)err;
	if (may_use_ports())
		info.flags |= HWREG_TARGET_READABLE | HWREG_TARGET_WRITABLE;
	info.note = info.flags & HWREG_TARGET_READABLE
			    ? "I/O ports; /proc/ioports tells who uses which"
			    : "I/O ports need root or the capability CAP_SYS_RAWIO";
	return callback(data, &info);
}
#define LIST_PORTS list_ports
#else
#define LIST_PORTS NULL

static int open_ports(struct hwreg_target *target, bool write, struct hwreg_error *err)
{
	(void)write;
	return hwreg_error_set(
		err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
		"%s: this CPU has no I/O ports: they are x86's; PCI bridges of other "
		"machines map\nthem into memory, where `mem` reaches them (/proc/iomem)",
		target->spec);
}

static int read_port(struct hwreg_target *target, uint64_t number, void *bytes, size_t count,
		     struct hwreg_error *err)
{
	(void)number, (void)bytes, (void)count;
	return open_ports(target, false, err);
}

static int write_port(struct hwreg_target *target, uint64_t number, const void *bytes, size_t count,
		      struct hwreg_error *err)
{
	(void)number, (void)bytes, (void)count;
	return open_ports(target, true, err);
}

#endif

static void release(struct hwreg_target *target)
{
	free(target->private);
}

const struct hwreg_backend hwreg_backend_port = {
	.kind = { "port", "port", "x86 I/O ports, by in and out instructions" },
	.flags = HWREG_BACKEND_MACHINE | HWREG_BACKEND_DEVICE | HWREG_BACKEND_FAULTS,
	.parse = parse,
	.check = check,
	.open = open_ports,
	.read = read_port,
	.write = write_port,
	.release = release,
	.list = LIST_PORTS,
};
