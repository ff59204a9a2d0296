// SPDX-License-Identifier: MIT
/* What a board ties accesses to, through the library: conditions read, writes around writes, failures */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image.h"

static const char text[] =
	"hwreg: 1\nboard: b\nmatch: any\nspaces: {bus: \"file:none\"}\n"
	"types:\n"
	"  t:\n"
	"    unlock: [KEY1=1, KEY2=2]\n"
	"    lock: [KEY2=0, KEY1=0]\n"
	"    registers:\n"
	"      KEY1: 0x0\n"
	"      KEY2: 0x4\n"
	"      CR: {offset: 0x8, fields: {EN: 0, MODE: \"3:1\"}}\n"
	"  u:\n"
	"    requires: [GATE.CLK.ON==1]\n"
	"    registers:\n"
	"      SEL: {offset: 0x0, fields: {BANK: \"1:0\"}}\n"
	"      B0: {offset: 0x10, when: SEL.BANK==0, registers: {X: 0x0, Y: 0x4}}\n"
	"      B1: {offset: 0x10, when: SEL.BANK==1, registers: {X: 0x0, Z: {offset: 0x4, when: "
	"B1.X:4==1}}}\n"
	"      CH%s: {offset: 0x20, count: 3, stride: 0x8, registers: {EN: 0x0, VAL: {offset: 0x4, "
	"requires: EN:0==1}}}\n"
	"      W: {offset: 0x40, requires: [SEL!=3], write: none}\n"
	"      V: {offset: 0x44, requires: [SEL!=3], write: none}\n"
	"  far: {registers: {P: {offset: 0, when: NEAR.Q==0}, R: {offset: 0, when: NEAR.Q==1}}}\n"
	"  near: {width: 8, registers: {Q: 0}}\n"
	"  g: {registers: {CLK: {offset: 0, fields: {ON: 0}}}}\n"
	"blocks:\n"
	"  T: {type: t, base: 0x100}\n"
	"  U: {type: u, base: 0x200, count: 2, stride: 0x100}\n"
	"  GATE: {type: g, base: 0x500}\n"
	"  FAR: {type: far, base: 0x600}\n"
	"  NEAR: {type: near, space: bus, base: 0}\n";

/* A session that tells its accesses as "r GATE.CLK, w U0.SEL=1" and fails those that it is told to */
struct test {
	struct hwreg_board *board;
	struct hwreg_session *session;
	char told[512];
	const char *fail[2]; /* names of registers whose writes fail */
	const char *fail_read;
};

static bool is_one_of(const char *name, const char *const *list)
{
	return (list[0] && strcmp(name, list[0]) == 0) || (list[1] && strcmp(name, list[1]) == 0);
}

static int tell(void *data, const struct hwreg_access *access)
{
	struct test *t = data;
	size_t length = strlen(t->told);

	if (access->phase != HWREG_ACCESS_BEGIN)
		return 0;
	snprintf(t->told + length, sizeof(t->told) - length, "%s%c %s", length ? ", " : "",
		 access->write ? 'w' : 'r', access->name);
	length = strlen(t->told);
	if (access->write)
		snprintf(t->told + length, sizeof(t->told) - length, "=%llu",
			 (unsigned long long)access->value);
	if (access->write)
		return is_one_of(access->name, t->fail) ? -EIO : 0;
	return t->fail_read && strcmp(access->name, t->fail_read) == 0 ? -EIO : 0;
}

static void open_session(struct test *t, uint64_t flags)
{
	static const char *const targets[] = { "sim" };
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_WRITE | flags,
						 .board = t->board,
						 .targets = targets,
						 .target_count = 1,
						 .observer = tell,
						 .data = t };

	hwreg_session_close(t->session);
	t->session = NULL;
	assert_int_equal(hwreg_session_open(&t->session, &options, NULL), 0);
}

