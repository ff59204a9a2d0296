// SPDX-License-Identifier: MIT
/* sampling.c - samples that look for changes: a sampler's thread beside a bare loop; nanoseconds each */
#include <hwreg.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 9
#define READS UINT64_C(100000000)

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static __attribute__((noinline)) unsigned int bare(const volatile uint32_t *at)
{
	unsigned int changes = 0;
	uint32_t last = *at;

	for (uint64_t i = 0; i < READS; i++) {
		uint32_t value = *at;

		if (value != last) {
			last = value;
			changes++;
		}
	}
	return changes;
}

static void fail(const char *what)
{
	fprintf(stderr, "sampling: %s\n", what);
	exit(1);
}

static double sampler(struct hwreg_session *session, const struct hwreg_item *item)
{
	struct hwreg_sampler_options options = {
		.size = sizeof(options),
		.flags = HWREG_SAMPLER_FAST | HWREG_SAMPLER_CHANGES,
		.cancel = -1,
	};
	struct hwreg_sampler_counts counts = { .size = sizeof(counts) };
	struct timespec pause = { .tv_nsec = 1000000 };
	struct hwreg_sampler *made;
	double start = now(), took;

	if (hwreg_sampler_open(&made, session, item, 1, &options, NULL))
		fail("open");
	do {
		nanosleep(&pause, NULL);
		hwreg_sampler_counts(made, &counts);
	} while (counts.taken < READS);
	took = (now() - start) / (double)counts.taken;
	hwreg_sampler_close(made);
	return took;
}

int main(void)
{
	char path[] = "/tmp/hwreg-bench-XXXXXX", spec[64];
	const char *targets[] = { spec };
	struct hwreg_session_options options = {
		.size = sizeof(options), .flags = HWREG_GUARD, .targets = targets, .target_count = 1
	};
	struct hwreg_location *location;
	struct hwreg_session *session;
	struct hwreg_item item;
	int fd = mkstemp(path);
	void *at;

	snprintf(spec, sizeof(spec), "file:%s", path);
	if (fd < 0 || ftruncate(fd, 4096) != 0)
		fail("file");
	at = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED || hwreg_session_open(&session, &options, NULL) ||
	    hwreg_location_parse(&location, session, "0x10", NULL))
		fail("session");
	hwreg_location_item(location, 0, &item);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		double start = now();

		if (bare((const volatile uint32_t *)at))
			fail("a change");
		printf("bare %f\n", (now() - start) / (double)READS);
		printf("sampler %f\n", sampler(session, &item));
	}
	hwreg_location_free(location);
	hwreg_session_close(session);
	unlink(path);
	return 0;
}
