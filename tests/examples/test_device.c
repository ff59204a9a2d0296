// SPDX-License-Identifier: MIT
/*
 * A test program of a device's driver, with libhwreg and cmocka: registers by name, a simulated device that
 * behaves, and sequences that also run on the hardware.
 *
 * usage: test_device BOARD FOLDER [TARGET]	FOLDER has the sequences; TARGET is sim unless said
 *
 *	cc -o test_device test_device.c $(pkg-config --cflags --libs hwreg cmocka)
 *	./test_device boards/demo.yaml tests/examples
 */
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <hwreg.h>

struct device {
	struct hwreg_board *board;
	struct hwreg_session *session;
	struct hwreg_error err;
	uint64_t count; /* of the simulated timer */
};

static const char *board, *folder, *target = "sim";

/* What the library complains of is the message of the test that fails */
#define require(d, call)                                             \
	do {                                                         \
		if ((call) != 0)                                     \
			fail_msg("%s: %s", #call, (d)->err.message); \
	} while (0)

static int set_up(void **state)
{
	struct device *d = calloc(1, sizeof(*d));
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_WRITE | HWREG_GUARD,
						 .targets = &target,
						 .target_count = 1 };

	assert_non_null(d);
	d->err.size = sizeof(d->err);
	require(d, hwreg_board_load(&d->board, board, NULL, &d->err));
	options.board = d->board;
	require(d, hwreg_session_open(&d->session, &options, &d->err));
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

static void poke(struct device *d, const char *text)
{
	struct hwreg_write *write;

	require(d, hwreg_write_parse(&write, d->session, text, &d->err));
	require(d, hwreg_session_write(d->session, write, &d->err));
	hwreg_write_free(write);
}

static uint64_t peek(struct device *d, const char *text)
{
	struct hwreg_location *location;
	struct hwreg_item item;
	uint64_t value;

	require(d, hwreg_location_parse(&location, d->session, text, &d->err));
	hwreg_location_item(location, 0, &item);
	hwreg_location_free(location);
	require(d, hwreg_session_read(d->session, &item, &value, &d->err));
	return hwreg_item_value(d->session, &item, value);
}

/* The first step that fails ends the sequence, with its place */
static int step(void *data, const struct hwreg_step_event *event)
{
	struct hwreg_error *failed = data;

	if (event->error && event->depth == 0 && !failed->message[0])
		snprintf(failed->message, sizeof(failed->message), "%.300s:%u: %.600s", event->file,
			 event->line, event->error->message);
	return 0;
}

/* What became of a sequence: "" or the first step that failed */
static void run(struct device *d, const char *name, struct hwreg_error *failed)
{
	struct hwreg_sequence_run_options options = {
		.size = sizeof(options), .cancel = -1, .abort = -1, .step = step, .data = failed
	};
	struct hwreg_sequence *sequence;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	require(d, hwreg_sequence_load(&sequence, path, NULL, &d->err));
	require(d, hwreg_sequence_resolve(sequence, d->session, NULL, &d->err));
	require(d, hwreg_sequence_prepare(sequence, &d->err));
	require(d, hwreg_sequence_run(sequence, &options, &d->err));
	hwreg_sequence_free(sequence);
}

static void fields_keep_their_neighbours(void **state)
{
	struct device *d = *state;

	poke(d, "LED.CTRL.MODE=blink,LEVEL=5");
	poke(d, "LED.CTRL.LEVEL=9");
	assert_int_equal(peek(d, "LED.CTRL"), 0x92);
	assert_int_equal(peek(d, "LED.CTRL.MODE"), 2);
}

static void the_light_takes_every_brightness(void **state)
{
	struct hwreg_error failed = HWREG_ERROR_INIT;

	run(*state, "light.yaml", &failed);
	assert_string_equal(failed.message, "");
}

/* The timer that the simulation lacks: each look at it finds it further down, while it runs */
static int timer_value(void *data, const struct hwreg_register *reg, uint64_t *value)
{
	struct device *d = data;

	(void)reg;
	if (peek(d, "TIMER0.CTRL.RUN") && d->count)
		d->count--;
	*value = d->count;
	return 0;
}

static int timer_load(void *data, const struct hwreg_register *reg, uint64_t value)
{
	struct device *d = data;

	(void)reg;
	d->count = value;
	return 0;
}

static void attach(struct device *d, const char *name, struct hwreg_simulation_hook hook)
{
	const struct hwreg_register *reg;

	hook.size = sizeof(hook);
	hook.data = d;
	require(d, hwreg_register_find(d->board, name, &reg, &d->err));
	require(d, hwreg_simulation_attach(d->session, reg, &hook, &d->err));
}

static void the_timer_counts_down(void **state)
{
	struct hwreg_error failed = HWREG_ERROR_INIT;
	struct device *d = *state;

	if (strcmp(target, "sim") == 0) {
		attach(d, "TIMER0.VALUE", (struct hwreg_simulation_hook){ .read = timer_value });
		attach(d, "TIMER0.LOAD", (struct hwreg_simulation_hook){ .write = timer_load });
	}
	run(d, "timer.yaml", &failed);
	assert_string_equal(failed.message, "");
}

/* A test that finds nothing wrong with a timer that is none would be worth nothing */
static void a_timer_that_stands_still_is_found(void **state)
{
	struct hwreg_error failed = HWREG_ERROR_INIT;

	if (strcmp(target, "sim") != 0)
		skip();
	run(*state, "timer.yaml", &failed);
	assert_non_null(strstr(failed.message, "TIMER0.VALUE"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fields_keep_their_neighbours, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_light_takes_every_brightness, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(the_timer_counts_down, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_timer_that_stands_still_is_found, set_up,
						tear_down),
	};

	if (argc < 3) {
		fprintf(stderr, "usage: test_device BOARD FOLDER [TARGET]\n");
		return 2;
	}
	board = argv[1];
	folder = argv[2];
	target = argc > 3 ? argv[3] : target;
	return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
