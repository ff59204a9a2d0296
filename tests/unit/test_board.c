// SPDX-License-Identifier: MIT
/* A loaded board: what it says about itself, finding by name and address, values of fields */
#include "board_files.h"
#include "image.h"

static struct hwreg_board *demo;

static int load_demo(void **state)
{
	(void)state;
	demo = load_file(SRCTREE "/boards/demo.yaml");
	return 0;
}

static int free_demo(void **state)
{
	(void)state;
	hwreg_board_free(demo);
	hwreg_board_free(NULL);
	return 0;
}

static void a_board_describes_itself(void **state)
{
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct hwreg_space_info space = { .size = sizeof(space) };
	struct hwreg_gpio_info gpio = { .size = sizeof(gpio) };

	(void)state;
	hwreg_board_describe(demo, &info);
	assert_string_equal(info.name, "demo");
	assert_string_equal(info.file, SRCTREE "/boards/demo.yaml");
	assert_int_equal(info.space_count, 2);
	assert_int_equal(hwreg_board_space(demo, 0, &space), 0);
	assert_string_equal(space.name, "phys");
	assert_string_equal(space.target, "auto");
	assert_int_equal(hwreg_board_space(demo, 1, &space), 0);
	assert_string_equal(space.target, "i2c:1:0x48");
	assert_int_equal(hwreg_board_space(demo, 2, &space), -ERANGE);
	assert_int_equal(hwreg_board_gpio(demo, 1, &gpio), 0);
	assert_string_equal(gpio.name, "BUZZER");
	assert_string_equal(gpio.line, "buzzer");
	assert_false(gpio.active_low);
	assert_int_equal(hwreg_board_gpio(demo, 2, &gpio), -ERANGE);
}

static void a_board_tells_its_clusters_and_machines(void **state)
{
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct hwreg_match_info match = { .size = sizeof(match) };
	struct hwreg_cluster_info cluster = { .size = sizeof(cluster) };
	struct hwreg_register_info reg = { .size = sizeof(reg) };
	struct hwreg_board *board;

	(void)state;
	assert_int_equal(hwreg_board_cluster(demo, 1, &cluster), 0);
	assert_string_equal(cluster.name, "GPIO.PORTB");
	assert_int_equal(cluster.address, 0x10004020);
	assert_int_equal(cluster.register_count, 6);
	hwreg_register_describe(demo, hwreg_board_register(demo, cluster.first_register), &reg);
	assert_string_equal(reg.name, "GPIO.PORTB.IN");
	assert_int_equal(reg.block, cluster.block);
	assert_int_equal(hwreg_board_cluster(demo, 4, &cluster), -ERANGE);
	hwreg_board_describe(demo, &info);
	assert_true(info.matches_any);
	assert_int_equal(hwreg_board_match_key(demo, 0, &match), -ERANGE);
	board = load_file(
		file_text("match.yaml",
			  "hwreg: 1\nboard: x\n"
			  "match: [{compatible: a}, {dmi: {board_name: b, board_vendor: c}}]\n"));
	hwreg_board_describe(board, &info);
	assert_false(info.matches_any);
	assert_int_equal(hwreg_board_match_key(board, 0, &match), 0);
	assert_string_equal(match.key, "compatible");
	assert_string_equal(match.value, "a");
	assert_int_equal(match.group, 0);
	assert_int_equal(hwreg_board_match_key(board, 2, &match), 0);
	assert_string_equal(match.key, "board_vendor");
	assert_string_equal(match.value, "c");
	assert_int_not_equal(match.group, 0);
	assert_int_equal(hwreg_board_match_key(board, 3, &match), -ERANGE);
	hwreg_board_free(board);
}

