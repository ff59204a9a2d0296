// SPDX-License-Identifier: MIT
/* stop.c - Ctrl-C and its like end what a command does at the next good moment */
#include "output.h"
#include "stop.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)
#define TOGETHER (SECOND / 10)

static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
static volatile sig_atomic_t caught;
static int event = -1, second = -1;
static int64_t last; /* when a signal came */

static void on_signal(int number)
{
	const uint64_t one = 1;
	int error = errno;

	caught = number;
	if (event >= 0 && write(event, &one, sizeof(one)) < 0)
		event = -1;
	errno = error;
}

bool stop_ignores(int number)
{
	struct sigaction now;

	return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void stop_catch(void)
{
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = SA_RESTART | SA_RESETHAND };

	/* what comes may take long: earlier lines of a shell are not to wait for it */
	output_flush(NULL);
	if (event < 0)
		event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (!stop_ignores(numbers[i]))
			sigaction(numbers[i], &action, NULL);
}

void stop_again(void)
{
	uint64_t count;

	caught = 0;
	if (event >= 0 && read(event, &count, sizeof(count)) < 0)
		count = 0;
	stop_catch();
}

static void on_signal_of_two(int number)
{
	const uint64_t one = 1;
	int64_t now = stop_clock(), since = now - last;
	int error = errno;

	last = now;
	if (!caught) {
		on_signal(number);
	} else if (since > TOGETHER) {
		if (write(second, &one, sizeof(one)) < 0)
			second = -1;
		for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
			signal(numbers[i], SIG_DFL);
	}
	errno = error;
}

void stop_catch_twice(void)
{
	struct sigaction action = { .sa_handler = on_signal_of_two, .sa_flags = SA_RESTART };

	stop_catch(); /* the descriptor, and what is ignored */
	if (second >= 0)
		close(second);
	second = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (!stop_ignores(numbers[i]))
			sigaction(numbers[i], &action, NULL);
}

int stop_second_fd(void)
{
	return second;
}

int stop_signal(void)
{
	return caught;
}

int stop_fd(void)
{
	return event;
}

int64_t stop_clock(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}
