// SPDX-License-Identifier: MIT
/* sim.c - the target `sim`: private to this process, or shared by name and kept until removed */
#include "backend/backend.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "backend/sim.h"
#include "board/image.h"
#include "simulation.h"

#define TURN 20000000 /* ns; below a second */

static int parse(struct hwreg_target *target, const char *rest, struct hwreg_error *err)
{
	char path[HWREG_SIMULATION_PATH_MAX];
	struct sim *sim;
	int r = rest ? hwreg_simulation_check(rest, err) : 0;

	if (r)
		return r;
	if (!target->board)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"target '%s': a simulation needs a board description (-b BOARD), such "
			"as -b demo",
			target->spec);
	if (rest) {
		hwreg_simulation_path(rest, path, sizeof(path));
		target->path = strdup(path);
		if (!target->path)
			return hwreg_error_memory(err);
	}
	sim = calloc(1, sizeof(*sim));
	if (!sim)
		return hwreg_error_memory(err);
	sim->board = target->board;
	target->private = sim;
	target->unmappable = true;
	return hwreg_sim_layout(sim, err);
}

static int settle(struct hwreg_target *target, struct hwreg_error *err)
{
	(void)err;
	target->numbered = image_space_numbered(target->board, target->space);
	return 0;
}

static void release(struct hwreg_target *target)
{
	struct sim *sim = target->private;

	if (!sim)
		return;
	hwreg_sim_detach(sim);
	free(sim->hooks);
	free(sim);
}

static int check(const struct hwreg_target *target, const struct hwreg_range *range,
		 struct hwreg_error *err)
{
	const struct sim *sim = target->private;

	if (hwreg_sim_block(sim, target->space, range))
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
			       "0x%08" PRIx64 "-0x%08" PRIx64
			       ": board %s has no block there, so %s has "
			       "nothing to simulate",
			       range->first, range->last,
			       image_string(sim->board, sim->board->image->name), target->spec);
}

/* First without O_CREAT: in a sticky directory fs.protected_regular refuses O_CREAT on what exists */
static int open_shared(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 && errno == EEXIST)
		fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	return fd;
}

/* The lock in the file is trusted, so that the file must be our own */
static int check_owner(int fd, const char *spec, struct hwreg_error *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, errno, "%s: stat: %s", spec,
				       strerror(errno));
	if (S_ISREG(st.st_mode) && st.st_uid == geteuid())
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EACCES,
			       "%s: belongs to another user; choose another name", spec);
}

/* One for all spaces of a session, as `when` may ask for a register of another */
static int make_private(struct hwreg_target *target, bool write, struct hwreg_error *err)
{
	int r;

	if (!target->sibling)
		return memfd_create("hwreg-sim", MFD_CLOEXEC);
	r = hwreg_target_open(target->sibling, write, err);
	if (r) {
		errno = -r;
		return -1;
	}
	return fcntl(target->sibling->fd, F_DUPFD_CLOEXEC, 0);
}

static int open_sim(struct hwreg_target *target, bool write, struct hwreg_error *err)
{
	int r = 0;

	target->fd = target->path ? open_shared(target->path) : make_private(target, write, err);
	if (target->fd < 0) {
		r = errno;
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r, "%s: %s", target->spec,
				       strerror(r));
	}
	if (target->path)
		r = check_owner(target->fd, target->spec, err);
	if (!r)
		r = hwreg_sim_attach(target->private, target->fd, target->spec, err);
	if (r) {
		close(target->fd);
		target->fd = -1;
		return r;
	}
	/* a read may change what is stored, so it is always open to write */
	target->fd_writable = true;
	return 0;
}

static int wait_turn(pthread_mutex_t *mutex, int64_t turn)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += turn;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	return pthread_mutex_timedlock(mutex, &until);
}

/*
 * A process that is killed when it has been woken and has not taken the lock yet takes the wake-up with it:
 * if another one has the lock by then, whoever else waits would sleep on after that one gives it back. So
 * they look again in turns.
 */
static int wait_for_lock(pthread_mutex_t *mutex, int64_t timeout)
{
	int r;

	for (; timeout > TURN; timeout -= TURN) {
		r = wait_turn(mutex, TURN);
		if (r != ETIMEDOUT)
			return r;
	}
	return wait_turn(mutex, timeout);
}

static int acquire(struct hwreg_target *target, int64_t timeout, struct hwreg_error *err)
{
	struct sim *sim = target->private;
	struct stat st;
	int r;

	if (fstat(target->fd, &st) != 0)
		return hwreg_error_set(err, HWREG_ERROR_ACCESS, errno, "%s: stat: %s", target->spec,
				       strerror(errno));
	if ((uint64_t)st.st_size < sim->size)
		return hwreg_error_set(err, HWREG_ERROR_ACCESS, EIO,
				       "%s: its file was cut short; remove it with hwreg sim rm",
				       target->spec);
	r = wait_for_lock(&sim->header->mutex, timeout);
	if (r == EOWNERDEAD)
		r = pthread_mutex_consistent(&sim->header->mutex);
	if (r && r != ETIMEDOUT)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, r,
				       "%s: its lock is damaged (%s); remove it with hwreg sim rm",
				       target->spec, strerror(r));
	if (r)
		return hwreg_error_set(
			err, HWREG_ERROR_UNAVAILABLE, r,
			"%s: another process holds its lock and did not give it back",
			target->spec);
	return 0;
}