static int set_up(void **state)
{
	struct test *t = calloc(1, sizeof(*t));
	char path[] = "/tmp/hwreg-test-XXXXXX.yaml";
	struct hwreg_error err = HWREG_ERROR_INIT;
	int fd = mkstemps(path, 5);

	if (!t || fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) || close(fd))
		return -1;
	if (hwreg_board_load(&t->board, path, NULL, &err))
		fail_msg("%s", err.message);
	unlink(path);
	open_session(t, 0);
	*state = t;
	return 0;
}

static int tear_down(void **state)
{
	struct test *t = *state;

	hwreg_session_close(t->session);
	hwreg_board_free(t->board);
	free(t);
	return 0;
}

static int poke(struct test *t, const char *what, struct hwreg_error *err)
{
	struct hwreg_write *write;
	int r;

	assert_int_equal(hwreg_write_parse(&write, t->session, what, NULL), 0);
	t->told[0] = '\0';
	r = hwreg_session_write(t->session, write, err);
	hwreg_write_free(write);
	return r;
}

static struct hwreg_item item_of(struct test *t, const char *name)
{
	struct hwreg_location *location;
	struct hwreg_item item;

	assert_int_equal(hwreg_location_parse(&location, t->session, name, NULL), 0);
	hwreg_location_item(location, 0, &item);
	hwreg_location_free(location);
	return item;
}

static int peek(struct test *t, const char *name, struct hwreg_error *err)
{
	struct hwreg_item item = item_of(t, name);
	uint64_t value;

	t->told[0] = '\0';
	return hwreg_session_read(t->session, &item, &value, err);
}

/* ---- Conditions -------------------------------------------------------------------------------- */

static void conditions_are_read_before_each_access(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct test *t = *state;

	assert_int_equal(peek(t, "U0.CH1.EN", &err), -ENXIO);
	assert_string_equal(t->told, "r GATE.CLK");
	assert_int_equal(err.kind, HWREG_ERROR_ACCESS);
	assert_int_equal(err.address, 0x228);
	assert_non_null(strstr(err.message, "U0.CH1.EN: requires GATE.CLK.ON==1, but it is 0x0"));
	assert_int_equal(poke(t, "GATE.CLK=1", NULL), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(peek(t, "U0.CH1.EN", NULL), 0);
		assert_string_equal(t->told, "r GATE.CLK, r U0.CH1.EN");
	}
	/* those of one access that are about one register share a read; names are an element's own */
	assert_int_equal(peek(t, "U0.CH1.VAL", &err), -ENXIO);
	assert_string_equal(t->told, "r GATE.CLK, r U0.CH1.EN");
	assert_int_equal(poke(t, "U0.CH1.EN=1", NULL), 0);
	assert_int_equal(peek(t, "U0.CH1.VAL", NULL), 0);
	assert_string_equal(t->told, "r GATE.CLK, r U0.CH1.EN, r U0.CH1.VAL");
	assert_int_equal(peek(t, "U0.CH2.VAL", NULL), -ENXIO);
	assert_int_equal(peek(t, "U1.CH1.VAL", NULL), -ENXIO);
}

static void with_conditions_once_they_are_read_again_after_a_write(void **state)
{
	struct test *t = *state;

	open_session(t, HWREG_CONDITIONS_ONCE);
	assert_int_equal(poke(t, "GATE.CLK=1", NULL), 0);
	assert_int_equal(peek(t, "U0.SEL", NULL), 0);
	assert_string_equal(t->told, "r GATE.CLK, r U0.SEL");
	assert_int_equal(peek(t, "U1.SEL", NULL), 0);
	assert_string_equal(t->told, "r U1.SEL");
	assert_int_equal(poke(t, "U1.SEL=1", NULL), 0);
	assert_string_equal(t->told, "w U1.SEL=1");
	assert_int_equal(peek(t, "U1.SEL", NULL), 0);
	assert_string_equal(t->told, "r GATE.CLK, r U1.SEL");
}

