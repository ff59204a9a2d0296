// SPDX-License-Identifier: MIT
/* Accessors built with HWREG_IO_HOOK: on simulations with models, on files, and elsewhere in memory */
#define HWREG_IO_HOOK
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hwreg_io.h"

static const char text[] =
	"hwreg: 1\nboard: b\nmatch: any\ntypes: {t: {size: 0x40, registers: {"
	"DATA: {offset: 0, read: effect}, STATUS: {offset: 4, policy: w1c, reset: 0x80000001}, "
	"BYTE: {offset: 8, width: 8, reset: 0xab}, HALF: {offset: 10, width: 16, reset: 0x1234}, "
	"BIG: {offset: 12, endian: big, reset: 0x11223344}, WIDE: {offset: 16, width: 64}, "
	"BAD: 24}}, n: {size: 4, registers: {R: 0}}}\n"
	"spaces: {bus: 'i2c:1:0x48'}\n"
	"blocks: {X: {type: t, base: 0x1008}, N: {type: n, base: 0, space: bus}}\n";

struct device {
	struct hwreg_board *board;
	struct hwreg_session *session;
	struct hwreg_window *window;
	volatile char *base;
	uint64_t last;
	unsigned int reads;
};

static int set_up(void **state)
{
	struct device *d = calloc(1, sizeof(*d));
	const char *targets[] = { "sim" };
	struct hwreg_session_options options = {
		.size = sizeof(options), .flags = HWREG_WRITE, .targets = targets, .target_count = 1
	};
	const struct hwreg_block *block;

	assert_int_equal(hwreg_board_load_text(&d->board, text, strlen(text), "b", NULL, NULL), 0);
	options.board = d->board;
	assert_int_equal(hwreg_session_open(&d->session, &options, NULL), 0);
	assert_int_equal(hwreg_block_find(d->board, "X", &block, NULL), 0);
	assert_int_equal(hwreg_session_map(&d->window, d->session, block, NULL), 0);
	d->base = hwreg_window_pointer(d->window);
	assert_non_null(d->base);
	*state = d;
	return 0;
}

static int tear_down(void **state)
{
	struct device *d = *state;

	hwreg_window_close(d->window);
	hwreg_session_close(d->session);
	hwreg_board_free(d->board);
	free(d);
	return 0;
}

static void attach(struct device *d, const char *name, const struct hwreg_simulation_hook *hook)
{
	const struct hwreg_register *reg;

	assert_int_equal(hwreg_register_find(d->board, name, &reg, NULL), 0);
	assert_int_equal(hwreg_simulation_attach(d->session, reg, hook, NULL), 0);
}

static int pop(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	struct device *d = data;

	(void)reg;
	*value = 100 + d->reads++;
	return 0;
}

static int push(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct device *d = data;

	(void)reg;
	d->last = value;
	/* a model may use the accessors itself: its own register calls no hook then */
	hwreg_write8(d->base + 8, (uint8_t)value);
	return 0;
}

static int refuse(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	(void)data;
	(void)reg;
	(void)value;
	return -EREMOTEIO;
}

static void policies_and_widths(void **state)
{
	struct device *d = *state;

	assert_int_equal(hwreg_read32(d->base + 4), 0x80000001);
	hwreg_write32(d->base + 4, 1);
	assert_int_equal(hwreg_read32_relaxed(d->base + 4), 0x80000000);
	assert_int_equal(hwreg_read8(d->base + 8), 0xab);
	assert_int_equal(hwreg_read16(d->base + 10), 0x1234);
	assert_int_equal(hwreg_read16be(d->base + 10), 0x3412);
	assert_int_equal(hwreg_read32be(d->base + 12), 0x11223344);
	assert_int_equal(hwreg_read32(d->base + 12), 0x44332211);
	hwreg_write32be_relaxed(d->base + 12, 0x55667788);
	assert_int_equal(hwreg_read8(d->base + 12), 0x55);
	assert_int_equal(hwreg_io_failure(d->window, NULL), 0);
}

