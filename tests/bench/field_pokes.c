// SPDX-License-Identifier: MIT
/*
 * field_pokes.c - a million field writes of a session, with and without the lock, beside a bare read and write,
 * with and without the two system calls of a lock: nanoseconds each
 */
#include <hwreg.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define POKES 1000000

static double each(const struct timespec *start, const struct timespec *end)
{
	return ((double)(end->tv_sec - start->tv_sec) * 1e9 +
		(double)(end->tv_nsec - start->tv_nsec)) /
	       POKES;
}

static double pokes(const char *target, uint64_t flags)
{
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_WRITE | HWREG_GUARD | flags,
						 .targets = &target,
						 .target_count = 1 };
	struct hwreg_session *session;
	struct hwreg_write *write[2];
	struct timespec start, end;
	int r = hwreg_session_open(&session, &options, NULL);

	if (!r)
		r = hwreg_write_parse(&write[0], session, "0x40:7:4=5", NULL);
	if (!r)
		r = hwreg_write_parse(&write[1], session, "0x40:7:4=10", NULL);
	if (!r)
		r = hwreg_session_write(session, write[0], NULL);
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (unsigned int i = 0; !r && i < POKES; i++)
		r = hwreg_session_write(session, write[i & 1], NULL);
	clock_gettime(CLOCK_MONOTONIC, &end);
	if (r) {
		fprintf(stderr, "field_pokes: error %d\n", -r);
		exit(1);
	}
	hwreg_write_free(write[0]);
	hwreg_write_free(write[1]);
	hwreg_session_close(session);
	return each(&start, &end);
}

static double bare(volatile uint32_t *word, int lock_fd)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40, .l_len = 4
	};
	struct flock unlock = lock;
	struct timespec start, end;
	int r = 0;

	unlock.l_type = F_UNLCK;
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (unsigned int i = 0; !r && i < POKES; i++) {
		if (lock_fd >= 0)
			r = fcntl(lock_fd, F_OFD_SETLK, &lock);
		*word = (*word & ~0xf0u) | (i & 1 ? 0xa0 : 0x50);
		if (lock_fd >= 0 && fcntl(lock_fd, F_OFD_SETLK, &unlock))
			r = -1;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	if (r) {
		perror("field_pokes: lock");
		exit(1);
	}
	return each(&start, &end);
}

int main(void)
{
	char path[] = "/tmp/hwreg-bench-XXXXXX", target[64];
	int fd = mkstemp(path);
	uint32_t *words;

	if (fd < 0 || ftruncate(fd, 4096) != 0)
		return 1;
	words = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (words == MAP_FAILED)
		return 1;
	snprintf(target, sizeof(target), "file:%s", path);
	for (unsigned int i = 0; i < 5; i++) {
		printf("locked %f\n", pokes(target, 0));
		printf("unlocked %f\n", pokes(target, HWREG_NO_LOCK));
		printf("bare-locked %f\n", bare(words + 16, fd));
		printf("bare %f\n", bare(words + 16, -1));
	}
	unlink(path);
	return 0;
}
