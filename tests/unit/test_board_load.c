// SPDX-License-Identifier: MIT
/* YAML to a board: inheritance, flags, arrays, overrides, files that extend and include others */
#include "board_files.h"

#include "board/image.h"

/* A board with one block B of a type t whose registers are these. */
static struct hwreg_board *board_of(const char *registers)
{
	static char text[4096];

	snprintf(text, sizeof(text),
		 "hwreg: 1\nboard: test\nblocks: {B: {type: t, base: 0x1000}}\n"
		 "types:\n  t:\n    registers:\n%s",
		 registers);
	return load_file(file_text("test.yaml", text));
}

/* What is wrong with a file: the first finding. */
static struct hwreg_error error_of(const char *path)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board = NULL;

	assert_int_equal(hwreg_board_load(&board, path, NULL, &err), -EINVAL);
	assert_null(board);
	assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	return err;
}

static void policies_are_inherited_in_halves(void **state)
{
	struct hwreg_board *board = board_of("      C:\n"
					     "        offset: 0x0\n"
					     "        policy: ro\n"
					     "        registers:\n"
					     "          R: {offset: 0x0, read: effect, fields: {A: "
					     "0, B: {bits: 1, write: 1c}}}\n"
					     "      S: {offset: 0x4, policy: w1c}\n");
	struct hwreg_register_info r = register_info(board, "B.C.R");
	struct hwreg_field_info a = field_info(board, "B.C.R", "A");
	struct hwreg_field_info b = field_info(board, "B.C.R", "B");

	(void)state;
	assert_int_equal(r.read, HWREG_READ_EFFECT);
	assert_int_equal(r.write, HWREG_WRITE_NONE);
	assert_int_equal(a.read, HWREG_READ_EFFECT);
	assert_int_equal(a.write, HWREG_WRITE_NONE);
	assert_int_equal(b.read, HWREG_READ_EFFECT);
	assert_int_equal(b.write, HWREG_WRITE_1C);
	assert_int_equal(register_info(board, "B.S").write, HWREG_WRITE_1C);
	hwreg_board_free(board);
}

static void flags_follow_from_the_policies_of_all_bits(void **state)
{
	struct hwreg_board *board = board_of(
		"      POP: {offset: 0x0, fields: {F: {bits: 0, read: clear}}}\n"
		"      REST: {offset: 0x4, read: set, fields: {F: {bits: 0, read: value}}}\n"
		"      FULL: {offset: 0x8, width: 8, read: set, fields: {F: {bits: \"7:0\", "
		"read: value}}}\n"
		"      WO: {offset: 0xc, policy: wo, fields: {F: 0}}\n"
		"      MIXED: {offset: 0x10, policy: wo, fields: {F: {bits: 0, policy: ro}}}\n"
		"      FIELDS: {offset: 0x14, fields: {F: {bits: 0, policy: ro}}}\n"
		"      SAID: {offset: 0x18, policy: rw, fields: {F: {bits: 0, policy: ro}}}\n"
		"      ALIVE: {offset: 0x1c, fields: {F: {bits: 0, volatile: true}}}\n"
		"      STILL: {offset: 0x20, volatile: true, trigger: true, fields: {F: 0, "
		"G: {bits: 1, volatile: false}}}\n");

	(void)state;
	assert_int_equal(register_info(board, "B.POP").flags, HWREG_REGISTER_READ_CHANGES);
	assert_int_equal(register_info(board, "B.REST").flags, HWREG_REGISTER_READ_CHANGES);
	assert_int_equal(register_info(board, "B.FULL").flags, 0);
	assert_int_equal(register_info(board, "B.WO").flags, HWREG_REGISTER_UNREADABLE);
	assert_int_equal(register_info(board, "B.MIXED").flags, 0);
	assert_int_equal(register_info(board, "B.FIELDS").flags, HWREG_REGISTER_UNWRITABLE);
	assert_int_equal(register_info(board, "B.SAID").flags, 0);
	assert_int_equal(register_info(board, "B.ALIVE").flags, HWREG_REGISTER_VOLATILE);
	assert_int_equal(register_info(board, "B.STILL").flags,
			 HWREG_REGISTER_VOLATILE | HWREG_REGISTER_TRIGGER);
	assert_int_equal(field_info(board, "B.STILL", "F").flags, HWREG_FIELD_VOLATILE);
	assert_int_equal(field_info(board, "B.STILL", "G").flags, 0);
	hwreg_board_free(board);
}

