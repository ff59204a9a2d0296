// SPDX-License-Identifier: MIT
/* reader SPEC ADDRESS - tries by every way to write through what was opened to read, and prints how each ends */
#include <hwreg.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct hwreg_error err = HWREG_ERROR_INIT;

static void by_session(const char *spec, const char *place)
{
	struct hwreg_session_options options = {
		.size = sizeof(options), .flags = HWREG_GUARD, .targets = &spec, .target_count = 1
	};
	struct hwreg_session *session;
	struct hwreg_write *write;
	char text[64];
	int r;

	snprintf(text, sizeof(text), "%s=0xbad", place);
	if (hwreg_session_open(&session, &options, &err) ||
	    hwreg_write_parse(&write, session, text, &err)) {
		puts(err.message);
		exit(4);
	}
	r = hwreg_session_prepare_write(session, write, &err);
	printf("prepare: %s\n", strerror(-r));
	r = hwreg_session_write(session, write, &err);
	printf("write: %s\n", strerror(-r));
	hwreg_write_free(write);
	hwreg_session_close(session);
}

static void by_window(const char *spec, uint64_t address)
{
	uintptr_t page = ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
	struct hwreg_target *target;
	struct hwreg_window *window;
	volatile void *registers;
	int r;

	if (hwreg_target_new(&target, spec, NULL, &err) ||
	    hwreg_window_open(&window, target, address, 4, HWREG_GUARD, &err)) {
		puts(err.message);
		exit(4);
	}
	r = hwreg_window_write(window, 0, 32, HWREG_LITTLE_ENDIAN, 0xbad, &err);
	printf("window: %s\n", strerror(-r));
	registers = hwreg_window_pointer(window);
	r = mprotect((void *)((uintptr_t)registers & page), 4, PROT_READ | PROT_WRITE);
	printf("mprotect: %s\n", strerror(r ? errno : 0));
	hwreg_window_close(window);
	hwreg_target_free(target);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	by_session(argv[1], argv[2]);
	by_window(argv[1], strtoull(argv[2], NULL, 0));
	return 0;
}
