// SPDX-License-Identifier: MIT
/* progress.c - a line on the terminal that tells which step runs, and for how long */
#include "output.h"
#include "report.h"
#include "stop.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MILLISECOND INT64_C(1000000)
#define SECOND (1000 * MILLISECOND)
#define FIRST (500 * MILLISECOND) /* steps that take no longer are not shown */
#define EVERY (200 * MILLISECOND)

/* A thread draws, as steps block in the library */
static struct {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool running, shown;
	char *text;
	uint32_t number, points;
	int64_t since;
} progress = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int columns(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

/* Characters of UTF-8 are taken to be a column wide */
static size_t fitting(const char *text, int width)
{
	size_t length = 0;

	while (text[length] && width-- > 0)
		do
			length++;
		while ((text[length] & 0xc0) == 0x80);
	return length;
}

static void draw(void)
{
	int64_t now = stop_clock();
	char head[48], tail[32];
	int width;

	if (!progress.text || now - progress.since < FIRST)
		return;
	snprintf(head, sizeof(head), "[%u/%u] ", progress.number, progress.points);
	snprintf(tail, sizeof(tail), "  %.1f s", (double)(now - progress.since) / SECOND);
	width = columns() - 1 - (int)strlen(head) - (int)strlen(tail);
	fprintf(stderr, "\r%s%.*s%s\033[K", head,
		(int)fitting(progress.text, width > 0 ? width : 0), progress.text, tail);
	fflush(stderr);
	progress.shown = true;
}

static void *follow(void *data)
{
	struct timespec until;
	int64_t next;

	pthread_mutex_lock(&progress.lock);
	while (progress.running) {
		next = stop_clock() + EVERY;
		until = (struct timespec){ .tv_sec = next / SECOND, .tv_nsec = next % SECOND };
		pthread_cond_timedwait(&progress.wake, &progress.lock, &until);
		if (progress.running)
			draw();
	}
	pthread_mutex_unlock(&progress.lock);
	return data;
}

void progress_start(const struct context *context)
{
	pthread_condattr_t clock;
	sigset_t all, old;

	if (!isatty(STDERR_FILENO) || context->settings.verbose || context->settings.dry_run)
		return;
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&progress.wake, &clock);
	pthread_condattr_destroy(&clock);
	/* signals are for the thread that makes the steps */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	progress.running = true; /* before the thread looks */
	if (pthread_create(&progress.thread, NULL, follow, NULL))
		progress.running = false;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void progress_step(const struct hwreg_step_event *event)
{
	if (!progress.running)
		return;
	pthread_mutex_lock(&progress.lock);
	free(progress.text);
	progress.text = report_name(event);
	progress.number = event->number;
	progress.points = event->points;
	progress.since = stop_clock();
	pthread_mutex_unlock(&progress.lock);
}

/* What follows is printed by the thread that calls this */
void progress_hide(void)
{
	if (!progress.running)
		return;
	pthread_mutex_lock(&progress.lock);
	free(progress.text);
	progress.text = NULL;
	if (progress.shown)
		fputs("\r\033[K", stderr);
	progress.shown = false;
	pthread_mutex_unlock(&progress.lock);
}

void progress_stop(void)
{
	if (!progress.running)
		return;
	progress_hide();
	pthread_mutex_lock(&progress.lock);
	progress.running = false;
	pthread_cond_signal(&progress.wake);
	pthread_mutex_unlock(&progress.lock);
	pthread_join(progress.thread, NULL);
	pthread_cond_destroy(&progress.wake);
}
