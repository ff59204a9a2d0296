// SPDX-License-Identifier: MIT
/* observe.c - -v, --log and --dry-run: each access as it is made, or would be
 *
 * A line is written in two parts, before and after the access, so that the last line tells the
 * access at which a machine hung.
 */
#include "context.h"
#include "json.h"
#include "output.h"
#include "privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "utc.h"

#define LINE_SIZE 512
#define PREFIX "hwreg: "

bool observe_wanted(const struct context *context)
{
	const struct settings *settings = &context->settings;

	return settings->verbose || settings->log || settings->dry_run || json_wanted(context);
}

/* Return: 0 or a positive errno. A pipe or terminal may have been made not to block by others. */
static int write_all(int fd, const char *text)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };
	size_t left = strlen(text);
	ssize_t written;

	while (left) {
		written = write(fd, text, left);
		if (written >= 0) {
			text += written;
			left -= written;
		} else if (errno == EAGAIN) {
			poll(&room, 1, -1);
		} else if (errno != EINTR) {
			return errno;
		}
	}
	return 0;
}

static void lost(struct context *context, int sys_errno, bool is_stderr)
{
	if (!sys_errno || context->log_errno)
		return;
	context->log_errno = sys_errno;
	context->log_is_stderr = is_stderr;
}

static void log_write(struct context *context, const char *text)
{
	if (context->log >= 0 && (!context->log_errno || context->log_is_stderr))
		lost(context, write_all(context->log, text), false);
}

static void tell(struct context *context, const char *text)
{
	if (context->settings.verbose && !(context->log_errno && context->log_is_stderr))
		lost(context, write_all(STDERR_FILENO, text), true);
}

static void timestamp(char *buffer, size_t size)
{
	struct timespec now;
	char date[32];

	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(buffer, size, "%s.%06ldZ", hwreg_utc_format(now.tv_sec, date, sizeof(date)),
		 now.tv_nsec / 1000);
}

static void log_command_line(struct context *context)
{
	char time[40];

	timestamp(time, sizeof(time));
	log_write(context, time);
	log_write(context, " hwreg " HWREG_VERSION ":");
	for (int i = 1; i < context->argc; i++) {
		log_write(context, " ");
		log_write(context, context->argv[i]);
	}
	log_write(context, "\n");
}

int observe_open(struct context *context)
{
	const char *path = context->settings.log;

	privilege_drop();
	context_tell_board(context);
	if (!path || context->settings.dry_run)
		return 0;
	context->log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);
	if (context->log < 0)
		return output_fail(&context->err, HWREG_ERROR_ACCESS, "--log %s: %s", path,
				   strerror(errno));
	log_command_line(context);
	return observe_check(context);
}

int observe_start(struct context *context)
{
	int r = observe_open(context);

	if (r == 0)
		context_seal(context);
	return r;
}

int observe_check(struct context *context)
{
	if (!context->log_errno)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_ACCESS, "%s%s: %s",
			   context->log_is_stderr ? "standard error" : "--log ",
			   context->log_is_stderr ? "" : context->settings.log,
			   strerror(context->log_errno));
}

int observe_stop(struct context *context)
{
	bool known = context->log_errno;

	if (context->log < 0)
		return 0;
	if (close(context->log) < 0 && errno != EINTR && !known)
		context->log_errno = errno;
	context->log = -1;
	return known ? 0 : observe_check(context);
}

/* "read 32 bits at 0x09000018 (UART0.FR) on mem" */
static void describe(const struct hwreg_access *access, char *buffer)
{
	unsigned long long address = access->name ? access->address : access->number;

	snprintf(buffer, LINE_SIZE, "%s %u bits at 0x%08llx%s%s%s on %s",
		 access->write ? "write" : "read", access->width, address, access->name ? " (" : "",
		 access->name ? access->name : "", access->name ? ")" : "", access->target);
}

/* The rest of the line for what stands for many: how many, and the last of them */
static void print_many(const struct hwreg_access *access)
{
	unsigned long long last = access->name ? access->address : access->number;
	char value[NUMBER_SIZE];

	last += (access->count - 1) * access->step;
	output_print(", %llu times", (unsigned long long)access->count);
	if (access->step)
		output_print(" to 0x%08llx", last);
	if (access->write && !access->keep)
		output_print(", the first = %s",
			     number_format(value, access->value, access->width, FORMAT_HEX, false));
	output_print("\n");
}

/* Why a dry run shows no values of a file; once a target */
static void tell_untried(struct context *context, const struct hwreg_access *access)
{
	if (!access->result || context->untried == access->target)
		return;
	context->untried = access->target;
	output_message("%s: what it holds now is not shown: %s", access->target,
		       strerror(-access->result));
}

