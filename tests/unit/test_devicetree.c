// SPDX-License-Identifier: MIT
/* Where registers are, by a made-up device tree: cells, ranges, parts of reg, and what is refused */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devicetree.h"

static char top[] = "/tmp/hwreg-devicetree-XXXXXX";

static void node(const char *path)
{
	char command[512];

	snprintf(command, sizeof(command), "mkdir -p '%s%s'", top, path);
	assert_int_equal(system(command), 0);
}

static void property(const char *path, const void *bytes, size_t size)
{
	char full[512];
	FILE *file;

	snprintf(full, sizeof(full), "%s%s", top, path);
	file = fopen(full, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* Cells of 32 bits, big-endian as all of a device tree */
static void cells(const char *path, const uint32_t *values, size_t count)
{
	uint8_t bytes[64];

	for (size_t i = 0; i < count * 4; i++)
		bytes[i] = (uint8_t)(values[i / 4] >> (24 - i % 4 * 8));
	property(path, bytes, count * 4);
}

#define CELLS(path, ...)                               \
	cells(path, (const uint32_t[]){ __VA_ARGS__ }, \
	      sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

static int find(const char *text, struct devtree_place *place, struct hwreg_error *err)
{
	*err = (struct hwreg_error)HWREG_ERROR_INIT;
	return devtree_find(top, text, text, place, err);
}

static void found(const char *text, uint64_t first, uint64_t last)
{
	struct devtree_place place;
	struct hwreg_error err;

	assert_int_equal(find(text, &place, &err), 0);
	assert_int_equal(place.range.first, first);
	assert_int_equal(place.range.last, last);
}

static void refused(const char *text, int result, const char *message)
{
	struct devtree_place place;
	struct hwreg_error err;

	assert_int_equal(find(text, &place, &err), result);
	if (!strstr(err.message, message))
		fail_msg("%s: %s", text, err.message);
}

static int make_tree(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(top));
	node("/aliases");
	node("/soc/uart@1000");
	CELLS("/#address-cells", 2);
	CELLS("/#size-cells", 2);
	CELLS("/soc/#address-cells", 1);
	CELLS("/soc/#size-cells", 1);
	/* two ranges; the second is beyond 4 GiB, and ends with the address space */
	CELLS("/soc/ranges", 0x0, 0, 0x10000000, 0x10000, 0x80000000, 0xffffffff, 0xffff0000,
	      0x10000);
	CELLS("/soc/uart@1000/reg", 0x1000, 0x20);
	property("/aliases/serial0", "/soc/uart@1000", 15);
	property("/aliases/soc", "/soc", 5);
	return 0;
}

static int remove_tree(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r '%s'", top);
	return system(command);
}

static void paths_and_aliases_name_a_node(void **state)
{
	(void)state;
	found("/soc/uart@1000", 0x10001000, 0x1000101f);
	found("serial0", 0x10001000, 0x1000101f);
	found("soc/uart@1000", 0x10001000, 0x1000101f);
	refused("soc/uart", -ENODEV, "no node /soc/uart; did you mean uart@1000?");
}

static void ranges_hold_a_register_as_a_whole_or_not(void **state)
{
	(void)state;
	node("/soc/last@8000fff0");
	CELLS("/soc/last@8000fff0/reg", 0x8000fff0, 0x10);
	found("/soc/last@8000fff0", UINT64_MAX - 0xf, UINT64_MAX);
	node("/soc/end@fff0");
	CELLS("/soc/end@fff0/reg", 0xfff0, 0x10, 0xfff1, 0x10, 0xffffffff, 0x1);
	found("/soc/end@fff0", 0x1000fff0, 0x1000ffff);
	refused("/soc/end@fff0:1", -ENOTSUP, "0xfff1-0x10000 is in none of the ranges of /soc");
	refused("/soc/end@fff0:2", -ENOTSUP, "0xffffffff-0xffffffff is in none of the ranges");
}

static void a_translation_past_the_last_address_is_refused(void **state)
{
	(void)state;
	node("/wrap/device@0");
	CELLS("/wrap/#address-cells", 1);
	CELLS("/wrap/#size-cells", 1);
	CELLS("/wrap/ranges", 0, 0xffffffff, 0xfffffff0, 0x100);
	CELLS("/wrap/device@0/reg", 0x0, 0x10, 0x0, 0x11);
	found("/wrap/device@0", UINT64_MAX - 0xf, UINT64_MAX);
	refused("/wrap/device@0:1", -ENOTSUP, "in none of the ranges of /wrap");
}

static void a_bus_with_empty_ranges_has_the_addresses_of_the_one_above(void **state)
{
	(void)state;
	node("/soc/same/device@10");
	property("/soc/same/ranges", "", 0);
	/* the cells that count without these properties: 2 and 1 */
	CELLS("/soc/same/device@10/reg", 0, 0x10, 4);
	found("/soc/same/device@10", 0x10000010, 0x10000013);
	CELLS("/soc/same/device@10/reg", 1, 0x10, 4);
	refused("/soc/same/device@10", -ENOTSUP, "in none of the ranges of /soc");
}

static void what_is_malformed_is_refused(void **state)
{
	(void)state;
	node("/soc/odd@0");
	property("/soc/odd@0/reg", "\0\0\0\0\0\0\0", 7);
	refused("/soc/odd@0", -ENOENT, "its reg is no list of whole entries");
	property("/soc/odd@0/reg", "", 0);
	refused("/soc/odd@0", -ENOENT, "its reg is no list of whole entries");
	CELLS("/soc/odd@0/reg", 0x10, 0);
	refused("/soc/odd@0", -ENOTSUP, "part 0 of reg has no bytes");
	node("/bad/device@0");
	CELLS("/bad/ranges", 1, 2);
	CELLS("/bad/device@0/reg", 0, 0, 4);
	refused("/bad/device@0", -ENOTSUP, "ranges of /bad is no list of whole entries");
	CELLS("/bad/#address-cells", 5);
	refused("/bad/device@0", -ENOTSUP, "#address-cells or #size-cells of /bad");
	property("/bad/#address-cells", "\0\0", 2);
	refused("/bad/device@0", -ENOTSUP, "#address-cells or #size-cells of /bad");
}

static void numbers_of_more_than_64_bits_are_refused(void **state)
{
	(void)state;
	node("/long/device@0");
	CELLS("/long/#address-cells", 3);
	CELLS("/long/#size-cells", 1);
	property("/long/ranges", "", 0);
	CELLS("/long/device@0/reg", 0, 1, 2, 4, 1, 0, 0, 4);
	found("/long/device@0", 0x100000002, 0x100000005);
	refused("/long/device@0:1", -ENOTSUP, "goes beyond 64 bits");
}

static void a_property_that_is_too_long_is_refused(void **state)
{
	static const char zeros[DEVTREE_PROP + 4];

	(void)state;
	node("/soc/long@0");
	property("/soc/long@0/reg", zeros, sizeof(zeros));
	refused("/soc/long@0", -E2BIG, "read reg of /soc/long@0");
	property("/soc/long@0/reg", zeros, DEVTREE_PROP);
	refused("/soc/long@0:2047", -ENOTSUP, "part 2047 of reg has no bytes");
	refused("/soc/long@0:2048", -ENOENT, "there are 0 to 2047");
}

static void a_status_is_told_with_the_node_that_has_it(void **state)
{
	struct devtree_place place;
	struct hwreg_error err;

	(void)state;
	assert_int_equal(find("serial0", &place, &err), 0);
	assert_string_equal(place.status, "");
	property("/soc/uart@1000/status", "ok", 3);
	assert_int_equal(find("serial0", &place, &err), 0);
	assert_string_equal(place.status, "");
	property("/soc/uart@1000/status", "reserved", 9);
	assert_int_equal(find("serial0", &place, &err), 0);
	assert_string_equal(place.status, "reserved");
	assert_string_equal(place.idle, "/soc/uart@1000");
	property("/soc/status", "disabled", 9);
	assert_int_equal(find("serial0", &place, &err), 0);
	assert_string_equal(place.status, "disabled");
	assert_string_equal(place.idle, "/soc");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_and_aliases_name_a_node),
		cmocka_unit_test(ranges_hold_a_register_as_a_whole_or_not),
		cmocka_unit_test(a_translation_past_the_last_address_is_refused),
		cmocka_unit_test(a_bus_with_empty_ranges_has_the_addresses_of_the_one_above),
		cmocka_unit_test(what_is_malformed_is_refused),
		cmocka_unit_test(numbers_of_more_than_64_bits_are_refused),
		cmocka_unit_test(a_property_that_is_too_long_is_refused),
		cmocka_unit_test(a_status_is_told_with_the_node_that_has_it),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, make_tree, remove_tree);
}
