// SPDX-License-Identifier: MIT
/*
 * spawn.c - spawn ROUNDS NAME PROGRAM WORD... [-- NAME PROGRAM WORD...]...: run commands in turns, their output
 * thrown away; print a line "NAME NANOSECONDS PEAK-BYTES" for each
 *
 * Small, as the peak of a process starts with that of the one that made it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WARM 3

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void run(char **words, int told)
{
	long long start = now();
	struct rusage usage;
	int status, null;
	pid_t pid = vfork();

	if (pid == 0) {
		null = open("/dev/null", O_WRONLY);
		if (null >= 0 && dup2(null, 1) == 1)
			execv(words[1], words + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status) {
		fprintf(stderr, "spawn: %s failed\n", words[1]);
		exit(1);
	}
	if (told)
		printf("%s %lld %ld\n", words[0], now() - start, usage.ru_maxrss * 1024);
}

int main(int argc, char **argv)
{
	int rounds = argc > 3 ? atoi(argv[1]) : 0;

	if (rounds <= 0)
		return 2;
	for (int i = 2; i < argc; i++)
		if (!strcmp(argv[i], "--"))
			argv[i] = NULL;
	for (int round = -WARM; round < rounds; round++)
		for (int i = 2; i < argc; i++) {
			if (!argv[i - 1] || i == 2)
				run(argv + i, round >= 0);
		}
	return fclose(stdout) != 0;
}