static void a_reset_without_mask_is_known_in_all_bits(void **state)
{
	struct hwreg_board *board =
		board_of("      A: {offset: 0x0, width: 16, reset: 0x12}\n"
			 "      B: {offset: 0x4, reset: 0xff, reset-mask: 0x0f}\n"
			 "      C: 0x8\n");

	(void)state;
	assert_int_equal(register_info(board, "B.A").reset_mask, 0xffff);
	assert_int_equal(register_info(board, "B.B").reset, 0x0f);
	assert_int_equal(register_info(board, "B.B").reset_mask, 0x0f);
	assert_int_equal(register_info(board, "B.C").reset_mask, 0);
	hwreg_board_free(board);
}

static void arrays_are_counted_out(void **state)
{
	struct hwreg_board *board =
		board_of("      CH%s: {offset: 0x100, count: 2, stride: 0x10, index: [B, TOP], "
			 "registers: {IN%s_EN: {offset: 0x0, stride: 0x2, index: \"8-9\", "
			 "width: 16}}}\n"
			 "      N: {offset: 0x0, count: 2, stride: 0x4}\n");
	unsigned int kind;

	(void)state;
	assert_int_equal(register_info(board, "B.CHB.IN8_EN").address, 0x1100);
	assert_int_equal(register_info(board, "B.CHTOP.IN9_EN").address, 0x1112);
	assert_int_equal(register_info(board, "B.N1").address, 0x1004);
	assert_int_not_equal(image_find(board, "B.CHTOP", 7, &kind), IMAGE_NONE);
	assert_int_equal(kind, IMAGE_NAME_CLUSTER);
	assert_int_equal(image_find(board, "B.CHTOP.IN8_EN", 1, &kind), 0);
	assert_int_equal(kind, IMAGE_NAME_BLOCK);
	assert_int_equal(image_find(board, "B.CH", 4, &kind), IMAGE_NONE);
	hwreg_board_free(board);
}

static void overrides_change_one_block_or_one_element(void **state)
{
	struct hwreg_board *board = load_file(
		file_text("over.yaml",
			  "hwreg: 1\nboard: over\nblocks:\n  A: {type: t, base: 0x1000}\n"
			  "  B:\n    type: t\n    base: 0x2000\n    override:\n"
			  "      R: {reset: 0x5, policy: ro, fields: {F: {enum: {on: 1}}, G: 7}}\n"
			  "      S: {read: none}\n"
			  "      CH%s.X: {width: 8}\n"
			  "      CH1.Y: {reset: 0x7}\n"
			  "      CH0: {registers: {Y: {reset: 0x9}}}\n"
			  "      SHORT: {width: 8}\n"
			  "    omit: [Z, CH1.X]\n"
			  "types:\n  t:\n    size: 0x100\n    registers:\n"
			  "      R: {offset: 0x0, read: value, write: 1c, fields: {F: 0}}\n"
			  "      S: {offset: 0x4, policy: w1s}\n"
			  "      SHORT: 0x8\n"
			  "      Z: 0xc\n"
			  "      CH%s: {offset: 0x10, count: 2, stride: 0x10, registers: {X: 0x0, "
			  "Y: 0x4}}\n"));
	const struct hwreg_register *none;

	(void)state;
	assert_int_equal(register_info(board, "B.R").reset, 5);
	assert_int_equal(register_info(board, "B.R").write, HWREG_WRITE_NONE);
	assert_int_equal(field_info(board, "B.R", "F").enum_count, 1);
	assert_int_equal(field_info(board, "B.R", "F").mask, 1);
	assert_int_equal(field_info(board, "B.R", "G").mask, 0x80);
	assert_int_equal(register_info(board, "B.S").read, HWREG_READ_NONE);
	assert_int_equal(register_info(board, "B.S").write, HWREG_WRITE_1S);
	assert_int_equal(register_info(board, "B.SHORT").width, 8);
	assert_int_equal(register_info(board, "B.CH0.X").width, 8);
	assert_int_equal(register_info(board, "B.CH1.Y").reset, 7);
	assert_int_equal(register_info(board, "B.CH1.Y").address, 0x2024);
	assert_int_equal(register_info(board, "B.CH0.Y").reset, 9);
	assert_int_equal(hwreg_register_find(board, "B.Z", &none, NULL), -ENOENT);
	assert_int_equal(hwreg_register_find(board, "B.CH1.X", &none, NULL), -ENOENT);
	assert_int_equal(register_info(board, "A.R").reset_mask, 0);
	assert_int_equal(register_info(board, "A.R").write, HWREG_WRITE_1C);
	assert_int_equal(register_info(board, "A.CH0.X").width, 32);
	assert_int_equal(register_info(board, "A.CH1.X").width, 32);
	hwreg_board_free(board);
}

