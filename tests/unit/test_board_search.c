// SPDX-License-Identifier: MIT
/* Which board: the search path, and the machine's identity in a directory that plays its root */
#include "board_files.h"

#include "machine.h"
#include "search.h"

#define COMPATIBLE "proc/device-tree/compatible"

static void a_path_is_a_path_and_a_name_is_looked_for(void **state)
{
	char path[512];
	const struct hwreg_board_options options = { .size = sizeof(options), .path = path };
	struct hwreg_error err = HWREG_ERROR_INIT;
	char *found, *again;

	(void)state;
	file_text("second/evalboard.yaml", "hwreg: 1\n");
	snprintf(path, sizeof(path), "%s/first:%s/second", directory, directory);
	assert_int_equal(hwreg_board_find("evalboard", &options, &found, &err), 0);
	assert_non_null(strstr(found, "/second/evalboard.yaml"));
	free(found);
	file_text("first/evalboard.yaml", "hwreg: 1\n");
	assert_int_equal(hwreg_board_find("evalboard", &options, &found, &err), 0);
	assert_non_null(strstr(found, "/first/evalboard.yaml"));
	assert_int_equal(hwreg_board_find(found, &options, &again, &err), 0);
	assert_string_equal(again, found);
	free(again);
	free(found);
	assert_int_equal(hwreg_board_find("evalbord", &options, &found, &err), -ENOENT);
	assert_non_null(strstr(err.message, path));
	assert_non_null(strstr(err.message, "did you mean evalboard"));
	assert_int_equal(hwreg_board_find("", &options, &found, &err), -EINVAL);
	assert_int_equal(hwreg_board_find("nothing.yaml", &options, &found, &err), -ENOENT);
}

static int append_name(void *data, const char *name, const char *file)
{
	char *names = data;

	assert_non_null(strstr(file, name));
	strcat(names, name);
	strcat(names, " ");
	return strcmp(name, "stop") == 0 ? 7 : 0;
}

static void each_name_in_the_path_is_listed_once(void **state)
{
	char path[512], names[256] = "";
	const struct hwreg_board_options options = { .size = sizeof(options), .path = path };

	(void)state;
	file_text("first/b.yaml", "");
	file_text("first/a.yaml", "");
	file_text("second/a.yaml", "");
	file_text("second/c.yaml", "");
	file_text("second/notes.txt", "");
	snprintf(path, sizeof(path), "%s/first:%s/none:%s/second", directory, directory, directory);
	assert_int_equal(hwreg_board_list(&options, append_name, names, NULL), 0);
	assert_string_equal(names, "a b c ");
	file_text("first/stop.yaml", "");
	names[0] = '\0';
	assert_int_equal(hwreg_board_list(&options, append_name, names, NULL), 7);
	assert_string_equal(names, "a b stop ");
}

static void boards_of(const char *name, const char *match)
{
	char file[64], text[256];

	snprintf(file, sizeof(file), "boards/%s.yaml", name);
	snprintf(text, sizeof(text), "hwreg: 1\nboard: %s\nmatch: %s\n", name, match);
	file_text(file, text);
}

static int detect(char *name, size_t size, struct hwreg_error *err)
{
	char path[256];
	const struct hwreg_board_options options = { .size = sizeof(options), .path = path };
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct hwreg_board *board;
	int r;

	snprintf(path, sizeof(path), "%s/early:%s/boards", directory, directory);
	r = search_detect(&board, &options, directory, err);
	if (r)
		return r;
	hwreg_board_describe(board, &info);
	snprintf(name, size, "%s", info.name);
	hwreg_board_free(board);
	return 0;
}

static void a_device_tree_tells_the_board(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	char name[64];

	(void)state;
	boards_of("a", "{compatible: \"vendor,a\"}");
	boards_of("b", "{compatible: [\"vendor,x\", \"vendor,soc\"]}");
	boards_of("everything", "any");
	file_text("boards/broken.yaml", "board: {[\n");
	file_text("boards/notes.txt", "match: any\n");
	assert_int_equal(detect(name, sizeof(name), &err), -ENOENT);
	assert_non_null(strstr(err.message, "without device tree and DMI"));
	file_with(COMPATIBLE, "vendor,rev2\0vendor,soc", 23);
	assert_int_equal(detect(name, sizeof(name), &err), 0);
	assert_string_equal(name, "b");
	file_with(COMPATIBLE, "vendor,a\0vendor,soc", 20);
	assert_int_equal(detect(name, sizeof(name), &err), -EEXIST);
	assert_non_null(strstr(err.message, "a ("));
	assert_non_null(strstr(err.message, "b ("));
	file_with(COMPATIBLE, "vendor,so", 10);
	assert_int_equal(detect(name, sizeof(name), &err), -ENOENT);
	assert_non_null(strstr(err.message, "vendor,so"));
}