static void by_force_none_is_read(void **state)
{
	struct test *t = *state;

	open_session(t, HWREG_FORCE_REQUIRES);
	assert_int_equal(peek(t, "U0.B1.Z", NULL), 0);
	assert_string_equal(t->told, "r U0.B1.Z");
	/* what unlocks is no condition */
	assert_int_equal(poke(t, "T.CR=1", NULL), 0);
	assert_string_equal(t->told, "w T.KEY1=1, w T.KEY2=2, w T.CR=1, w T.KEY2=0, w T.KEY1=0");
}

static void a_condition_that_cannot_be_read_fails_the_access(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct test *t = *state;

	t->fail_read = "GATE.CLK";
	assert_int_equal(peek(t, "U0.SEL", &err), -EIO);
	assert_string_equal(t->told, "r GATE.CLK");
	assert_non_null(strstr(err.message, "U0.SEL: requires GATE.CLK.ON==1: GATE.CLK: "));
	assert_int_equal(poke(t, "U0.SEL=1", NULL), -EIO);
	assert_string_equal(t->told, "r GATE.CLK");
	t->fail_read = NULL;
	assert_int_equal(poke(t, "GATE.CLK=1", NULL), 0);
	assert_int_equal(peek(t, "U0.SEL", NULL), 0);
}

static void many_reads_and_writes_read_them_once(void **state)
{
	struct hwreg_location *location;
	unsigned char bytes[8] = { 0 };
	struct test *t = *state;
	uint64_t done = 0;

	assert_int_equal(hwreg_location_parse(&location, t->session, "0x240..+8", NULL), 0);
	assert_int_equal(hwreg_session_read_many(t->session, location, 0, 2, bytes, &done, NULL),
			 -ENXIO);
	assert_int_equal(done, 0);
	assert_string_equal(t->told, "r GATE.CLK");
	assert_int_equal(poke(t, "GATE.CLK=1", NULL), 0);
	t->told[0] = '\0';
	assert_int_equal(hwreg_session_read_many(t->session, location, 0, 2, bytes, &done, NULL),
			 0);
	assert_string_equal(t->told, "r GATE.CLK, r U0.SEL, r U0.W, r U0.V");
	hwreg_location_free(location);
	assert_int_equal(hwreg_location_parse_to_write(&location, t->session, "0x220..+4", NULL),
			 0);
	t->told[0] = '\0';
	assert_int_equal(hwreg_session_write_many(t->session, location, 0, 1, bytes, &done, NULL),
			 0);
	assert_string_equal(t->told, "r GATE.CLK, w U0.CH0.EN=0");
	hwreg_location_free(location);
}

static void a_sampler_reads_them_once(void **state)
{
	struct hwreg_sampler_options options = { .size = sizeof(options), .cancel = -1 };
	struct hwreg_sampler *sampler;
	struct hwreg_sample sample;
	struct hwreg_item items[2];
	struct test *t = *state;

	items[0] = item_of(t, "U0.SEL.BANK");
	items[1] = item_of(t, "U0.SEL");
	assert_int_equal(hwreg_sampler_open(&sampler, t->session, items, 2, &options, NULL), 0);
	assert_string_equal(t->told, "");
	assert_int_equal(hwreg_sampler_next(sampler, &sample, NULL), -ENXIO);
	assert_int_equal(poke(t, "GATE.CLK=1", NULL), 0);
	t->told[0] = '\0';
	for (int i = 0; i < 3; i++)
		assert_int_equal(hwreg_sampler_next(sampler, &sample, NULL), 0);
	assert_string_equal(t->told, "r GATE.CLK, r U0.SEL, r U0.SEL, r U0.SEL");
	hwreg_sampler_close(sampler);
	assert_int_equal(poke(t, "GATE.CLK=0", NULL), 0);
	options.flags = HWREG_SAMPLER_FAST;
	assert_int_equal(hwreg_sampler_open(&sampler, t->session, items, 2, &options, NULL),
			 -ENXIO);
}

