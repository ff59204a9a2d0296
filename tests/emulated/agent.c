// SPDX-License-Identifier: MIT
/*
 * Runs commands in the emulated machine for machine.py on the host; the last thing /init becomes.
 *
 * usage: agent NAME|/dev/TTY		NAME: of the virtio serial port
 *
 * On a serial port of a board what its console said before comes first; the host waits for the frame that says ready.
 *
 * Both sides send frames: a header of three little-endian words (id, kind, size), then size bytes.
 *
 *	host	'r' run: a shell command, a NUL, the bytes of its standard input	'k' kill it and its group
 *	agent	'h' ready	'o' 'e' output	'x' ended: a word, the exit status as the shell's $?
 *
 * The id is the host's; several commands may run at once. What a command leaves in the background goes on,
 * with its output closed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/netlink.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define MAX_COMMANDS 32
#define PORTS "/sys/class/virtio-ports"

struct frame {
	uint32_t id, kind, size;
};

struct command {
	pid_t pid; /* 0: a free slot */
	uint32_t id;
	int streams[2]; /* its output and error output; -1: closed */
};

static int port;
static struct command commands[MAX_COMMANDS];

static void die(const char *what)
{
	fprintf(stderr, "agent: %s: %s\n", what, strerror(errno));
	sync();
	reboot(RB_POWER_OFF);
	exit(1);
}

static void write_all(int fd, const void *data, size_t size)
{
	while (size) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno != EINTR)
			die("write");
		if (n > 0) {
			data = (const char *)data + n;
			size -= n;
		}
	}
}

static void read_all(int fd, void *data, size_t size)
{
	while (size) {
		ssize_t n = read(fd, data, size);

		if (n == 0 || (n < 0 && errno != EINTR))
			die("read");
		if (n > 0) {
			data = (char *)data + n;
			size -= n;
		}
	}
}

static void send_frame(uint32_t id, uint32_t kind, const void *data, uint32_t size)
{
	struct frame frame = { id, kind, size };

	write_all(port, &frame, sizeof(frame));
	write_all(port, data, size);
}

/* The device whose name file says NAME; false: not there yet. */
static bool port_find(const char *name, char path[PATH_MAX])
{
	DIR *dir = opendir(PORTS);
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir))) {
		char text[64] = "";
		FILE *file;

		snprintf(path, PATH_MAX, PORTS "/%s/name", entry->d_name);
		file = fopen(path, "r");
		if (!file)
			continue;
		found = fgets(text, sizeof(text), file) && !strcmp(strtok(text, "\n"), name);
		fclose(file);
		snprintf(path, PATH_MAX, "/dev/%s", entry->d_name);
	}
	if (dir)
		closedir(dir);
	return found;
}

/* What the kernel tells udev */
static int uevents_open(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)))
		die("uevents");
	return fd;
}

/* The port appears some time after its driver is loaded, has a name some time after that, and is
 * connected at last. */
static void port_open(const char *name)
{
	int uevents = uevents_open();
	struct pollfd poll_port = { .events = POLLOUT };
	char path[PATH_MAX], event[4096];

	while (!port_find(name, path) || (port = open(path, O_RDWR | O_CLOEXEC)) < 0)
		if (read(uevents, event, sizeof(event)) < 0 && errno != ENOBUFS)
			die("uevents");
	close(uevents);
	poll_port.fd = port;
	while (poll(&poll_port, 1, -1) < 0 || (poll_port.revents & POLLHUP))
		usleep(1000); /* the driver has no event for this that does not fire at once */
}

/* A board's serial port, every byte of which goes through as it is */
static void port_open_tty(const char *path)
{
	struct termios raw;

	port = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (port < 0 || tcgetattr(port, &raw))
		die(path);
	cfmakeraw(&raw);
	raw.c_cflag |= CLOCAL;
	if (tcsetattr(port, TCSAFLUSH, &raw))
		die(path);
}

/* Standard input is a pipe that a process of its own fills, so that nothing here blocks on a command. */
static int feed(const char *data, size_t size)
{
	int ends[2];

	if (!size)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (pipe2(ends, O_CLOEXEC))
		die("pipe");
	if (fork() == 0) {
		signal(SIGPIPE, SIG_DFL);
		write_all(ends[1], data, size);
		_exit(0);
	}
	close(ends[1]);
	return ends[0];
}

