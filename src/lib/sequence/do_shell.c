// SPDX-License-Identifier: MIT
/* do_shell.c - shell: a command in a process group of its own, ended with all that it has started */
#include "run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define GRACE (SECOND / 5) /* between SIGTERM and SIGKILL */
#define LOOK (SECOND / 100) /* how often to look whether it has ended, where nothing tells it */

/**
 * struct child - the command
 * @out: what it writes
 * @pidfd: readable when it has ended; -1: this kernel has none (before Linux 5.3)
 * @ended: and @status is how
 */
struct child {
	pid_t pid;
	int out;
	int pidfd;
	bool ended;
	int status;
};

/* ---- Starting ----------------------------------------------------------------------------------- */

static int set_up(posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes,
		  const int out[2], const char *folder)
{
	sigset_t none, all;
	int r = 0;

	sigemptyset(&none);
	sigfillset(&all);
	r |= posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
	r |= posix_spawn_file_actions_adddup2(files, out[1], 1);
	r |= posix_spawn_file_actions_adddup2(files, out[1], 2);
	if (*folder)
		r |= posix_spawn_file_actions_addchdir_np(files, folder);
	r |= posix_spawnattr_setsigmask(attributes, &none);
	r |= posix_spawnattr_setsigdefault(attributes, &all);
	r |= posix_spawnattr_setpgroup(attributes, 0);
	r |= posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
							  POSIX_SPAWN_SETSIGDEF);
	return r;
}

static int spawn(struct child *child, const int out[2], const char *command, const char *folder)
{
	char *const words[] = { (char *)"sh", (char *)"-c", (char *)command, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int r = posix_spawn_file_actions_init(&files);

	if (r)
		return r;
	r = posix_spawnattr_init(&attributes);
	if (!r) {
		r = set_up(&files, &attributes, out, folder) ? ENOMEM : 0;
		if (!r)
			r = posix_spawn(&child->pid, "/bin/sh", &files, &attributes, words,
					environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&files);
	return r;
}

static int start(struct doing *doing, struct child *child, const char *command)
{
	int out[2], r;

	if (pipe2(out, O_CLOEXEC | O_NONBLOCK) != 0)
		return hwreg_error_set(&doing->error, HWREG_ERROR_ACCESS, errno, "pipe: %s",
				       strerror(errno));
	fcntl(out[1], F_SETFL, 0); /* the command's own end blocks, as it expects */
	r = spawn(child, out, command, doing->script->folder);
	close(out[1]);
	if (r) {
		close(out[0]);
		return hwreg_error_set(&doing->error, HWREG_ERROR_ACCESS, r,
				       "/bin/sh cannot be started: %s", strerror(r));
	}
	child->out = out[0];
#ifdef SYS_pidfd_open
	child->pidfd = (int)syscall(SYS_pidfd_open, child->pid, 0);
#endif
	return 0;
}

/* ---- Its output --------------------------------------------------------------------------------- */

/* The last ones are kept */
static void keep_output(struct doing *doing, const char *bytes, size_t count)
{
	struct buffer *output = &doing->output;
	size_t most = HWREG_STEP_OUTPUT_MOST, over;

	buffer_add(output, bytes, count);
	if (output->length < 2 * most)
		return;
	over = output->length - most;
	memmove(output->data, output->data + over, most + 1);
	output->length = most;
	doing->output_lost += over;
}

static void cut_output(struct doing *doing)
{
	struct buffer *output = &doing->output;
	size_t over;

	if (output->length <= HWREG_STEP_OUTPUT_MOST)
		return;
	over = output->length - HWREG_STEP_OUTPUT_MOST;
	memmove(output->data, output->data + over, HWREG_STEP_OUTPUT_MOST + 1);
	output->length = HWREG_STEP_OUTPUT_MOST;
	doing->output_lost += over;
}

/* What there is now, but not for ever */
static void read_output(struct doing *doing, struct child *child)
{
	char bytes[4096];
	ssize_t got = 1;

	for (int i = 0; i < 256 && got > 0 && child->out >= 0; i++) {
		got = read(child->out, bytes, sizeof(bytes));
		if (got > 0)
			keep_output(doing, bytes, (size_t)got);
		if (got == 0) {
			close(child->out);
			child->out = -1;
		}
	}
}

/* ---- Its end ------------------------------------------------------------------------------------ */

static void look_for_end(struct child *child)
{
	int status = 0;
	pid_t r;

	do {
		r = waitpid(child->pid, &status, WNOHANG);
	} while (r < 0 && errno == EINTR);
	child->ended = r != 0;
	child->status = r > 0 ? status : 0xff00; /* somebody else has waited for it */
}

static void wait_some(struct child *child, int stop, int64_t until)
{
	struct pollfd polled[3] = { { .fd = child->out, .events = POLLIN },
				    { .fd = stop, .events = POLLIN },
				    { .fd = child->pidfd, .events = POLLIN } };
	int64_t left = until - clock_now();
	struct timespec time;

	if (left < 0)
		left = 0;
	if (child->pidfd < 0 && left > LOOK)
		left = LOOK;
	time = (struct timespec){ left / SECOND, left % SECOND };
	ppoll(polled, 3, &time, NULL);
}

static void collect(struct doing *doing, struct child *child, int64_t until, bool stoppable)
{
	struct running *running = doing->running;

	while (!child->ended && clock_now() < until && !(stoppable && running_stopped(running))) {
		wait_some(child, stoppable ? running->stop : -1, until);
		running->look = 0;
		read_output(doing, child);
		look_for_end(child);
	}
}

/* All of its group. What a command has left running when it ended by itself goes on, as in a script */
static void end_group(struct doing *doing, struct child *child)
{
	if (child->ended)
		return;
	kill(-child->pid, SIGTERM);
	collect(doing, child, clock_now() + GRACE, false);
	kill(-child->pid, SIGKILL);
	if (!child->ended)
		collect(doing, child, clock_now() + SECOND, false);
}

static int judge(struct doing *doing, const struct child *child)
{
	int signal = WIFSIGNALED(child->status) ? WTERMSIG(child->status) : 0;

	doing->exit_status = signal ? 128 + signal : WEXITSTATUS(child->status);
	if (signal)
		return hwreg_error_set(&doing->error, HWREG_ERROR_ANSWER, EIO,
				       "the command was ended by signal %d (%s)", signal,
				       strsignal(signal));
	if (!doing->exit_status)
		return 0;
	return hwreg_error_set(&doing->error, HWREG_ERROR_ANSWER, EIO,
			       "the command's exit status is %d", doing->exit_status);
}

static int finish(struct doing *doing, struct child *child)
{
	bool ended = child->ended, stopped = doing->running->stopped;

	end_group(doing, child);
	read_output(doing, child);
	cut_output(doing);
	if (child->out >= 0)
		close(child->out);
	if (child->pidfd >= 0)
		close(child->pidfd);
	if (doing->output.failed)
		return hwreg_error_memory(&doing->error);
	if (ended)
		return judge(doing, child);
	return stopped ? doing_interrupted(doing)
		       : doing_timed_out(doing, "the command did not end");
}

int do_shell(struct doing *doing)
{
	struct child child = { .out = -1, .pidfd = -1 };
	const char *command;
	int r = 0;

	command = doing_text(doing, &doing->step->text, &r);
	if (r || doing->running->dry)
		return r;
	r = start(doing, &child, command);
	if (r)
		return r;
	collect(doing, &child, doing->limit.deadline, true);
	return finish(doing, &child);
}