/* ---- One address, several registers ------------------------------------------------------------ */

static unsigned int skips(const struct hwreg_location *location, enum hwreg_skip skip)
{
	unsigned int count = 0;
	struct hwreg_item item;

	for (uint64_t i = 0; i < hwreg_location_count(location); i++) {
		hwreg_location_item(location, i, &item);
		count += item.skip == skip;
	}
	return count;
}

static void what_is_there_now_is_selected(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_location *location;
	struct test *t = *state;

	assert_int_equal(poke(t, "GATE.CLK=1", NULL), 0);
	assert_int_equal(hwreg_location_parse(&location, t->session, "U0.B*", NULL), 0);
	t->told[0] = '\0';
	assert_int_equal(hwreg_session_select(t->session, location, NULL), 0);
	assert_string_equal(t->told, "r GATE.CLK, r U0.SEL");
	assert_int_equal(skips(location, HWREG_SKIP_ABSENT), 2);
	hwreg_location_free(location);
	assert_int_equal(poke(t, "U0.SEL=1", NULL), 0);
	assert_int_equal(hwreg_location_parse(&location, t->session, "U0.B1", NULL), 0);
	t->told[0] = '\0';
	assert_int_equal(hwreg_session_select(t->session, location, NULL), 0);
	/* the second needs a bit of the first, which is behind the same condition */
	assert_string_equal(t->told, "r GATE.CLK, r U0.SEL, r U0.B1.X");
	assert_int_equal(skips(location, HWREG_SKIP_ABSENT), 1);
	hwreg_location_free(location);
	assert_int_equal(peek(t, "U0.B0.Y", &err), -ENXIO);
	assert_non_null(
		strstr(err.message, "U0.B0.Y: is there when U0.SEL.BANK==0, but it is 0x1;"));
	assert_int_equal(poke(t, "GATE.CLK=0", NULL), 0);
	assert_int_equal(hwreg_location_parse(&location, t->session, "U0.B1", NULL), 0);
	assert_int_equal(hwreg_session_select(t->session, location, &err), -ENXIO);
	assert_non_null(strstr(err.message, "U0.B1.X: requires GATE.CLK.ON==1"));
	hwreg_location_free(location);
}

static int note(void *data, const struct hwreg_register *reg, uint64_t value)
{
	(void)reg;
	*(uint64_t *)data = value;
	return 0;
}

static void each_bank_of_a_simulation_has_its_values_and_its_behaviour(void **state)
{
	struct hwreg_simulation_hook hook = { .size = sizeof(hook), .write = note };
	const struct hwreg_register *reg;
	struct test *t = *state;
	struct hwreg_item item;
	uint64_t value = 0, noted = 0;

	hook.data = &noted;
	assert_int_equal(hwreg_register_find(t->board, "U1.B1.X", &reg, NULL), 0);
	assert_int_equal(hwreg_simulation_attach(t->session, reg, &hook, NULL), 0);
	assert_int_equal(poke(t, "GATE.CLK=1", NULL), 0);
	assert_int_equal(poke(t, "U1.B0.X=7", NULL), 0);
	assert_int_equal(noted, 0);
	assert_int_equal(poke(t, "U1.SEL=1", NULL), 0);
	assert_int_equal(poke(t, "U1.B1.X=9", NULL), 0);
	assert_int_equal(noted, 9);
	assert_int_equal(poke(t, "U1.SEL=0", NULL), 0);
	item = item_of(t, "U1.B0.X");
	assert_int_equal(hwreg_session_read(t->session, &item, &value, NULL), 0);
	assert_int_equal(value, 7);
	/* while neither is there, the address is a place like any other */
	assert_int_equal(poke(t, "U1.SEL=2", NULL), 0);
	item = item_of(t, "0x310");
	assert_int_equal(hwreg_session_read(t->session, &item, &value, NULL), 0);
	assert_int_equal(value, 0);
}

