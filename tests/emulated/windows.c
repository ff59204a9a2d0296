// SPDX-License-Identifier: MIT
/* windows SPEC OFFSET - windows on a real device with all that can be asked of their pages */
#include <hwreg.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static sigjmp_buf env;

static void on_fault(int signal)
{
	siglongjmp(env, signal);
}

/* Reading the device would be an access of its own: only addresses that nothing is behind */
static const char *fault_at(const volatile char *at)
{
	int signal;

	sigaction(SIGSEGV, &(struct sigaction){ .sa_handler = on_fault }, NULL);
	signal = sigsetjmp(env, 1);
	if (!signal)
		(void)*at;
	return signal == SIGSEGV ? "faults" : "can be read";
}

/* "rw-s rd wr …" of the mapping that holds an address */
static void show_mapping(const volatile void *at)
{
	FILE *file = fopen("/proc/self/smaps", "re");
	uintptr_t first, end;
	char line[512], access[8] = "";
	int found = 0;

	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s", &first, &end, access) == 3)
			found = (uintptr_t)at >= first && (uintptr_t)at < end;
		if (found && strncmp(line, "VmFlags:", 8) == 0)
			printf("mapping: %s%s", access, line + 8);
	}
	fclose(file);
}

int main(int argc, char **argv)
{
	const struct rlimit none = { 0, 0 };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_target *target;
	struct hwreg_window *window;
	const volatile char *page;
	uint64_t value;

	if (argc != 3 || setrlimit(RLIMIT_MEMLOCK, &none) != 0)
		return 2;
	if (hwreg_target_new(&target, argv[1], NULL, &err) != 0 ||
	    hwreg_window_open(&window, target, strtoull(argv[2], NULL, 0), 4,
			      HWREG_WRITE | HWREG_GUARD_PAGES | HWREG_POPULATE | HWREG_LOCK_MEMORY,
			      &err) != 0 ||
	    hwreg_window_read(window, 0, 32, HWREG_LITTLE_ENDIAN, &value, &err) != 0) {
		puts(err.message);
		return 4;
	}
	printf("value: 0x%08" PRIx64 "\n", value);
	page = hwreg_window_pointer(window);
	show_mapping(page);
	page = (const volatile char *)((uintptr_t)page & -(uintptr_t)sysconf(_SC_PAGESIZE));
	printf("before: %s, behind: %s\n", fault_at(page - 1),
	       fault_at(page + sysconf(_SC_PAGESIZE)));
	printf("mlock: %d\n", mlock((void *)(uintptr_t)page, (size_t)sysconf(_SC_PAGESIZE)));
	printf("grow: %d\n", hwreg_window_grow(window, 8, &err));
	printf("what-if: %d\n", hwreg_window_open(&window, target, 0, 4, HWREG_WHAT_IF, &err));
	return 0;
}