static void sixty_four_bits(void **state)
{
#if HWREG_HAVE_64BIT
	struct device *d = *state;

	hwreg_write64(d->base + 16, UINT64_C(0x1122334455667788));
	assert_true(hwreg_read64(d->base + 16) == UINT64_C(0x1122334455667788));
	assert_int_equal(hwreg_read8(d->base + 16), 0x88);
	assert_int_equal(hwreg_io_failure(d->window, NULL), 0);
	/* not a multiple of 8 */
	hwreg_write64(d->base + 20, 1);
	assert_int_equal(hwreg_io_failure(d->window, NULL), -EINVAL);
#else
	(void)state;
	skip();
#endif
}

static void models(void **state)
{
	struct device *d = *state;
	struct hwreg_simulation_hook hook = {
		.size = sizeof(hook), .read = pop, .write = push, .data = d
	};

	attach(d, "X.DATA", &hook);
	assert_int_equal(hwreg_read32(d->base), 100);
	assert_int_equal(hwreg_read32(d->base), 101);
	hwreg_write32(d->base, 0xc0ffee);
	assert_int_equal(d->last, 0xc0ffee);
	assert_int_equal(hwreg_read8(d->base + 8), 0xee);
}

static void repeated_and_copied(void **state)
{
	struct device *d = *state;
	struct hwreg_simulation_hook hook = {
		.size = sizeof(hook), .read = pop, .write = push, .data = d
	};
	unsigned char buffer[13] = { 0 };

	attach(d, "X.DATA", &hook);
	hwreg_reads32(d->base, buffer + 1, 3);
	assert_memory_equal(buffer, "\0\x64\0\0\0\x65\0\0\0\x66\0\0\0", 13);
	assert_int_equal(d->reads, 3);
	hwreg_writes32(d->base, "\x01\x02\x03\x04\x05\x06\x07\x08", 2);
	assert_int_equal(d->last, 0x08070605);
	hwreg_reads32(d->base, buffer, 0);
	assert_int_equal(d->reads, 3);
	hwreg_copy_to16(d->base + 8, "\xab\xcd\x12\x34", 2);
	hwreg_copy_from32(buffer, d->base + 8, 2);
	assert_memory_equal(buffer, "\xab\xcd\x12\x34\x11\x22\x33\x44", 8);
	hwreg_copy_from8(buffer, d->base + 11, 3);
	assert_memory_equal(buffer, "\x34\x11\x22", 3);
	assert_int_equal(hwreg_io_failure(d->window, NULL), 0);
}

static void failures(void **state)
{
	struct device *d = *state;
	struct hwreg_simulation_hook hook = { .size = sizeof(hook), .read = refuse };
	struct hwreg_error err = HWREG_ERROR_INIT;

	attach(d, "X.BAD", &hook);
	assert_int_equal(hwreg_read32(d->base + 24), 0xffffffff);
	assert_int_equal(hwreg_read16(d->base + 25), 0xffff);
	/* the first of both */
	assert_int_equal(hwreg_io_failure(d->window, &err), -EREMOTEIO);
	assert_int_equal(err.address, 0x1020);
	assert_string_equal(err.message, "sim: the model of 0x00001020 failed: Remote I/O error");
	assert_int_equal(hwreg_io_failure(d->window, &err), 0);
	hwreg_write32(d->base + 0x40, 1);
	assert_int_equal(hwreg_io_failure(d->window, &err), -ERANGE);
	/* before the window, in its page */
	assert_int_equal(hwreg_read32(d->base - 4), 0xffffffff);
	assert_int_equal(hwreg_io_failure(d->window, &err), -ERANGE);
}

static void read_only(void **state)
{
	struct device *d = *state;
	struct hwreg_target *target;
	struct hwreg_window *window;
	volatile char *base;

	assert_int_equal(hwreg_target_new(&target, "sim", d->board, NULL), 0);
	assert_int_equal(hwreg_window_open(&window, target, 0x100c, 4, 0, NULL), 0);
	base = hwreg_window_pointer(window);
	assert_int_equal(hwreg_read32(base), 0x80000001);
	hwreg_write32(base, 1);
	assert_int_equal(hwreg_io_failure(window, NULL), -EACCES);
	assert_int_equal(hwreg_read32(base), 0x80000001);
	/* a longer one may be elsewhere */
	assert_int_equal(hwreg_window_grow(window, 8, NULL), 0);
	base = hwreg_window_pointer(window);
	assert_int_equal(hwreg_read8(base + 4), 0xab);
	hwreg_window_close(window);
	hwreg_target_free(target);
}