static void a_simulation_knows_the_registers_of_other_spaces(void **state)
{
	struct test *t = *state;
	struct hwreg_item item;
	uint64_t value = 0;

	assert_int_equal(poke(t, "FAR.P=1", NULL), 0);
	assert_int_equal(poke(t, "NEAR.Q=1", NULL), 0);
	assert_int_equal(poke(t, "FAR.R=2", NULL), 0);
	assert_int_equal(poke(t, "NEAR.Q=0", NULL), 0);
	item = item_of(t, "FAR.P");
	assert_int_equal(hwreg_session_read(t->session, &item, &value, NULL), 0);
	assert_int_equal(value, 1);
}

/* ---- Writes around writes ---------------------------------------------------------------------- */

#define UNLOCK "w T.KEY1=1, w T.KEY2=2, "
#define LOCK "w T.KEY2=0, w T.KEY1=0"

static void what_was_unlocked_is_locked_whatever_fails_between(void **state)
{
	static const struct {
		const char *what, *fail[2], *accesses, *message;
	} rows[] = {
		{ "T.CR=1", { NULL, NULL }, UNLOCK "w T.CR=1, " LOCK, NULL },
		{ "T.CR.EN=1", { NULL, NULL }, UNLOCK "r T.CR, w T.CR=1, " LOCK, NULL },
		{ "T.CR=1", { "T.CR" }, UNLOCK "w T.CR=1, " LOCK, "T.CR: " },
		{ "T.CR=1", { "T.KEY1" }, "w T.KEY1=1", "T.CR: unlock T.KEY1=1: T.KEY1: " },
		{ "T.CR=1", { "T.KEY2" }, UNLOCK LOCK, "and then T.CR: lock T.KEY2=0: T.KEY2: " },
		{ "T.KEY1=5", { "T.KEY1" }, "w T.KEY1=5", "T.KEY1: " },
	};
	struct test *t = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hwreg_error err = HWREG_ERROR_INIT;

		t->fail[0] = NULL;
		assert_int_equal(poke(t, "T.KEY1=0", NULL), 0);
		t->fail[0] = rows[i].fail[0];
		assert_int_equal(poke(t, rows[i].what, &err), rows[i].message ? -EIO : 0);
		assert_string_equal(t->told, rows[i].accesses);
		if (rows[i].message && !strstr(err.message, rows[i].message))
			fail_msg("%zu: %s", i, err.message);
		/* nothing of it needs a caller who wants to know */
		assert_int_equal(poke(t, rows[i].what, NULL), rows[i].message ? -EIO : 0);
	}
}

/* Fails only what is written last */
static int fail_zero(void *data, const struct hwreg_access *access)
{
	tell(data, access);
	return access->phase == HWREG_ACCESS_BEGIN && access->write && access->value == 0 ? -ENOSPC
											  : 0;
}

static void a_lock_that_fails_tells_what_was_written(void **state)
{
	static const char *const targets[] = { "sim" };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct test *t = *state;
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_WRITE,
						 .board = t->board,
						 .targets = targets,
						 .target_count = 1,
						 .observer = fail_zero,
						 .data = t };

	hwreg_session_close(t->session);
	assert_int_equal(hwreg_session_open(&t->session, &options, NULL), 0);
	assert_int_equal(poke(t, "T.CR=1", &err), -ENOSPC);
	assert_string_equal(t->told, UNLOCK "w T.CR=1, " LOCK);
	assert_non_null(strstr(err.message, "T.CR: lock T.KEY2=0: T.KEY2: "));
	assert_non_null(strstr(err.message, "T.CR had been written, and may still be unlocked"));
}

/* ---- What the board tells ---------------------------------------------------------------------- */