static void give_back(struct hwreg_target *target)
{
	struct sim *sim = target->private;

	pthread_mutex_unlock(&sim->header->mutex);
}

static int lock(struct hwreg_target *target, const struct hwreg_range *range, int64_t timeout,
		struct hwreg_error *err)
{
	(void)range;
	return acquire(target, timeout, err);
}

static void unlock(struct hwreg_target *target, const struct hwreg_range *range)
{
	(void)range;
	give_back(target);
}

/* What there is follows from the board alone */
static int measure(struct hwreg_target *target, struct hwreg_error *err)
{
	(void)target;
	(void)err;
	return 0;
}

/* ---- Behaviour of registers -------------------------------------------------------------------- */

static int attach_hook(struct hwreg_target *target, const struct hwreg_register *reg,
		       const struct hwreg_simulation_hook *hook, struct hwreg_error *err)
{
	struct sim *sim = target->private;
	struct sim_hook *more;
	uint32_t i;

	for (i = 0; i < sim->hook_count && sim->hooks[i].reg != reg; i++)
		;
	if (i == sim->hook_count) {
		more = realloc(sim->hooks, (i + 1) * sizeof(*more));
		if (!more)
			return hwreg_error_memory(err);
		sim->hooks = more;
		sim->hook_count++;
	}
	sim->hooks[i] = (struct sim_hook){ reg, *hook };
	return 0;
}

static uint64_t to_value(const struct hwreg_register *reg, const unsigned char *bytes, size_t count)
{
	uint64_t value = 0;

	for (size_t i = 0; i < count; i++)
		value = value << 8 | bytes[reg->endian == HWREG_BIG_ENDIAN ? i : count - 1 - i];
	return value;
}

static void from_value(const struct hwreg_register *reg, unsigned char *bytes, size_t count,
		       uint64_t value)
{
	for (size_t i = 0; i < count; i++, value >>= 8)
		bytes[reg->endian == HWREG_BIG_ENDIAN ? count - 1 - i : i] = value & 0xff;
}

/* @read is NULL after a write of @wrote */
static int call_hook(const struct sim_hook *hook, unsigned char *read, const unsigned char *wrote,
		     size_t count)
{
	const struct hwreg_simulation_hook *call = &hook->call;
	uint64_t value = to_value(hook->reg, read ? read : wrote, count);
	int r;

	if (!read)
		return call->write ? call->write(call->data, hook->reg, value) : 0;
	if (!call->read)
		return 0;
	r = call->read(call->data, hook->reg, &value);
	from_value(hook->reg, read, count, value);
	return r;
}

static int run_hooks(struct hwreg_target *target, uint64_t number, unsigned char *read,
		     const unsigned char *wrote, size_t count, struct hwreg_error *err)
{
	struct sim *sim = target->private;
	int r = 0;

	if (sim->in_hook)
		return 0;
	sim->in_hook = true;
	for (uint32_t i = 0; !r && i < sim->hook_count; i++) {
		const struct hwreg_register *reg = sim->hooks[i].reg;

		if (reg->space == target->space && reg->address == number &&
		    reg->width / 8u == count && hwreg_sim_is_there(sim, reg))
			r = call_hook(&sim->hooks[i], read, wrote, count);
	}
	sim->in_hook = false;
	if (r)
		return hwreg_error_set(err, HWREG_ERROR_ACCESS, -r,
				       "%s: the model of 0x%08" PRIx64 " failed: %s", target->spec,
				       number, strerror(-r));
	return 0;
}

static int read_bytes(struct hwreg_target *target, uint64_t number, void *bytes, size_t count,
		      struct hwreg_error *err)
{
	struct hwreg_range range = { number, number + (hwreg_target_step(target, count * 8) - 1) };
	const struct sim *sim = target->private;
	int r = check(target, &range, err);

	if (!r)
		r = acquire(target, INT64_C(10000000000), err);
	if (r)
		return r;
	hwreg_sim_read(sim, hwreg_sim_block(sim, target->space, &range), number, bytes, count);
	r = run_hooks(target, number, bytes, NULL, count, err);
	give_back(target);
	return r;
}

static int write_bytes(struct hwreg_target *target, uint64_t number, const void *bytes,
		       size_t count, struct hwreg_error *err)
{
	struct hwreg_range range = { number, number + (hwreg_target_step(target, count * 8) - 1) };
	const struct sim *sim = target->private;
	int r = check(target, &range, err);

	if (!r)
		r = acquire(target, INT64_C(10000000000), err);
	if (r)
		return r;
	hwreg_sim_write(sim, hwreg_sim_block(sim, target->space, &range), number, bytes, count);
	r = run_hooks(target, number, NULL, bytes, count, err);
	give_back(target);
	return r;
}

const struct hwreg_backend hwreg_backend_sim = {
	.kind = { "sim", "sim[:NAME]",
		  "registers simulated from the board; NAME: shared, kept until removed" },
	.flags = HWREG_BACKEND_ALL_SPACES,
	.parse = parse,
	.check = check,
	.settle = settle,
	.open = open_sim,
	.read = read_bytes,
	.write = write_bytes,
	.lock = lock,
	.unlock = unlock,
	.measure = measure,
	.hook = attach_hook,
	.release = release,
};