static void elsewhere(void **state)
{
	struct device *d = *state;
	uint64_t memory = 0;
	volatile char *byte = (volatile char *)&memory;
	const struct hwreg_block *block;
	struct hwreg_window *window;

	hwreg_write8(byte, 0x12);
	hwreg_write16(byte + 2, 0x3456);
	hwreg_write32be(byte + 4, 0x789abcde);
	assert_memory_equal(&memory, "\x12\0\x56\x34\x78\x9a\xbc\xde", 8);
	assert_int_equal(hwreg_read16be(byte + 2), 0x5634);
	assert_int_equal(hwreg_read8(byte), 0x12);
	assert_int_equal(hwreg_read32be(byte + 4), 0x789abcde);
#if HWREG_HAVE_64BIT
	hwreg_write64be(byte, 1);
	assert_int_equal(hwreg_read64be(byte), 1);
	assert_int_equal(hwreg_read8(byte + 7), 1);
#endif
	/* numbered registers have no bytes */
	assert_int_equal(hwreg_block_find(d->board, "N", &block, NULL), 0);
	assert_int_equal(hwreg_session_map(&window, d->session, block, NULL), 0);
	assert_null(hwreg_window_pointer(window));
	assert_int_equal(hwreg_io_failure(window, NULL), 0);
	hwreg_window_close(window);
}

static void mapped_windows_stay_what_they_are(void **state)
{
	char path[] = "/tmp/hwreg-test-XXXXXX", spec[64];
	struct hwreg_target *target;
	struct hwreg_window *window;
	int fd = mkstemp(path);

	(void)state;
	assert_int_equal(ftruncate(fd, 4096), 0);
	close(fd);
	snprintf(spec, sizeof(spec), "file:%s", path);
	assert_int_equal(hwreg_target_new(&target, spec, NULL, NULL), 0);
	assert_int_equal(hwreg_window_open(&window, target, 16, 16, HWREG_WRITE, NULL), 0);
	assert_ptr_equal((void *)hwreg_window_pointer(window),
			 (void *)(hwreg_window_pointer)(window));
	hwreg_write32((volatile char *)hwreg_window_pointer(window), 7);
	assert_int_equal(hwreg_read32((volatile char *)hwreg_window_pointer(window)), 7);
	assert_int_equal(hwreg_io_failure(window, NULL), 0);
	hwreg_window_close(window);
	hwreg_target_free(target);
	unlink(path);
}

static void *count(void *data)
{
	struct device *d = data;

	for (int i = 0; i < 1000; i++)
		hwreg_write32(d->base, i);
	return NULL;
}

static int tally(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct device *d = data;

	(void)reg;
	(void)value;
	d->reads++;
	return 0;
}

static void two_threads(void **state)
{
	struct device *d = *state;
	struct hwreg_simulation_hook hook = { .size = sizeof(hook), .write = tally, .data = d };
	pthread_t other;

	attach(d, "X.DATA", &hook);
	assert_int_equal(pthread_create(&other, NULL, count, d), 0);
	count(d);
	pthread_join(other, NULL);
	assert_int_equal(d->reads, 2000);
}

static void a_dry_run_maps_nothing(void **state)
{
	struct device *d = *state;
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_DRY_RUN,
						 .board = d->board };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session;
	struct hwreg_window *window;

	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	assert_int_equal(hwreg_session_map(&window, session, hwreg_board_block(d->board, 0), &err),
			 -EINVAL);
	assert_string_equal(err.message, "X: a dry run maps nothing");
	hwreg_session_close(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(policies_and_widths, set_up, tear_down),
		cmocka_unit_test_setup_teardown(sixty_four_bits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(models, set_up, tear_down),
		cmocka_unit_test_setup_teardown(repeated_and_copied, set_up, tear_down),
		cmocka_unit_test_setup_teardown(failures, set_up, tear_down),
		cmocka_unit_test_setup_teardown(read_only, set_up, tear_down),
		cmocka_unit_test_setup_teardown(elsewhere, set_up, tear_down),
		cmocka_unit_test(mapped_windows_stay_what_they_are),
		cmocka_unit_test_setup_teardown(two_threads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_dry_run_maps_nothing, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
