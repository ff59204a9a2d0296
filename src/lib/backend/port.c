// SPDX-License-Identifier: MIT
/*
 * port.c - x86 I/O ports by ioperm(2) and the in and out instructions
 *
 * Not /dev/port: it splits every access into bytes. Permission is a thread's own (ioperm(2)), so
 * that it is asked for again when another thread makes an access. A PCI BAR of I/O ports is such a
 * target too, whose number 0 is port number_base.
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

/* The thread that may use the ports of a target */
struct permission {
	pid_t thread;
};

static int denied(const struct hwreg_target *target, int sys_errno, struct hwreg_error *err)
{
	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno,
			"%s: ports 0x%04" PRIx64 "-0x%04" PRIx64 ": ioperm: %s", target->spec,
			target->number_base, target->number_base + target->numbers.last,
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
	if (ioperm(target->number_base, target->numbers.last + 1, 1) != 0)
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

static int no_such_width(const struct hwreg_target *target, uint64_t number, size_t count,
			 struct hwreg_error *err)
{
	return check(target, &(struct hwreg_range){ number, number + (count - 1) }, err);
}

static int read_port(struct hwreg_target *target, uint64_t number, void *bytes, size_t count,
		     struct hwreg_error *err)
{
	unsigned short port = target->number_base + number;
	uint32_t value;
	int r = permit(target, err);

	if (r)
		return r;
	if (count == 1)
		value = inb(port);
	else if (count == 2)
		value = inw(port);
	else if (count == 4)
		value = inl(port);
	else
		return no_such_width(target, number, count, err);
	memcpy(bytes, &value, count);
	return 0;
}

static int write_port(struct hwreg_target *target, uint64_t number, const void *bytes, size_t count,
		      struct hwreg_error *err)
{
	unsigned short port = target->number_base + number;
	uint32_t value = 0;
	int r = permit(target, err);

	if (r)
		return r;
	if (count > sizeof(value))
		return no_such_width(target, number, count, err);
	memcpy(&value, bytes, count);
	if (count == 1)
		outb(value, port);
	else if (count == 2)
		outw(value, port);
	else
		outl(value, port);
	return 0;
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
	.flags = HWREG_BACKEND_MACHINE | HWREG_BACKEND_DEVICE,
	.parse = parse,
	.check = check,
	.open = open_ports,
	.read = read_port,
	.write = write_port,
	.release = release,
	.list = LIST_PORTS,
};
