// SPDX-License-Identifier: MIT
/* main.c - run one command, and end with the right exit status */
#include "elevated.h"
#include "invoke.h"
#include "privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A device must never be opened as descriptor 1: what is printed would go to its registers. What
 * was closed is opened so that using it fails. */
static void keep_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(HWREG_ERROR_ACCESS);
}

/* Known before anything is parsed; --allow is short for it */
static bool allows_commands(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "--allow", strlen("--allow")) == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	struct context context = {
		.argc = argc,
		.argv = argv,
		.err = HWREG_ERROR_INIT,
		.log = -1,
	};
	int status, stop_signal, r;

	/* without a name behind it would come the environment: before Linux 5.18 there can be none */
	if (argc < 1)
		return HWREG_ERROR_REQUEST;
	keep_standard_descriptors();
	signal(SIGPIPE, SIG_IGN);
	r = privilege_start(allows_commands(argc, argv), &context.err);
	status = invoke_finish(&context, r < 0 ? r : invoke(&context));
	stop_signal = context.stop_signal;
	context_close(&context);
	elevated_end();
	/* a terminal that is gone fails what is printed; that says no more than the hang-up */
	if (stop_signal && (status == 0 || stop_signal == SIGHUP)) {
		signal(stop_signal, SIG_DFL);
		raise(stop_signal);
	}
	return status;
}