static void neighbours_are_kept_by_their_policies(void **state)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t keep = 0, ones = 0;

	(void)state;
	/* reserved bits are 0, those of fields are read */
	assert_int_equal(hwreg_register_neighbours(demo, find(demo, "TIMER0.CTRL"), 0x6, 0, &keep,
						   &ones, &err),
			 0);
	assert_int_equal(keep, 0x711);
	assert_int_equal(ones, 0);
	/* as after reset, but for the field: nothing is read for the only one */
	hwreg_register_describe(demo, find(demo, "TIMER0.TUNING"), &info);
	assert_int_equal(info.reserved, HWREG_RESERVED_RESET);
	assert_int_equal(hwreg_register_neighbours(demo, find(demo, "TIMER0.TUNING"), 0xf, 0, &keep,
						   &ones, &err),
			 0);
	assert_int_equal(keep, 0);
	assert_int_equal(ones, 0x5a000000);
	/* reading takes a byte off */
	assert_int_equal(
		hwreg_register_neighbours(demo, find(demo, "UART0.DATA"), 1, 0, &keep, &ones, &err),
		-EACCES);
	assert_int_equal(hwreg_register_neighbours(demo, find(demo, "UART0.DATA"), 1,
						   HWREG_FORCE_POLICY, &keep, &ones, &err),
			 0);
	assert_int_equal(hwreg_register_neighbours(demo, find(demo, "LED.CTRL"), 1, HWREG_WRITE,
						   &keep, &ones, &err),
			 -EINVAL);
}

static void a_description_fills_no_more_than_the_caller_has(void **state)
{
	struct hwreg_register_info info;

	(void)state;
	memset(&info, 0x55, sizeof(info));
	info.size = offsetof(struct hwreg_register_info, width);
	hwreg_register_describe(demo, find(demo, "LED.CTRL"), &info);
	assert_int_equal(info.size, offsetof(struct hwreg_register_info, width));
	assert_int_equal(info.address, 0x10000000);
	assert_int_equal(info.width, 0x55555555);
}

static void every_register_is_found_by_name_index_and_address(void **state)
{
	struct hwreg_board_info info = { .size = sizeof(info) };

	(void)state;
	hwreg_board_describe(demo, &info);
	for (uint32_t i = 0; i < info.register_count; i++) {
		const struct hwreg_register *reg = hwreg_board_register(demo, i), *each = NULL;
		struct hwreg_register_info about = { .size = sizeof(about) };
		struct hwreg_window_info window = { .size = sizeof(window) };
		bool seen = false;

		hwreg_register_describe(demo, reg, &about);
		assert_ptr_equal(find(demo, about.name), reg);
		assert_int_equal(hwreg_register_index(demo, reg), i);
		while ((each = hwreg_register_next_at(demo, about.space,
						      about.address + about.width / 8 - 1, each)))
			seen |= each == reg;
		/* what is behind a window has no address of its own */
		assert_true(seen == (hwreg_register_window(demo, reg, &window) != 0));
	}
	assert_null(hwreg_board_register(demo, info.register_count));
	assert_null(hwreg_board_block(demo, info.block_count));
}

static void a_blocks_registers_are_neighbours(void **state)
{
	const struct hwreg_block *block;
	struct hwreg_block_info info = { .size = sizeof(info) };

	(void)state;
	assert_int_equal(hwreg_block_find(demo, "TIMER1", &block, NULL), 0);
	hwreg_block_describe(demo, block, &info);
	assert_string_equal(info.name, "TIMER1");
	assert_string_equal(info.type, "timer");
	assert_int_equal(info.base, 0x10003100);
	assert_int_equal(info.length, 0x20);
	assert_int_equal(info.register_count, 6);
	assert_ptr_equal(hwreg_board_register(demo, info.first_register),
			 find(demo, "TIMER1.CTRL"));
}

static void registers_of_one_address_come_one_after_the_other(void **state)
{
	const struct hwreg_register *left = find(demo, "CODEC.LEFT"), *first, *second;

	(void)state;
	first = hwreg_register_next_at(demo, 0, 0x10009009, NULL);
	assert_ptr_equal(first, left);
	second = hwreg_register_next_at(demo, 0, 0x10009009, first);
	assert_ptr_equal(second, find(demo, "CODEC.RIGHT"));
	assert_null(hwreg_register_next_at(demo, 0, 0x10009009, second));
	assert_null(hwreg_register_next_at(demo, 0, 0x10001700, NULL));
	assert_null(hwreg_register_next_at(demo, 0, 0, NULL));
	assert_null(hwreg_register_next_at(demo, 0, UINT64_MAX, NULL));
	assert_non_null(hwreg_register_next_at(demo, 1, 0, NULL));
}

