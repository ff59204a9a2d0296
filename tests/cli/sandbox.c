// SPDX-License-Identifier: MIT
/* sandbox.c - preloaded into hwreg by sandbox.bats: what the process can still do when it ends */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int outcome(long r)
{
	return r < 0 ? errno : 0;
}

/* SANDBOX_TRY: files, beside, network or program; SANDBOX_TELL: a descriptor to tell on what came of it */
__attribute__((destructor)) static void try(void)
{
	const char *what = getenv("SANDBOX_TRY");
	const struct sockaddr_in nobody = { .sin_family = AF_INET,
					    .sin_port = htons(1),
					    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int tell = atoi(getenv("SANDBOX_TELL") ?: "2");

	if (!what)
		return;
	if (strcmp(what, "files") == 0)
		dprintf(tell, "read %d, write %d, made %d\n",
			outcome(open("/etc/passwd", O_RDONLY)),
			outcome(open("/dev/null", O_WRONLY)),
			outcome(open("elsewhere/made", O_WRONLY | O_CREAT, 0600)));
	if (strcmp(what, "beside") == 0)
		dprintf(tell, "made %d\n", outcome(open("mine/made", O_WRONLY | O_CREAT, 0600)));
	if (strcmp(what, "network") == 0) {
		int fd = socket(AF_INET, SOCK_STREAM, 0), r = outcome(fd);

		dprintf(tell, "socket %d, connect %d\n", r,
			outcome(connect(fd, (struct sockaddr *)&nobody, sizeof(nobody))));
	}
	if (strcmp(what, "program") == 0)
		execl("/bin/sh", "sh", "-c", "echo executed >&2", NULL);
}