static void planned_text(const struct hwreg_access *access)
{
	char what[LINE_SIZE], value[NUMBER_SIZE], other[NUMBER_SIZE];

	describe(access, what);
	output_print("would %s", what);
	if (access->count > 1) {
		print_many(access);
		return;
	}
	if (access->write || access->tried)
		output_print(" = %s",
			     number_format(value, access->value, access->width, FORMAT_HEX, false));
	if (access->write && access->tried)
		output_print(" (was %s)", number_format(other, access->before, access->width,
							FORMAT_HEX, false));
	else if (access->write && access->keep)
		output_print(", keeping the bits %s that were read",
			     number_format(other, access->keep, access->width, FORMAT_HEX, false));
	output_print("\n");
}

static void planned_changes(const struct context *context, const struct hwreg_access *access)
{
	const struct hwreg_register *reg;

	struct hwreg_register_info info = { .size = sizeof(info) };

	if (!access->write || !access->tried || !access->name ||
	    hwreg_register_find(context->board, access->name, &reg, NULL) < 0)
		return;
	hwreg_register_describe(context->board, reg, &info);
	/* an access of a part of the register does not tell what its fields were */
	if (access->width == info.width)
		text_changes(context, reg, access->before, access->value);
}

static void planned(struct context *context, const struct hwreg_access *access)
{
	tell_untried(context, access);
	if (json_wanted(context)) {
		json_append(context, "accesses", json_access(access));
		return;
	}
	planned_text(access);
	planned_changes(context, access);
}

static void begin(struct context *context, const struct hwreg_access *access)
{
	char what[LINE_SIZE], line[LINE_SIZE + 64], value[NUMBER_SIZE], time[40];

	describe(access, what);
	snprintf(line, sizeof(line), PREFIX "%s =%s%s", what, access->write ? " " : "",
		 access->write
			 ? number_format(value, access->value, access->width, FORMAT_HEX, false)
			 : "");
	tell(context, line);
	if (context->log_errno)
		return;
	timestamp(time, sizeof(time));
	log_write(context, time);
	log_write(context, " ");
	log_write(context, line + strlen(PREFIX));
}

static void end(struct context *context, const struct hwreg_access *access)
{
	char value[NUMBER_SIZE], rest[LINE_SIZE] = "\n";

	if (access->result < 0)
		snprintf(rest, sizeof(rest), "%s failed: %s\n", access->write ? ":" : "",
			 strerror(-access->result));
	else if (!access->write)
		snprintf(rest, sizeof(rest), " %s\n",
			 number_format(value, access->value, access->width, FORMAT_HEX, false));
	tell(context, rest);
	log_write(context, rest);
}

void observe_describe(const struct hwreg_access *access, char *buffer, size_t size)
{
	char what[LINE_SIZE], value[NUMBER_SIZE];

	describe(access, what);
	number_format(value, access->value, access->width, FORMAT_HEX, false);
	if (access->write || access->result == 0)
		snprintf(what + strlen(what), sizeof(what) - strlen(what), " = %s", value);
	snprintf(buffer, size, "%s%s%s", what, access->result ? " failed: " : "",
		 access->result ? strerror(-access->result) : "");
}

void observe_tell(struct context *context, const char *text)
{
	char line[LINE_SIZE + 64], time[40];

	snprintf(line, sizeof(line), PREFIX "%s\n", text);
	if (context->settings.verbose)
		output_flush(NULL);
	tell(context, line);
	timestamp(time, sizeof(time));
	log_write(context, time);
	log_write(context, " ");
	log_write(context, line + strlen(PREFIX));
}

int observe_begun(void *data, const struct hwreg_access *access)
{
	struct context *context = data;

	if (access->phase == HWREG_ACCESS_END && access->write && access->result == 0)
		context->begun = true;
	return 0;
}

int observe_access(void *data, const struct hwreg_access *access)
{
	struct context *context = data;

	observe_begun(data, access);
	switch (access->phase) {
	case HWREG_ACCESS_PLANNED:
		planned(context, access);
		break;
	case HWREG_ACCESS_BEGIN:
		if (context->settings.verbose)
			output_flush(NULL);
		/* what was printed before has failed; run puts back all the same */
		if (!context->observer && output_check(NULL) < 0)
			return -EIO;
		begin(context, access);
		break;
	case HWREG_ACCESS_END:
		end(context, access);
		break;
	}
	return -context->log_errno;
}