/* Both ends of a register, 1 to 8 bytes from 8 below to 8 above; against a look at all registers */
static void check_reaching(const struct hwreg_range *range)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct hwreg_window_info window = { .size = sizeof(window) };
	const struct hwreg_register *reg, *found;
	uint64_t position = IMAGE_START, last = 0;
	unsigned int count = 0;

	while ((found = image_reaching(demo, 0, range, &position))) {
		hwreg_register_describe(demo, found, &info);
		assert_true(info.space == 0 && info.address <= range->last);
		assert_true(info.address + (info.width / 8 - 1) >= range->first);
		assert_true(info.address >= last);
		last = info.address;
		count++;
	}
	assert_null(image_reaching(demo, 0, range, &position));
	for (uint32_t i = 0; (reg = hwreg_board_register(demo, i)); i++) {
		hwreg_register_describe(demo, reg, &info);
		if (info.space == 0 && info.address <= range->last &&
		    info.address + (info.width / 8 - 1) >= range->first &&
		    hwreg_register_window(demo, reg, &window) != 0)
			count--;
	}
	assert_int_equal(count, 0);
}

static void what_reaches_into_a_range_is_found_once(void **state)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	const struct hwreg_register *reg;

	(void)state;
	for (uint32_t i = 0; (reg = hwreg_board_register(demo, i)); i++) {
		hwreg_register_describe(demo, reg, &info);
		for (uint64_t size = 1; info.space == 0 && size <= 8; size *= 2)
			for (uint64_t first = info.address - 8; first <= info.address + 8; first++)
				check_reaching(&(struct hwreg_range){ first, first + (size - 1) });
	}
	check_reaching(&(struct hwreg_range){ 0, UINT64_MAX });
	check_reaching(&(struct hwreg_range){ UINT64_MAX, UINT64_MAX });
}

static void check_hint(const char *name, const char *hint)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	const struct hwreg_register *reg;

	assert_int_equal(hwreg_register_find(demo, name, &reg, &err), -ENOENT);
	assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	if (!strstr(err.message, hint))
		fail_msg("'%s' does not have '%s'", err.message, hint);
}

static void a_name_not_found_gets_near_names(void **state)
{
	(void)state;
	check_hint("UART0.STATE", "no register UART0.STATE; did you mean UART0.STATUS");
	check_hint("UATR0.BAUD", "did you mean UART0.BAUD");
	check_hint("uart0.baud", "did you mean UART0.BAUD");
	check_hint("GPIO.PORTB.PIN9", "did you mean GPIO.PORTB.PIN");
	check_hint("LED", "LED is a block, not a register");
	check_hint("GPIO.PORTA", "GPIO.PORTA is a cluster, not a register");
	check_hint("LED.CTRL.MODE", "LED.CTRL.MODE is a field, not a register");
	check_hint("LED.CTRL.MODUS", "LED.CTRL has no field MODUS; did you mean MODE?");
	check_hint("LED.COUNT.X", "LED.COUNT has no fields, so no X");
	check_hint("", "no register ");
	check_hint("....", "no register ....");
}

static void fields_in_pieces_are_put_together(void **state)
{
	const struct hwreg_field *field = find_field(demo, "TIMER0.CTRL", "PRESCALE");
	struct hwreg_field_info info = field_info(demo, "TIMER0.CTRL", "PRESCALE");
	uint32_t high, low;

	(void)state;
	assert_int_equal(info.piece_count, 2);
	assert_int_equal(info.width, 4);
	assert_int_equal(info.high, 10);
	assert_int_equal(info.low, 4);
	assert_int_equal(info.mask, 0x710);
	assert_int_equal(hwreg_field_piece(demo, field, 1, &high, &low), 0);
	assert_int_equal(high, 4);
	assert_int_equal(hwreg_field_piece(demo, field, 2, &high, &low), -ERANGE);
	for (uint64_t value = 0; value < 16; value++) {
		uint64_t put = hwreg_field_put(demo, field, UINT64_MAX, value);

		assert_true((put | 0x710) == UINT64_MAX);
		assert_int_equal(put & 0x710, (value >> 1) << 8 | (value & 1) << 4);
		assert_int_equal(hwreg_field_get(demo, field, put), value);
	}
	assert_int_equal(hwreg_field_put(demo, field, 0, 0xfff0), 0);
}

static void a_field_of_64_bits_holds_them_all(void **state)
{
	struct hwreg_board *board = load_file(file_text(
		"wide.yaml",
		"hwreg: 1\nboard: wide\nblocks: {B: {type: t, base: 0}}\ntypes:\n"
		"  t: {registers: {R: {offset: 0, width: 64, fields: {F: \"63:0\"}}}}\n"));
	const struct hwreg_field *field = find_field(board, "B.R", "F");
	uint64_t value;

	(void)state;
	assert_true(hwreg_field_get(board, field, UINT64_MAX - 5) == UINT64_MAX - 5);
	assert_true(hwreg_field_put(board, field, 7, UINT64_MAX - 5) == UINT64_MAX - 5);
	assert_int_equal(hwreg_field_value_parse(board, field, "0xffffffffffffffff", &value, NULL),
			 0);
	assert_true(value == UINT64_MAX);
	hwreg_board_free(board);
}

