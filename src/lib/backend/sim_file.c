// SPDX-License-Identifier: MIT
/* sim_file.c - the file that holds a simulation: its layout, making it and mapping it */
#include "backend/sim.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/image.h"
#include "lock.h"

#define MAGIC "hwregsim"
#define VERSION 1u
#define ALIGNMENT UINT64_C(4096) /* of the data in the file; any page size may map it */
#define NUMBER_SIZE 8 /* bytes of a register that has a number: of any width */
#define ALLOCATE_MAX (UINT64_C(4) << 20)

static uint64_t hash_name(const char *name)
{
	return image_hash(name, strlen(name));
}

int hwreg_sim_layout(struct sim *sim, struct hwreg_error *err)
{
	uint64_t at = (sizeof(struct sim_header) + ALIGNMENT - 1) & ~(ALIGNMENT - 1), length;
	const struct hwreg_block *block;

	sim->layout = UINT64_C(0xcbf29ce484222325);
	sim->block_count = image_count(sim->board, IMAGE_BLOCKS);
	sim->blocks = calloc(sim->block_count ? sim->block_count : 1, sizeof(*sim->blocks));
	if (!sim->blocks)
		return hwreg_error_memory(err);
	for (uint32_t i = 0; i < sim->block_count; i++) {
		block = hwreg_board_block(sim->board, i);
		sim->blocks[i].space = block->space;
		sim->blocks[i].unit =
			image_space_numbered(sim->board, block->space) ? NUMBER_SIZE : 1;
		sim->blocks[i].data = at;
		sim->blocks[i].range.first = block->base;
		sim->blocks[i].range.last = block->base + (block->length - 1);
		if (block->length > (UINT64_C(1) << 40))
			return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
					       "%s: a block of more than 1 TiB cannot be simulated",
					       image_string(sim->board, block->name));
		length = UINT64_C(2) * sim->blocks[i].unit * block->length;
		length = (length + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
		at += length;
		sim->layout = hwreg_sim_mix(sim->layout, block->space);
		sim->layout = hwreg_sim_mix(sim->layout, block->base);
		sim->layout = hwreg_sim_mix(sim->layout, block->length);
		sim->layout = hwreg_sim_mix(sim->layout, sim->blocks[i].unit);
		sim->layout = hwreg_sim_mix(sim->layout,
					    hash_name(image_string(sim->board, block->name)));
	}
	sim->size = at;
	return hwreg_sim_layout_slots(sim, err);
}

static int failed(const char *spec, const char *what, int sys_errno, struct hwreg_error *err)
{

	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno, "%s: %s: %s", spec, what,
			       strerror(sys_errno));
}

