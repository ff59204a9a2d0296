// SPDX-License-Identifier: MIT
/*
 * target_simulation.c - the file of a shared simulation: its start is the input, up to its lock
 *
 * The file belongs to the user who opens it, and so its lock is trusted; all before it is not, nor is what
 * the registers hold.
 */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend/sim.h"

static char name[64], path[128];
static unsigned char *fresh;
static size_t fresh_size;

static struct hwreg_session *open_shared(void)
{
	const char *targets[] = { name };
	const struct hwreg_session_options options = { .size = sizeof(options),
						       .flags = HWREG_WRITE,
						       .board = fuzz_board(),
						       .targets = targets,
						       .target_count = 1,
						       .lock_timeout = 1000000 };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session = NULL;

	if (hwreg_session_open(&session, &options, &err) != 0)
		fuzz_promise(false, err.message);
	return session;
}

static int read_one(struct hwreg_session *session, const char *text)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_location *location = NULL;
	struct hwreg_item item;
	uint64_t value;
	int r = hwreg_location_parse(&location, session, text, &err);

	if (!r)
		r = hwreg_session_prepare(session, location, &err);
	if (!r)
		r = hwreg_session_select(session, location, &err);
	for (uint64_t i = 0; !r && i < hwreg_location_count(location); i++) {
		hwreg_location_item(location, i, &item);
		if (!item.skip)
			r = hwreg_session_read(session, &item, &value, &err);
		if (r == -EOVERFLOW) {
			r = 0;
			err = (struct hwreg_error)HWREG_ERROR_INIT;
		}
	}
	fuzz_error(r, &err);
	hwreg_location_free(location);
	return r;
}

static void remove_file(void)
{
	unlink(path);
}

/* The file that hwreg makes itself */
static void make_fresh(void)
{
	struct hwreg_session *session;
	struct stat st;
	int fd;

	snprintf(name, sizeof(name), "sim:fuzz-%d", (int)getpid());
	snprintf(path, sizeof(path), "/dev/shm/hwreg-sim.fuzz-%d", (int)getpid());
	unlink(path);
	atexit(remove_file);
	session = open_shared();
	fuzz_promise(read_one(session, "LED") == 0, "a new simulation can be read");
	hwreg_session_close(session);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	fuzz_promise(fd >= 0 && fstat(fd, &st) == 0, "it has a file");
	fresh_size = (size_t)st.st_size;
	fresh = malloc(fresh_size);
	fuzz_promise(fresh && read(fd, fresh, fresh_size) == st.st_size, "its file can be read");
	close(fd);
}

/* Of an input that is shorter than the header the rest is as it should be; an odd number of bytes behind
 * the header cuts the file off there */
static void write_file(const uint8_t *data, size_t size)
{
	const size_t lock = offsetof(struct sim_header, mutex), behind = sizeof(struct sim_header);
	size_t head = size < lock ? size : lock, rest = size > lock ? size - lock : 0;
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (rest > fresh_size - behind)
		rest = fresh_size - behind;
	fuzz_promise(fd >= 0 && pwrite(fd, fresh, fresh_size, 0) == (ssize_t)fresh_size &&
			     pwrite(fd, data, head, 0) == (ssize_t)head &&
			     pwrite(fd, data + head, rest, (off_t)behind) == (ssize_t)rest,
		     "the file takes the input");
	if (rest % 2)
		fuzz_promise(ftruncate(fd, (off_t)(behind + rest)) == 0, "it can be cut off");
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const places[] = {
		"LED", "UART0", "CODEC", "FUSES", "PMIC", "GPIO.PORT*"
	};
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session;
	struct hwreg_write *write = NULL;
	int r;

	if (!fresh)
		make_fresh();
	write_file(data, size);
	session = open_shared();
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		read_one(session, places[i]);
	r = hwreg_write_parse(&write, session, "LED.CTRL.LEVEL=3", &err);
	if (!r)
		r = hwreg_session_prepare_write(session, write, &err);
	if (!r)
		r = hwreg_session_write(session, write, &err);
	fuzz_error(r, &err);
	hwreg_write_free(write);
	hwreg_session_close(session);
	return 0;
}