static void values_are_numbers_that_fit_or_enumerators(void **state)
{
	const struct hwreg_field *mode = find_field(demo, "LED.CTRL", "MODE");
	const struct hwreg_field *level = find_field(demo, "LED.CTRL", "LEVEL");
	struct hwreg_enumerator_info enumerator = { .size = sizeof(enumerator) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t value = 99;

	(void)state;
	assert_int_equal(hwreg_field_value_parse(demo, mode, "blink", &value, &err), 0);
	assert_int_equal(value, 2);
	assert_int_equal(hwreg_field_value_parse(demo, mode, "3", &value, &err), 0);
	assert_int_equal(value, 3);
	assert_int_equal(hwreg_field_value_parse(demo, mode, "4", &value, &err), -ERANGE);
	assert_non_null(strstr(err.message, "0x3"));
	assert_int_equal(hwreg_field_value_parse(demo, mode, "blnik", &value, &err), -ENOENT);
	assert_non_null(strstr(err.message, "did you mean blink?"));
	assert_int_equal(hwreg_field_value_parse(demo, mode, "x", &value, &err), -ENOENT);
	assert_non_null(strstr(err.message, "dark, steady, blink"));
	assert_int_equal(hwreg_field_value_parse(demo, level, "on", &value, &err), -ENOENT);
	assert_int_equal(hwreg_field_value_parse(demo, level, "-1", &value, &err), -EINVAL);
	assert_int_equal(hwreg_field_value_parse(demo, level, "", &value, &err), -EINVAL);
	assert_int_equal(value, 3);
	assert_string_equal(hwreg_field_value_name(demo, mode, 1), "steady");
	assert_null(hwreg_field_value_name(demo, mode, 3));
	assert_int_equal(hwreg_field_enumerator(demo, mode, 2, &enumerator), 0);
	assert_string_equal(enumerator.name, "blink");
	assert_int_equal(hwreg_field_enumerator(demo, mode, 3, &enumerator), -ERANGE);
}

static void globs_stay_inside_their_levels(void **state)
{
	(void)state;
	assert_true(hwreg_glob_match("UART*.CR", "UART0.CR"));
	assert_true(hwreg_glob_match("*", "UART0.CR"));
	assert_true(hwreg_glob_match("UART?", "UART0.CR.X"));
	assert_true(hwreg_glob_match("*.*C*", "A.ABC"));
	assert_true(hwreg_glob_match("A*B*C", "AxxBBxC"));
	assert_true(hwreg_glob_match("UART0", "UART0"));
	assert_false(hwreg_glob_match("UART0", "UART01"));
	assert_false(hwreg_glob_match("UART*CR", "UART0.CR"));
	assert_false(hwreg_glob_match("UART0.*.X", "UART0.CR"));
	assert_false(hwreg_glob_match("?", ""));
	assert_false(hwreg_glob_match("", "A"));
	assert_true(hwreg_glob_match("**", "A"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_board_describes_itself),
		cmocka_unit_test_setup_teardown(a_board_tells_its_clusters_and_machines,
						files_setup, files_teardown),
		cmocka_unit_test(neighbours_are_kept_by_their_policies),
		cmocka_unit_test(a_description_fills_no_more_than_the_caller_has),
		cmocka_unit_test(every_register_is_found_by_name_index_and_address),
		cmocka_unit_test(a_blocks_registers_are_neighbours),
		cmocka_unit_test(registers_of_one_address_come_one_after_the_other),
		cmocka_unit_test(what_reaches_into_a_range_is_found_once),
		cmocka_unit_test(a_name_not_found_gets_near_names),
		cmocka_unit_test(fields_in_pieces_are_put_together),
		cmocka_unit_test_setup_teardown(a_field_of_64_bits_holds_them_all, files_setup,
						files_teardown),
		cmocka_unit_test(values_are_numbers_that_fit_or_enumerators),
		cmocka_unit_test(globs_stay_inside_their_levels),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, load_demo, free_demo);
}