static void an_earlier_directory_hides_a_later_one(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	char name[64];

	(void)state;
	boards_of("a", "{compatible: \"vendor,a\"}");
	file_with(COMPATIBLE, "vendor,a", 9);
	file_text("early/other.yaml", "hwreg: 1\nboard: a\nmatch: {compatible: \"vendor,a\"}\n");
	assert_int_equal(detect(name, sizeof(name), &err), 0);
	assert_string_equal(name, "a");
	file_text("early/a.yaml", "hwreg: 1\nboard: mine\nmatch: {compatible: \"vendor,z\"}\n");
	file_text("early/other.yaml", "hwreg: 1\nboard: b\n");
	assert_int_equal(detect(name, sizeof(name), &err), -ENOENT);
}

static void a_board_is_detected_by_what_it_extends(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	char name[64];

	(void)state;
	file_text("boards/socs/soc.yaml", "hwreg: 1\nmatch: {compatible: \"vendor,soc\"}\n");
	file_text("boards/derived.yaml", "hwreg: 1\nboard: derived\nextends: socs/soc.yaml\n");
	file_with(COMPATIBLE, "vendor,soc", 11);
	assert_int_equal(detect(name, sizeof(name), &err), 0);
	assert_string_equal(name, "derived");
}

static void dmi_keys_of_one_mapping_hold_together(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board;

	(void)state;
	boards_of("pc", "[{compatible: none}, {dmi: {sys_vendor: QEMU, board_name: x}}, "
			"{dmi: {sys_vendor: Maker, product_name: Box}}]");
	board = load_file(file_text("boards/pc2.yaml",
				    "hwreg: 1\nboard: p\nmatch:\n"
				    "  - {dmi: {sys_vendor: QEMU, board_name: x}}\n"
				    "  - {dmi: {sys_vendor: M, product_name: B}}\n"));
	file_text("sys/class/dmi/id/sys_vendor", "QEMU\n");
	assert_int_equal(machine_check(board, directory, &err), -ENODEV);
	assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	assert_non_null(strstr(err.message, "sys_vendor: QEMU, board_name: x or sys_vendor: M"));
	assert_non_null(strstr(err.message, "this one is sys_vendor: QEMU"));
	file_text("sys/class/dmi/id/product_name", "B\n");
	assert_int_equal(machine_check(board, directory, &err), -ENODEV);
	file_text("sys/class/dmi/id/sys_vendor", "M\n");
	assert_int_equal(machine_check(board, directory, &err), 0);
	hwreg_board_free(board);
}

static void one_device_tree_tells_boards_apart_by_the_machine(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board;
	char name[64];

	(void)state;
	boards_of("narrow", "{compatible: [\"v,x\", \"v,y\"], machine: [armv6l, armv7l]}");
	boards_of("wide", "{compatible: \"v,y\", machine: aarch64}");
	file_with(COMPATIBLE, "v,y", 4);
	assert_int_equal(detect(name, sizeof(name), &err), -ENOENT);
	file_text("proc/sys/kernel/arch", "armv7l\n");
	assert_int_equal(detect(name, sizeof(name), &err), 0);
	assert_string_equal(name, "narrow");
	file_text("proc/sys/kernel/arch", "aarch64\n");
	assert_int_equal(detect(name, sizeof(name), &err), 0);
	assert_string_equal(name, "wide");
	file_with(COMPATIBLE, "v,x", 4);
	assert_int_equal(detect(name, sizeof(name), &err), -ENOENT);
	board = load_file(file_text("late.yaml", "hwreg: 1\nboard: late\nmatch: [{compatible: "
						 "\"v,x\", machine: armv7l}, {compatible: z}]\n"));
	assert_int_equal(machine_check(board, directory, &err), -ENODEV);
	assert_string_equal(err.message,
			    "board late is for another machine: v,x, machine: armv7l or "
			    "z; this one is v,x, machine: aarch64");
	hwreg_board_free(board);
}

static void a_board_without_match_fits_none_and_any_fits_all(void **state)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board = load_file(file_text("none.yaml", "hwreg: 1\nboard: none\n"));

	(void)state;
	assert_int_equal(machine_check(board, directory, &err), -ENODEV);
	assert_non_null(strstr(err.message, "does not say which machine"));
	hwreg_board_free(board);
	board = load_file(file_text("any.yaml", "hwreg: 1\nboard: any\nmatch: any\n"));
	assert_int_equal(machine_check(board, directory, &err), 0);
	assert_int_equal(hwreg_board_match(board, &err), 0);
	hwreg_board_free(board);
}

#define FILES(test) cmocka_unit_test_setup_teardown(test, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FILES(a_path_is_a_path_and_a_name_is_looked_for),
		FILES(each_name_in_the_path_is_listed_once),
		FILES(a_device_tree_tells_the_board),
		FILES(an_earlier_directory_hides_a_later_one),
		FILES(a_board_is_detected_by_what_it_extends),
		FILES(dmi_keys_of_one_mapping_hold_together),
		FILES(one_device_tree_tells_boards_apart_by_the_machine),
		FILES(a_board_without_match_fits_none_and_any_fits_all),
	};

	return RUN(tests);
}