static void rules_are_told_with_full_names(void **state)
{
	const struct test *t = *state;
	const struct hwreg_register *reg;
	char rule[64], small[8];

	assert_int_equal(hwreg_register_find(t->board, "U1.CH2.VAL", &reg, NULL), 0);
	assert_int_equal(
		hwreg_register_rule(t->board, reg, HWREG_RULE_REQUIRES, 1, rule, sizeof(rule)), 0);
	assert_string_equal(rule, "U1.CH2.EN:0==1");
	assert_int_equal(
		hwreg_register_rule(t->board, reg, HWREG_RULE_REQUIRES, 0, small, sizeof(small)),
		0);
	assert_string_equal(small, "GATE.CL");
	assert_int_equal(
		hwreg_register_rule(t->board, reg, HWREG_RULE_REQUIRES, 2, rule, sizeof(rule)),
		-ENOENT);
	assert_int_equal(
		hwreg_register_rule(t->board, reg, HWREG_RULE_UNLOCK, 0, rule, sizeof(rule)),
		-ENOENT);
	assert_int_equal(
		hwreg_register_rule(t->board, reg, HWREG_RULE_COUNT, 0, rule, sizeof(rule)),
		-ENOENT);
}

static void every_index_of_the_image_is_inside(void **state)
{
	const struct test *t = *state;
	const struct hwreg_register *reg;
	uint64_t registers = image_count(t->board, IMAGE_REGISTERS), items = 0;
	const struct image_rules *rules = image_at(t->board, IMAGE_RULES, 0);
	uint64_t of[HWREG_RULE_COUNT] = { image_count(t->board, IMAGE_CONDITIONS),
					  image_count(t->board, IMAGE_CONDITIONS),
					  image_count(t->board, IMAGE_WRITES),
					  image_count(t->board, IMAGE_WRITES) };

	for (uint32_t i = 0; (reg = hwreg_board_register(t->board, i)); i++) {
		assert_true(reg->rules <= image_count(t->board, IMAGE_RULES));
		for (unsigned int kind = 0; kind < HWREG_RULE_COUNT; kind++)
			for (uint32_t n = 0; n < image_rule_count(t->board, reg, kind); n++)
				assert_true(image_rule_item(t->board, reg, kind, n) < of[kind]);
	}
	for (uint64_t i = 0; i < of[HWREG_RULE_WHEN]; i++) {
		assert_true(image_condition_at(t->board, i)->reg < registers);
		assert_true(image_condition_at(t->board, i)->same <= i);
	}
	for (uint64_t i = 0; i < of[HWREG_RULE_LOCK]; i++)
		assert_true(image_write_at(t->board, i)->reg < registers);
	for (uint64_t i = 0; i < image_count(t->board, IMAGE_RULES); i++) {
		assert_int_equal(rules[i].first, items);
		for (unsigned int kind = 0; kind < HWREG_RULE_COUNT; kind++)
			items += rules[i].counts[kind];
	}
	assert_int_equal(items, image_count(t->board, IMAGE_RULE_ITEMS));
	/* one condition of all that share it, one set of rules of a block's registers */
	assert_int_equal(of[HWREG_RULE_WHEN], 1 + 2 * (2 + 1 + 3 + 1) + 2);
	assert_true(image_count(t->board, IMAGE_RULES) < image_count(t->board, IMAGE_REGISTERS));
}

#define RULES(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULES(conditions_are_read_before_each_access),
		RULES(with_conditions_once_they_are_read_again_after_a_write),
		RULES(by_force_none_is_read),
		RULES(a_condition_that_cannot_be_read_fails_the_access),
		RULES(many_reads_and_writes_read_them_once),
		RULES(a_sampler_reads_them_once),
		RULES(what_is_there_now_is_selected),
		RULES(each_bank_of_a_simulation_has_its_values_and_its_behaviour),
		RULES(a_simulation_knows_the_registers_of_other_spaces),
		RULES(what_was_unlocked_is_locked_whatever_fails_between),
		RULES(a_lock_that_fails_tells_what_was_written),
		RULES(rules_are_told_with_full_names),
		RULES(every_index_of_the_image_is_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