static void become(const char *shell_command, const int fds[3])
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setsid();
	for (int i = 0; i < 3; i++)
		dup2(fds[i], i);
	execl("/bin/sh", "sh", "-c", shell_command, (char *)NULL);
	_exit(127);
}

static void command_start(uint32_t id, const char *payload, size_t size)
{
	size_t length = strnlen(payload, size);
	struct command *command = commands;
	int out[2], err[2], in;

	while (command < commands + MAX_COMMANDS && command->pid)
		command++;
	errno = EAGAIN;
	if (command == commands + MAX_COMMANDS || length == size)
		die("run");
	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		die("pipe");
	in = feed(payload + length + 1, size - length - 1);
	command->pid = fork();
	if (command->pid < 0)
		die("fork");
	if (command->pid == 0)
		become(payload, (int[]){ in, out[1], err[1] });
	close(in);
	close(out[1]);
	close(err[1]);
	command->id = id;
	command->streams[0] = out[0];
	command->streams[1] = err[0];
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(err[0], F_SETFL, O_NONBLOCK);
}

/* Passes on one read's worth; false when there is nothing more for now. */
static bool stream_forward(struct command *command, int stream)
{
	static char data[65536];
	ssize_t n;

	if (command->streams[stream] < 0)
		return false;
	n = read(command->streams[stream], data, sizeof(data));
	if (n > 0) {
		send_frame(command->id, "oe"[stream], data, n);
		return true;
	}
	if (n == 0 || errno != EAGAIN) {
		close(command->streams[stream]);
		command->streams[stream] = -1;
	}
	return false;
}

static void command_end(struct command *command, int status)
{
	uint32_t shown = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);

	for (int i = 0; i < 2; i++) {
		while (stream_forward(command, i))
			;
		if (command->streams[i] >= 0)
			close(command->streams[i]);
	}
	send_frame(command->id, 'x', &shown, sizeof(shown));
	command->pid = 0;
}

/* As the first process of the machine the agent also gets the children that others left. */
static void children_reap(int signals)
{
	struct signalfd_siginfo info;
	int status;
	pid_t pid;

	read_all(signals, &info, sizeof(info));
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (struct command *c = commands; c < commands + MAX_COMMANDS; c++)
			if (c->pid == pid)
				command_end(c, status);
}

static void request_handle(void)
{
	struct frame frame;
	char *payload;

	read_all(port, &frame, sizeof(frame));
	payload = malloc(frame.size + 1);
	if (!payload)
		die("request");
	read_all(port, payload, frame.size);
	if (frame.kind == 'r')
		command_start(frame.id, payload, frame.size);
	for (struct command *c = commands; frame.kind == 'k' && c < commands + MAX_COMMANDS; c++)
		if (c->pid && c->id == frame.id)
			kill(-c->pid, SIGKILL);
	free(payload);
}

static int signals_open(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/* One turn: output first, so that what a command said comes before its end. */
static void serve(int signals)
{
	struct pollfd fds[2 + 2 * MAX_COMMANDS];

	fds[0] = (struct pollfd){ .fd = port, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = signals, .events = POLLIN };
	for (int i = 0; i < 2 * MAX_COMMANDS; i++) {
		struct command *c = &commands[i / 2];

		fds[2 + i] =
			(struct pollfd){ .fd = c->pid ? c->streams[i % 2] : -1, .events = POLLIN };
	}
	if (poll(fds, 2 + 2 * MAX_COMMANDS, -1) < 0)
		die("poll");
	for (int i = 0; i < 2 * MAX_COMMANDS; i++)
		if (fds[2 + i].revents)
			stream_forward(&commands[i / 2], i % 2);
	if (fds[1].revents)
		children_reap(signals);
	if (fds[0].revents & POLLIN)
		request_handle();
	else if (fds[0].revents & POLLHUP)
		die("the host is gone");
}

int main(int argc, char **argv)
{
	int signals = signals_open();

	if (argc != 2 || signals < 0)
		die("usage: agent NAME|/dev/TTY");
	clearenv();
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("HOME", "/root", 1);
	setenv("LANG", "C", 1);
	if (chdir("/root"))
		die("/root");
	if (*argv[1] == '/')
		port_open_tty(argv[1]);
	else
		port_open(argv[1]);
	send_frame(0, 'h', NULL, 0);
	for (;;)
		serve(signals);
}
