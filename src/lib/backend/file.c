// SPDX-License-Identifier: MIT
/* file.c - registers in regular files and block devices: mapped, else by pread and pwrite */
#include "backend/backend.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "backend/devnode.h"
#include "board/image.h"
#include "lock.h"

/* The last @ followed by 0x starts the address of the file's first byte */
static int split_base(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	const char *at = strrchr(rest, '@');
	int r;

	if (!at || strncmp(at + 1, "0x", 2) != 0)
		at = rest + strlen(rest);
	target->path = strndup(rest, at - rest);
	if (!target->path)
		return hwreg_error_memory(err);
	if (!*at)
		return 0;
	r = hwreg_number_parse(at + 1, &target->numbers.first, err);
	return hwreg_error_context(err, r, "target '%s'", target->spec);
}

static const char *unfit_reason(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
	case S_IFBLK:
		return NULL;
	case S_IFDIR:
		return "a directory";
	case S_IFIFO:
		return "a pipe, which has no addresses";
	case S_IFSOCK:
		return "a socket, which has no addresses";
	case S_IFCHR:
		return "a character device; if it can be mapped, use dev:PATH";
	default:
		return "neither a regular file nor a block device";
	}
}

static int find_size(const struct stat *st, uint64_t *size)
{
	char path[64];
	uint64_t sectors;
	int r;

	if (S_ISREG(st->st_mode)) {
		*size = st->st_size;
		return 0;
	}
	/* sysfs, so that nothing is opened yet; in units of 512 bytes (Documentation/ABI/stable/
	 * sysfs-block) */
	snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/size", major(st->st_rdev),
		 minor(st->st_rdev));
	r = hwreg_devnode_read_number(path, &sectors);
	if (!r)
		*size = sectors * 512;
	return r;
}

static int stat_failed(const struct hwreg_target *target, int sys_errno, struct hwreg_error *err)
{

	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno, "%s: %s", target->path,
			       strerror(sys_errno));
}

static int parse(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	const char *unfit;
	struct stat st;
	uint64_t size;
	int r;

	if (!rest || !*rest)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "target '%s': expected file:PATH or file:PATH@0xBASE",
				       target->spec);
	r = split_base(target, rest, err);
	if (r)
		return r;
	if (stat(target->path, &st) != 0)
		return stat_failed(target, errno, err);
	unfit = unfit_reason(st.st_mode);
	if (unfit)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: cannot hold registers: %s", target->path, unfit);
	target->regular = S_ISREG(st.st_mode);
	r = find_size(&st, &size);
	if (r)
		return stat_failed(target, -r, err);
	if (size == 0)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "%s: the file is empty: there are no registers in it",
				       target->path);
	if (!hwreg_range_make(&target->numbers, target->numbers.first, size))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "target '%s': 0x%" PRIx64
				       " bytes from there go past the end of the "
				       "64-bit address space",
				       target->spec, size);
	return 0;
}

/* Of a board's I2C device: number after number, each in the bytes of the widest register */
static int settle(struct hwreg_target *target, struct hwreg_error *err)
{
	uint64_t size = target->numbers.last - target->numbers.first + 1;

	if (!target->board || !image_space_numbered(target->board, target->space))
		return 0;
	target->numbered = true;
	target->unmappable = true;
	target->regular = false; /* a private copy is a mapping */
	target->number_size = image_space_widest(target->board, target->space);
	if (size < target->number_size)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "%s: %" PRIu64 " bytes hold no register: each takes %u here",
				       target->path, size, target->number_size);
	target->numbers.last = target->numbers.first + (size / target->number_size - 1);
	return 0;
}

static int admit(const struct hwreg_target *target, unsigned int bits, bool write,
		 struct hwreg_error *err)
{
	(void)write;
	if (!target->numbered || bits / 8 <= target->number_size)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
			       "%s: an access of %u bits: registers have %u bits here, as many as "
			       "the widest that the board describes in this space",
			       target->path, bits, target->number_size * 8u);
}

static off_t offset_of(const struct hwreg_target *target, uint64_t number)
{
	return (off_t)((number - target->numbers.first) * target->number_size);
}

static int transfer_failed(const struct hwreg_target *target, const char *what, uint64_t number,
			   ssize_t done, struct hwreg_error *err)
{
	int sys_errno = done < 0 ? errno : EIO;

	return hwreg_error_set(err, HWREG_ERROR_ACCESS, sys_errno, "%s: %s at 0x%08" PRIx64 ": %s",
			       target->path, what, number,
			       done < 0 ? strerror(sys_errno) : "the file ends there");
}

static int read_bytes(struct hwreg_target *target, uint64_t number, void *bytes, size_t count,
		      struct hwreg_error *err)
{
	ssize_t done = pread(target->fd, bytes, count, offset_of(target, number));

	return done == (ssize_t)count ? 0 : transfer_failed(target, "read", number, done, err);
}

static int write_bytes(struct hwreg_target *target, uint64_t number, const void *bytes,
		       size_t count, struct hwreg_error *err)
{
	ssize_t done = pwrite(target->fd, bytes, count, offset_of(target, number));

	return done == (ssize_t)count ? 0 : transfer_failed(target, "write", number, done, err);
}

/* The bytes of the file itself, so that every path to it comes to the same lock */
static struct hwreg_range file_bytes(const struct hwreg_target *target,
				     const struct hwreg_range *range)
{
	return (struct hwreg_range){ offset_of(target, range->first),
				     offset_of(target, range->last) + (target->number_size - 1) };
}

static int lock(struct hwreg_target *target, const struct hwreg_range *range, int64_t timeout,
		struct hwreg_error *err)
{
	struct hwreg_range bytes = file_bytes(target, range);

	return hwreg_lock_bytes(target->fd, target->path, &bytes, timeout, err);
}

static void unlock(struct hwreg_target *target, const struct hwreg_range *range)
{
	struct hwreg_range bytes = file_bytes(target, range);

	hwreg_unlock_bytes(target->fd, &bytes);
}

/* The file may have become longer, or shorter, since it was looked at */
static int measure(struct hwreg_target *target, struct hwreg_error *err)
{
	struct hwreg_range numbers;
	struct stat st;

	if (!target->regular)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
				       "%s: a window on a device, or on numbered registers, does "
				       "not grow",
				       target->spec);
	if (fstat(target->fd, &st) != 0)
		return stat_failed(target, errno, err);
	if (!hwreg_range_make(&numbers, target->numbers.first, st.st_size))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "%s: the file is empty, or goes past the end of the 64-bit "
				       "address space by now",
				       target->spec);
	target->numbers = numbers;
	return 0;
}

static int sync_file(struct hwreg_target *target, struct hwreg_error *err)
{
	int r;

	if (target->fd < 0 || !target->fd_writable || fdatasync(target->fd) == 0)
		return 0;
	r = errno;
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, r, "%s: write back: %s", target->path,
			       strerror(r));
}

const struct hwreg_backend hwreg_backend_file = {
	.kind = { "file", "file:PATH[@0xBASE]",
		  "a regular file or block device; 0xBASE: address of its first byte" },
	.flags = HWREG_BACKEND_MEMORY,
	.parse = parse,
	.settle = settle,
	.admit = admit,
	.read = read_bytes,
	.write = write_bytes,
	.lock = lock,
	.unlock = unlock,
	.measure = measure,
	.sync = sync_file,
};
