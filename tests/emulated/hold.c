// SPDX-License-Identifier: MIT
/*
 * hold - stops in the middle of a field write, after the read and under the lock, until its standard input ends
 *
 * usage: hold SPEC WRITE		prints "held" then, "done" at the end
 */
#include <hwreg.h>
#include <linux/capability.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As hwreg does after it has opened the device: else it may not see who holds the lock */
static void drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { { 0 } };

	if (syscall(SYS_capset, &header, none))
		perror("capset");
}

static int wait_before_write(void *data, const struct hwreg_access *access)
{
	char byte;

	(void)data;
	if (access->phase == HWREG_ACCESS_BEGIN && access->write) {
		drop_capabilities();
		puts("held");
		fflush(stdout);
		while (read(STDIN_FILENO, &byte, 1) > 0)
			;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_WRITE | HWREG_GUARD,
						 .targets = (const char *const *)&argv[1],
						 .target_count = 1,
						 .observer = wait_before_write };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session;
	struct hwreg_write *write;

	if (argc != 3)
		return 2;
	if (hwreg_session_open(&session, &options, &err) ||
	    hwreg_write_parse(&write, session, argv[2], &err) ||
	    hwreg_session_write(session, write, &err)) {
		puts(err.message);
		return 4;
	}
	hwreg_write_free(write);
	hwreg_session_close(session);
	puts("done");
	return 0;
}
