// SPDX-License-Identifier: MIT
/* The list of device types, and boards that are in no file */
#include "board_files.h"

#include <unistd.h>

#define TYPE(name, keys) "  " name ": {" keys "size: 0x100, registers: {ID: 0x4}}\n"

static char path[512];

/* A search path of two directories with device types */
static struct hwreg_board_options two_directories(void)
{
	snprintf(path, sizeof(path), "%s/first:%s/second", directory, directory);
	return (struct hwreg_board_options){ .size = sizeof(struct hwreg_board_options),
					     .path = path };
}

static int append_type(void *data, const struct hwreg_type_info *info)
{
	char *text = data;

	sprintf(text + strlen(text), "%s %s 0x%llx/%u", info->file, info->name,
		(unsigned long long)info->length, info->alignment);
	for (uint32_t i = 0; i < info->compatible_count; i++)
		sprintf(text + strlen(text), " %s", info->compatible[i]);
	sprintf(text + strlen(text), "%s\n", info->flags & HWREG_TYPE_I2C ? " i2c" : "");
	return strcmp(info->name, "stop") == 0 ? 7 : 0;
}

static void types_are_listed_with_what_device_trees_call_them(void **state)
{
	struct hwreg_board_options options;
	struct hwreg_error err = HWREG_ERROR_INIT;
	char text[1024] = "";

	(void)state;
	options = two_directories();
	file_text("first/devices/b.yaml",
		  "hwreg: 1\ninclude: a.yaml\ntypes:\n" TYPE("uart", "compatible: \"v,uart\", ")
			  TYPE("plain", ""));
	file_text("first/devices/a.yaml",
		  "hwreg: 1\ntypes:\n" TYPE("pair",
					    "compatible: [\"v,one\", \"v,two\"], width: 8, "));
	file_text("second/devices/a.yaml", "this is hidden");
	file_text("second/devices/c.yaml",
		  "hwreg: 1\ntypes:\n  rtc: {i2c: {}, width: 8, registers: {A: 0, B: 1}}\n");
	assert_int_equal(hwreg_type_list(&options, append_type, text, &err), 0);
	assert_string_equal(text, "devices/a.yaml pair 0x100/1 v,one v,two\n"
				  "devices/b.yaml uart 0x100/4 v,uart\n"
				  "devices/b.yaml plain 0x100/4\n"
				  "devices/c.yaml rtc 0x2/1 i2c\n");
}

static void a_callback_stops_the_list(void **state)
{
	struct hwreg_board_options options = two_directories();
	char text[1024] = "";

	(void)state;
	file_text("first/devices/a.yaml", "hwreg: 1\ntypes:\n" TYPE("stop", "") TYPE("next", ""));
	assert_int_equal(hwreg_type_list(&options, append_type, text, NULL), 7);
	assert_string_equal(text, "devices/a.yaml stop 0x100/4\n");
}

static void a_wrong_file_of_types_is_told_with_its_place(void **state)
{
	struct hwreg_board_options options = two_directories();
	struct hwreg_error err = HWREG_ERROR_INIT;
	char text[1024] = "";

	(void)state;
	file_text("second/devices/a.yaml",
		  "hwreg: 1\ntypes:\n" TYPE("pair", "compatible: [\"v,one\", \"\"], "));
	assert_int_equal(hwreg_type_list(&options, append_type, text, &err), -EINVAL);
	assert_int_equal(err.line, 3);
	assert_non_null(strstr(err.message, "second/devices/a.yaml:3:"));
	assert_non_null(strstr(err.message, "pair: the text must not be empty"));
	file_text("second/devices/a.yaml",
		  "hwreg: 1\ntypes:\n" TYPE("pair", "compatible: {v: one}, "));
	assert_int_equal(hwreg_type_list(&options, append_type, text, &err), -EINVAL);
	assert_non_null(strstr(err.message, "[type-mismatch]"));
	assert_string_equal(text, "");
}

static int load_text(struct hwreg_board **board, const char *text, struct hwreg_error *err)
{
	struct hwreg_board_options options = two_directories();

	return hwreg_board_load_text(board, text, strlen(text), "the text", &options, err);
}

static void a_board_is_loaded_from_a_text(void **state)
{
	static const char text[] = "hwreg: 1\nboard: b\ninclude: devices/a.yaml\n"
				   "blocks: {U: {type: uart, base: 0x1000}}\n";
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board;

	(void)state;
	file_text("second/devices/a.yaml", "hwreg: 1\ntypes:\n" TYPE("uart", ""));
	assert_int_equal(load_text(&board, text, &err), 0);
	hwreg_board_describe(board, &info);
	assert_string_equal(info.file, "the text");
	assert_int_equal(register_info(board, "U.ID").address, 0x1004);
	hwreg_board_free(board);
}

static void mistakes_in_a_text_have_lines(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board;

	(void)state;
	assert_int_equal(
		load_text(&board, "hwreg: 1\nboard: b\nblocks: {U: {type: t, base: 0}}\n", &err),
		-EINVAL);
	assert_string_equal(err.file, "the text");
	assert_int_equal(err.line, 3);
	assert_int_equal(load_text(&board, "hwreg: 1\nboard: \"\xff\"\n", &err), -EINVAL);
	assert_int_equal(err.line, 2);
}

static void a_text_includes_nothing_of_the_working_directory(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board;
	char before[512];

	(void)state;
	file_text("devices/a.yaml", "hwreg: 1\ntypes:\n" TYPE("uart", ""));
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(directory), 0);
	assert_int_equal(load_text(&board,
				   "hwreg: 1\nboard: b\ninclude: devices/a.yaml\n"
				   "blocks: {U: {type: uart, base: 0x1000}}\n",
				   &err),
			 -EINVAL);
	assert_int_equal(chdir(before), 0);
	assert_non_null(strstr(err.message, "[include-missing]"));
}

#define FILES(test) cmocka_unit_test_setup_teardown(test, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FILES(types_are_listed_with_what_device_trees_call_them),
		FILES(a_callback_stops_the_list),
		FILES(a_wrong_file_of_types_is_told_with_its_place),
		FILES(a_board_is_loaded_from_a_text),
		FILES(mistakes_in_a_text_have_lines),
		FILES(a_text_includes_nothing_of_the_working_directory),
	};

	return RUN(tests);
}
