// SPDX-License-Identifier: MIT
/* Behaviour attached to simulated registers: a FIFO, a start bit that clears itself, a counter */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char text[] =
	"hwreg: 1\nboard: b\nmatch: any\ntypes: {t: {size: 0x20, registers: {"
	"DATA: {offset: 0, read: effect}, GO: {offset: 4}, COUNT: {offset: 8}}}}\n"
	"blocks: {X: {type: t, base: 0x100}}\n";

struct device {
	struct hwreg_board *board;
	struct hwreg_session *session;
	uint64_t fifo[4];
	unsigned int head, tail;
	uint64_t counter;
	unsigned int starts;
};

static int set_up(void **state)
{
	struct device *d = calloc(1, sizeof(*d));
	const char *targets[] = { "sim" };
	struct hwreg_session_options options = {
		.size = sizeof(options), .flags = HWREG_WRITE, .targets = targets, .target_count = 1
	};
	char path[] = "/tmp/hwreg-test-XXXXXX.yaml";
	int fd = mkstemps(path, 5);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) || close(fd) != 0)
		return -1;
	assert_int_equal(hwreg_board_load(&d->board, path, NULL, NULL), 0);
	unlink(path);
	options.board = d->board;
	assert_int_equal(hwreg_session_open(&d->session, &options, NULL), 0);
	*state = d;
	return 0;
}

static int tear_down(void **state)
{
	struct device *d = *state;

	hwreg_session_close(d->session);
	hwreg_board_free(d->board);
	free(d);
	return 0;
}

static int poke(struct device *d, const char *what)
{
	struct hwreg_write *write;
	int r = hwreg_write_parse(&write, d->session, what, NULL);

	assert_int_equal(r, 0);
	r = hwreg_session_write(d->session, write, NULL);
	hwreg_write_free(write);
	return r;
}

static int peek(struct device *d, const char *where, uint64_t *value)
{
	struct hwreg_location *location;
	struct hwreg_item item;
	int r = hwreg_location_parse(&location, d->session, where, NULL);

	assert_int_equal(r, 0);
	hwreg_location_item(location, 0, &item);
	hwreg_location_free(location);
	return hwreg_session_read(d->session, &item, value, NULL);
}

static void attach(struct device *d, const char *name, struct hwreg_simulation_hook hook)
{
	const struct hwreg_register *reg;

	hook.size = sizeof(hook);
	hook.data = d;
	assert_int_equal(hwreg_register_find(d->board, name, &reg, NULL), 0);
	assert_int_equal(hwreg_simulation_attach(d->session, reg, &hook, NULL), 0);
}

static int push(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct device *d = data;

	(void)reg;
	d->fifo[d->tail++ % 4] = value;
	return 0;
}

static int pop(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	struct device *d = data;

	(void)reg;
	if (d->head == d->tail)
		return -EIO;
	*value = d->fifo[d->head++ % 4];
	return 0;
}

static void a_fifo(void **state)
{
	struct device *d = *state;
	uint64_t value;

	attach(d, "X.DATA", (struct hwreg_simulation_hook){ .read = pop, .write = push });
	assert_int_equal(poke(d, "X.DATA=11"), 0);
	assert_int_equal(poke(d, "X.DATA=22"), 0);
	assert_int_equal(peek(d, "X.DATA", &value), 0);
	assert_int_equal(value, 11);
	assert_int_equal(peek(d, "X.DATA", &value), 0);
	assert_int_equal(value, 22);
	assert_int_equal(peek(d, "X.DATA", &value), -EIO);
}

/* Writes its own register: that write calls no hook */
static int start(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct device *d = data;

	(void)reg;
	d->starts += value & 1;
	return poke(d, "X.GO=0");
}

static void a_start_bit_that_clears_itself(void **state)
{
	struct device *d = *state;
	uint64_t value = 7;

	attach(d, "X.GO", (struct hwreg_simulation_hook){ .write = start });
	assert_int_equal(poke(d, "X.GO=1"), 0);
	assert_int_equal(peek(d, "X.GO", &value), 0);
	assert_int_equal(value, 0);
	assert_int_equal(d->starts, 1);
}

static int count(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	(void)reg;
	*value = ((struct device *)data)->counter++;
	return 0;
}

static void a_counter(void **state)
{
	struct device *d = *state;
	uint64_t value;

	attach(d, "X.COUNT", (struct hwreg_simulation_hook){ .read = count });
	for (uint64_t i = 0; i < 3; i++) {
		assert_int_equal(peek(d, "X.COUNT", &value), 0);
		assert_int_equal(value, i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_fifo, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_start_bit_that_clears_itself, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_counter, set_up, tear_down),
	};

	return RUN(tests);
}