static void a_board_has_what_it_extends(void **state)
{
	struct hwreg_space_info space = { .size = sizeof(space) };
	struct hwreg_gpio_info gpio = { .size = sizeof(gpio) };
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct hwreg_board *board;

	(void)state;
	file_text("types/t.yaml", "hwreg: 1\ntypes: {t: {registers: {R: 0x0, S: 0x4}}}\n");
	file_text("socs/soc.yaml",
		  "hwreg: 1\ninclude: [../types/t.yaml]\nmatch: any\ndescription: soc\n"
		  "spaces: {a: \"i2c:0:1\", b: \"i2c:0:2\"}\n"
		  "gpios: {X: {chip: c, line: 1}}\n"
		  "blocks:\n  A: {type: t, base: 0x1000, override: {R: {reset: 1}}}\n"
		  "  B: {type: t, base: 0x2000}\n  C: {type: u, base: 0x3000}\n"
		  "types: {u: {registers: {OLD: 0x0}}}\n");
	board = load_file(file_text("board.yaml",
				    "hwreg: 1\nboard: b\nextends: socs/soc.yaml\n"
				    "include: [types/t.yaml]\n"
				    "spaces: {b: \"i2c:0:3\"}\ngpios: {X: {chip: d, line: name}}\n"
				    "blocks:\n  A: {base: 0x5000, override: {S: {reset: 2}}}\n"
				    "  B: {type: u, base: 0x6000}\n  D: {type: t, base: 0x7000}\n"
				    "types: {u: {registers: {NEW: 0x0}}}\n"));
	hwreg_board_describe(board, &info);
	assert_string_equal(info.name, "b");
	assert_string_equal(info.description, "soc");
	assert_int_equal(info.block_count, 4);
	assert_int_equal(register_info(board, "A.R").reset, 1);
	assert_int_equal(register_info(board, "A.S").reset, 2);
	assert_int_equal(register_info(board, "A.S").address, 0x5004);
	assert_int_equal(register_info(board, "B.NEW").address, 0x6000);
	assert_int_equal(register_info(board, "C.NEW").address, 0x3000);
	assert_int_equal(hwreg_board_space(board, 2, &space), 0);
	assert_string_equal(space.target, "i2c:0:3");
	assert_int_equal(hwreg_board_gpio(board, 0, &gpio), 0);
	assert_string_equal(gpio.chip, "d");
	hwreg_board_free(board);
}

static void the_same_type_in_two_included_files_is_an_error(void **state)
{
	struct hwreg_error err;

	(void)state;
	file_text("one.yaml", "hwreg: 1\ntypes: {t: {registers: {R: 0x0}}}\n");
	file_text("two.yaml", "hwreg: 1\ntypes: {t: {registers: {R: 0x0}}}\n");
	err = error_of(
		file_text("both.yaml", "hwreg: 1\nboard: b\ninclude: [one.yaml, two.yaml]\n"));
	assert_non_null(strstr(err.message, "two.yaml:2:9: error: type t exists already"));
	assert_non_null(strstr(err.file, "two.yaml"));
	assert_int_equal(err.line, 2);
	assert_int_equal(err.column, 9);
}

static void a_long_way_of_includes_ends(void **state)
{
	struct hwreg_error err;
	char name[32], text[64];

	(void)state;
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "deep%d.yaml", i);
		snprintf(text, sizeof(text), "hwreg: 1\ninclude: [deep%d.yaml]\n", i + 1);
		file_text(name, text);
	}
	err = error_of(file_text("deep.yaml", "hwreg: 1\nboard: b\ninclude: [deep0.yaml]\n"));
	assert_non_null(strstr(err.message, "more than 16 deep"));
}