static int map_file(struct sim *sim, int fd, const char *spec, struct hwreg_error *err)
{
	void *at;

	if (sim->size > SIZE_MAX)
		return failed(spec, "map", ENOMEM, err);
	at = mmap(NULL, sim->size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
	if (at == MAP_FAILED)
		return failed(spec, "map", errno, err);
	sim->header = at;
	return 0;
}

static int make_mutex(pthread_mutex_t *mutex)
{
	pthread_mutexattr_t attributes;
	int r;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	r = pthread_mutex_init(mutex, &attributes);
	pthread_mutexattr_destroy(&attributes);
	return r;
}

static int make_file(struct sim *sim, int fd, const char *spec, struct hwreg_error *err)
{
	int r;

	if (ftruncate(fd, (off_t)sim->size) != 0)
		return failed(spec, "make it", errno, err);
	/* so that a full file system is an error here and not a SIGBUS later */
	r = sim->size <= ALLOCATE_MAX ? posix_fallocate(fd, 0, (off_t)sim->size) : 0;
	if (r == 0)
		r = map_file(sim, fd, spec, err);
	else
		r = failed(spec, "make it", r, err);
	if (r) {
		if (ftruncate(fd, 0) != 0)
			return r;
		return r;
	}
	hwreg_sim_reset(sim);
	sim->header->version = VERSION;
	sim->header->mutex_size = sizeof(sim->header->mutex);
	sim->header->size = sim->size;
	sim->header->layout = sim->layout;
	snprintf(sim->header->board, sizeof(sim->header->board), "%s",
		 image_string(sim->board, sim->board->image->name));
	r = make_mutex(&sim->header->mutex);
	if (r)
		return failed(spec, "make its lock", r, err);
	memcpy(sim->header->magic, MAGIC, sizeof(sim->header->magic));
	return 0;
}

/* The C library takes the lock for what it says of itself, and may end the process over it. A lock of ours
 * says the same at all times; who holds it is elsewhere in it. */
static bool is_lock(const pthread_mutex_t *mutex)
{
#ifdef __GLIBC__
	pthread_mutex_t fresh;
	bool good = make_mutex(&fresh) == 0 && fresh.__data.__kind == mutex->__data.__kind;

	pthread_mutex_destroy(&fresh);
	return good;
#else
	(void)mutex;
	return true;
#endif
}

static int check_file(const struct sim_header *header, const struct sim *sim, const char *spec,
		      struct hwreg_error *err)
{
	if (memcmp(header->magic, MAGIC, sizeof(header->magic)) != 0)
		return hwreg_error_set(
			err, HWREG_ERROR_UNAVAILABLE, EINVAL,
			"%s: its file is not a simulation; remove it with hwreg sim rm", spec);
	if (header->version != VERSION || header->mutex_size != sizeof(header->mutex))
		return hwreg_error_set(
			err, HWREG_ERROR_UNAVAILABLE, EINVAL,
			"%s: made by another version or word size of hwreg; remove it with "
			"hwreg sim rm",
			spec);
	if (!is_lock(&header->mutex))
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EINVAL,
				       "%s: its lock is damaged; remove it with hwreg sim rm",
				       spec);
	if (header->layout != sim->layout || header->size != sim->size)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"%s: made for board %.63s, whose blocks differ from those of %s; use "
			"that board, or remove it with hwreg sim rm",
			spec, header->board, image_string(sim->board, sim->board->image->name));
	return 0;
}

/* The start of what who was killed has not made to its end: the magic comes last */
static bool is_unfinished(const struct sim_header *header, size_t size)
{
	static const char none[sizeof(header->magic)];

	return memcmp(header->magic, none, size < sizeof(none) ? size : sizeof(none)) == 0;
}

static int use_file(struct sim *sim, int fd, const char *spec, uint64_t size,
		    struct hwreg_error *err)
{
	struct sim_header header;
	ssize_t n;
	int r;

	do
		n = pread(fd, &header, sizeof(header), 0);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return failed(spec, "read", errno, err);
	if (is_unfinished(&header, (size_t)n) && ftruncate(fd, 0) == 0)
		return make_file(sim, fd, spec, err);
	if (n != (ssize_t)sizeof(header))
		memset(&header, 0, sizeof(header));
	r = check_file(&header, sim, spec, err);
	if (!r && size != sim->size)
		r = hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EIO,
				    "%s: its file was cut short; remove it with hwreg sim rm",
				    spec);
	return r ? r : map_file(sim, fd, spec, err);
}

int hwreg_sim_attach(struct sim *sim, int fd, const char *spec, struct hwreg_error *err)
{
	const struct hwreg_range first_byte = { 0, 0 };
	struct stat st;
	int r = hwreg_lock_bytes(fd, spec, &first_byte, INT64_C(10000000000), err);

	if (r)
		return r;
	if (fstat(fd, &st) != 0)
		r = failed(spec, "stat", errno, err);
	else if (st.st_size == 0)
		r = make_file(sim, fd, spec, err);
	else
		r = use_file(sim, fd, spec, st.st_size, err);
	hwreg_unlock_bytes(fd, &first_byte);
	return r;
}

void hwreg_sim_detach(struct sim *sim)
{
	if (sim->header)
		munmap(sim->header, sim->size);
	free(sim->blocks);
	free(sim->slots);
}

const struct sim_block *hwreg_sim_block(const struct sim *sim, uint32_t space,
					const struct hwreg_range *range)
{
	for (uint32_t i = 0; i < sim->block_count; i++)
		if (sim->blocks[i].space == space &&
		    hwreg_range_contains(&sim->blocks[i].range, range))
			return &sim->blocks[i];
	return NULL;
}