static void pieces_aliases_and_windows_are_where_they_say(void **state)
{
	struct hwreg_board *board = board_of(
		"      I: 0x0\n      D: 0x4\n"
		"      S: {offset: 0xc, width: 64, access-width: 32, order: low-first}\n"
		"      A: {offset: 0x14, aliases: {set: 0x18}}\n"
		"      BEHIND: {window: {index: I, data: D}, registers: {X: 0x0, Y: 0x1}}\n");
	uint64_t alias;

	(void)state;
	assert_int_equal(register_info(board, "B.S").access_width, 32);
	assert_false(register_info(board, "B.S").high_first);
	assert_int_equal(register_info(board, "B.I").access_width, 32);
	assert_int_equal(register_info(board, "B.BEHIND.Y").address, 0x1004);
	assert_int_equal(hwreg_register_alias(board, find(board, "B.A"), HWREG_ALIAS_SET, &alias),
			 0);
	assert_int_equal(alias, 0x1018);
	assert_int_equal(hwreg_register_alias(board, find(board, "B.A"), HWREG_ALIAS_CLEAR, &alias),
			 -ENOENT);
	assert_ptr_equal(hwreg_register_next_at(board, 0, 0x1004, NULL), find(board, "B.D"));
	assert_null(hwreg_register_next_at(board, 0, 0x1004, find(board, "B.D")));
	hwreg_board_free(board);
}

static void scales_do_not_depend_on_the_locale(void **state)
{
	struct hwreg_board *board =
		board_of("      R: {offset: 0x0, fields: {T: {bits: \"7:0\", signed: true, scale: "
			 "0.0625, offset: -1.5e1, unit: degC}}}\n");
	struct hwreg_field_info info = field_info(board, "B.R", "T");

	(void)state;
	assert_int_equal(info.flags, HWREG_FIELD_SIGNED | HWREG_FIELD_SCALED);
	assert_true(info.scale == 0.0625);
	assert_true(info.offset == -15);
	assert_string_equal(info.unit, "degC");
	hwreg_board_free(board);
}

static void the_last_byte_of_the_space_can_be_described(void **state)
{
	struct hwreg_board *board = load_file(file_text(
		"last.yaml",
		"hwreg: 1\nboard: last\nblocks: {B: {type: t, base: 0xffffffffffffff00}}\n"
		"types: {t: {size: 0x100, registers: {R: {offset: 0xff, width: 8}}}}\n"));
	const struct hwreg_register *last = find(board, "B.R");

	(void)state;
	assert_true(register_info(board, "B.R").address == UINT64_MAX);
	assert_ptr_equal(hwreg_register_next_at(board, 0, UINT64_MAX, NULL), last);
	assert_null(hwreg_register_next_at(board, 0, UINT64_MAX - 1, NULL));
	hwreg_board_free(board);
}

static int stop_at_two(void *data, const struct hwreg_report *report)
{
	int *count = data;

	assert_int_equal(report->size, sizeof(*report));
	assert_non_null(report->check);
	return ++*count == 2;
}

static void reports_can_be_stopped_and_the_error_counts_the_rest(void **state)
{
	int count = 0;
	const struct hwreg_board_options options = {
		.size = sizeof(options),
		.report = stop_at_two,
		.data = &count,
	};
	const char *path = file_text("bad.yaml", "hwreg: 1\nboard: b\na: 1\nb: 2\nc: 3\n");
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board;

	(void)state;
	assert_int_equal(hwreg_board_load(&board, path, &options, &err), -EINVAL);
	assert_int_equal(count, 2);
	assert_non_null(strstr(err.message, ":3:1: error: "));
	assert_non_null(strstr(err.message, " [unknown-key] (and 2 more; hwreg board check "));
	assert_int_equal(err.line, 3);
}

static void wrong_options_are_refused(void **state)
{
	struct hwreg_board_options options = { .size = sizeof(options),
					       .flags = UINT64_C(1) << 63 };
	struct hwreg_board *board;

	(void)state;
	assert_int_equal(hwreg_board_load(&board, "demo", &options, NULL), -EINVAL);
	options.size = 0;
	assert_int_equal(hwreg_board_load(&board, "demo", &options, NULL), -EINVAL);
}

#define FILES(test) cmocka_unit_test_setup_teardown(test, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FILES(policies_are_inherited_in_halves),
		FILES(flags_follow_from_the_policies_of_all_bits),
		FILES(a_reset_without_mask_is_known_in_all_bits),
		FILES(arrays_are_counted_out),
		FILES(overrides_change_one_block_or_one_element),
		FILES(a_board_has_what_it_extends),
		FILES(the_same_type_in_two_included_files_is_an_error),
		FILES(a_long_way_of_includes_ends),
		FILES(pieces_aliases_and_windows_are_where_they_say),
		FILES(scales_do_not_depend_on_the_locale),
		FILES(the_last_byte_of_the_space_can_be_described),
		FILES(reports_can_be_stopped_and_the_error_counts_the_rest),
		FILES(wrong_options_are_refused),
	};

	return RUN(tests);
}
