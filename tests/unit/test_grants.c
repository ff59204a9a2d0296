// SPDX-License-Identifier: MIT
/* Policy files: what they grant, to whom, and that no access is made which they do not */
#include "board_files.h"

#include <unistd.h>

#include "access.h"
#include "grants.h"

static const uint32_t groups[] = { 5, 300 };

static int load(struct hwreg_grants **grants, const char *text, struct hwreg_error *err)
{
	const struct hwreg_grants_options options = { .size = sizeof(options),
						      .groups = groups,
						      .group_count = 2 };

	return hwreg_grants_load(grants, file_text("policy.yaml", text), &options, err);
}

/* "allow" of one grant to group 5 */
static struct hwreg_grants *granted(const char *lists)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_grants *grants;
	char text[512];

	snprintf(text, sizeof(text), "hwreg-policy: 1\nallow: [{group: 5, %s}]\n", lists);
	if (load(&grants, text, &err))
		fail_msg("%s: %s", text, err.message);
	return grants;
}

static void check(const struct hwreg_grants *grants, bool write, uint64_t first, uint64_t last,
		  bool may)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	int r = hwreg_grants_check(grants, first, last, write, &err);

	if (r != (may ? 0 : -EPERM))
		fail_msg("%s %llx-%llx: %d %s", write ? "write" : "read", (unsigned long long)first,
			 (unsigned long long)last, r, err.message);
	if (!may)
		assert_int_equal(err.kind, HWREG_ERROR_UNAVAILABLE);
}

static void test_ranges(void **state)
{
	struct hwreg_grants *grants = granted("read: [0x1000-0x1fff, 0x2000..+16, 4K-4103, "
					      "0x3001-0x3001], write: [0x2000..+1]");
	uint64_t first, last;

	(void)state;
	check(grants, false, 0x1000, 0x200f, true);
	check(grants, false, 0x1000, 0x2010, false);
	check(grants, false, 0xfff, 0x1000, false);
	check(grants, false, 0x3001, 0x3001, true);
	check(grants, false, 0x3000, 0x3001, false);
	check(grants, false, 0x3001, 0x3002, false);
	check(grants, false, 0x1004, 0x1003, false); /* around the end of the space */
	check(grants, false, 0, UINT64_MAX, false);
	check(grants, true, 0x2000, 0x2000, true);
	check(grants, true, 0x2000, 0x2003, false);
	check(grants, true, 0x1000, 0x1003, false);
	assert_int_equal(hwreg_grants_range(grants, false, 0, &first, &last), 0);
	assert_true(first == 0x1000 && last == 0x200f);
	assert_int_equal(hwreg_grants_range(grants, false, 1, &first, &last), 0);
	assert_true(first == 0x3001 && last == 0x3001);
	assert_int_equal(hwreg_grants_range(grants, false, 2, &first, &last), -ERANGE);
	assert_int_equal(hwreg_grants_range(grants, true, 1, &first, &last), -ERANGE);
	hwreg_grants_free(grants);
}

static void test_the_ends_of_the_space(void **state)
{
	struct hwreg_grants *grants = granted("read: [0xfffffffffffffff0..+16, 0-3, 0x8..+8]");

	(void)state;
	check(grants, false, 0xfffffffffffffff8, UINT64_MAX, true);
	check(grants, false, 0xffffffffffffffe8, 0xfffffffffffffff0, false);
	check(grants, false, 0, 3, true);
	check(grants, false, 0, 7, false);
	check(grants, false, 4, 11, false);
	hwreg_grants_free(grants);
	grants = granted("write: [0-0xffffffffffffffff, 5-6, 0xffffffffffffffff..+1]");
	check(grants, true, 0, UINT64_MAX, true);
	check(grants, false, 0, 0, false);
	hwreg_grants_free(grants);
	hwreg_grants_free(NULL);
}

static void test_groups(void **state)
{
	struct hwreg_grants *grants;

	(void)state;
	assert_int_equal(load(&grants,
			      "hwreg-policy: 1\ndescription: x\nx-note: {}\nallow:\n"
			      "- {group: 5, read: [0x10-0x1f]}\n"
			      "- {group: 300, description: y, write: [0x10-0x1f], read: []}\n"
			      "- {group: root, read: [0x20-0x2f]}\n"
			      "- {group: 6, read: [0x30-0x3f]}\n",
			      NULL),
			 0);
	check(grants, false, 0x10, 0x1f, true);
	check(grants, true, 0x10, 0x1f, true);
	check(grants, false, 0x20, 0x2f, false);
	check(grants, false, 0x30, 0x3f, false);
	hwreg_grants_free(grants);
}

static int note(void *data, const struct hwreg_report *report)
{
	snprintf(data, 64, "%u:%u %s", report->line, report->column, report->check);
	return 0;
}

/* Each with the place and name of the check that it alone fails */
static void test_mistakes(void **state)
{
	static const struct {
		const char *text, *finding;
	} cases[] = {
		{ "allow: []\n", "1:1 missing-key" },
		{ "hwreg-policy: 2\nread: x\n", "1:15 format-version" },
		{ "hwreg-policy: 1\n", "1:1 missing-key" },
		{ "hwreg-policy: 1\nallow: {}\n", "2:8 type-mismatch" },
		{ "hwreg-policy: 1\nallow: [a]\n", "2:9 type-mismatch" },
		{ "hwreg-policy: 1\nallow: [{group: 5, reads: [1-2], read: []}]\n",
		  "2:20 unknown-key" },
		{ "hwreg-policy: 1\nallow: [{read: [1-2]}]\n", "2:9 missing-key" },
		{ "hwreg-policy: 1\nallow: [{group: 5, read: 1-2}]\n", "2:26 type-mismatch" },
		{ "hwreg-policy: 1\nallow: [{group: 4294967295, read: []}]\n",
		  "2:17 group-unknown" },
		{ "hwreg-policy: 1\nallow: [{group: 5x, read: []}]\n", "2:17 group-unknown" },
		{ "hwreg-policy: 1\nallow: [{group: '', read: []}]\n", "2:17 text-empty" },
		{ "hwreg-policy: 1\nallow: [{group: [5], read: []}]\n", "2:17 type-mismatch" },
		{ "hwreg-policy: 1\nallow: [{group: 'root:x', read: []}]\n", "2:17 group-unknown" },
		{ "hwreg-policy: 1\nallow: [{group: 5, read: [0x10]}]\n", "2:27 range-syntax" },
		{ "hwreg-policy: 1\nallow: [{group: 5, read: [0x10..0x20]}]\n",
		  "2:27 range-syntax" },
		{ "hwreg-policy: 1\nallow: [{group: 5, read: [0x10..+0]}]\n", "2:27 range-syntax" },
		{ "hwreg-policy: 1\nallow: [{group: 5, read: [0x20-0x1f]}]\n",
		  "2:27 range-syntax" },
		{ "hwreg-policy: 1\nallow: [{group: 5, read: [0x20-]}]\n", "2:27 range-syntax" },
		{ "hwreg-policy: 1\nallow: [{group: 5, read: [-0x20]}]\n", "2:27 range-syntax" },
		{ "hwreg-policy: 1\nallow: [{group: 5, read: ['0x1-0x2 ']}]\n",
		  "2:27 range-syntax" },
		{ "hwreg-policy: 1\nallow: [{group: 5, read: [0xfffffffffffffff0..+17]}]\n",
		  "2:27 range-syntax" },
		{ "hwreg-policy: 1\nallow: [{group: 9, read: [0x1-x]}]\n", "2:27 range-syntax" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct hwreg_error err = HWREG_ERROR_INIT;
		char finding[64] = "";
		const struct hwreg_grants_options options = { .size = sizeof(options),
							      .groups = groups,
							      .group_count = 2,
							      .report = note,
							      .data = finding };
		struct hwreg_grants *grants = NULL;
		int r = hwreg_grants_load(&grants, file_text("policy.yaml", cases[i].text),
					  &options, &err);

		if (r != -EINVAL || strcmp(finding, cases[i].finding) != 0)
			fail_msg("%s: %d %s: %s", cases[i].text, r, finding, err.message);
		assert_null(grants);
		assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	}
}

static void test_files_that_are_not_believed(void **state)
{
	struct hwreg_grants_options options = { .size = sizeof(options),
						.flags = HWREG_GRANTS_OF_ROOT };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_grants *grants;
	const char *path = file_text("policy.yaml", "hwreg-policy: 1\nallow: []\n");

	(void)state;
	if (getenv("HWREG_FOREIGN"))
		skip(); /* QEMU looks below its own root first */
	/* /tmp may be written by all */
	assert_int_equal(hwreg_grants_load(&grants, path, &options, &err), -EPERM);
	assert_int_equal(err.kind, HWREG_ERROR_UNAVAILABLE);
	assert_string_equal(err.message,
			    "/tmp: others than root can write this directory; as root: "
			    "chown root /tmp; chmod go-w /tmp");
	assert_int_equal(hwreg_grants_load(&grants, "policy.yaml", &options, NULL), -EINVAL);
	assert_int_equal(hwreg_grants_load(&grants, "/no/such", &options, NULL), -ENOENT);
	assert_int_equal(hwreg_grants_load(&grants, "/proc/self/exe/x", &options, NULL), -ELOOP);
	options.flags = 0;
	assert_int_equal(hwreg_grants_load(&grants, directory, &options, NULL), -EISDIR);
	assert_int_equal(hwreg_grants_load(&grants, "/no/such", &options, NULL), -ENOENT);
	options.flags = 2;
	assert_int_equal(hwreg_grants_load(&grants, path, &options, NULL), -EINVAL);
	options = (struct hwreg_grants_options){ .size = 4 };
	assert_int_equal(hwreg_grants_load(&grants, path, &options, NULL), -EINVAL);
}

/* ---- Sessions ---------------------------------------------------------------------------------- */

static struct hwreg_session *session_with(const struct hwreg_grants *grants)
{
	const struct hwreg_session_options options = { .size = sizeof(options),
						       .flags = HWREG_WRITE | HWREG_NO_LOCK,
						       .grants = grants };
	struct hwreg_session *session;

	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	return session;
}

static void parses(struct hwreg_session *session, const char *text, int expected)
{
	struct hwreg_location *location = NULL;
	struct hwreg_write *write = NULL;
	int r = strchr(text, '=') ? hwreg_write_parse(&write, session, text, NULL)
				  : hwreg_location_parse(&location, session, text, NULL);

	hwreg_location_free(location);
	hwreg_write_free(write);
	if (r != expected)
		fail_msg("%s: %d", text, r);
}

/* Nothing is opened for that: there may be no /dev/mem here */
static void test_what_is_not_granted_is_not_parsed(void **state)
{
	struct hwreg_grants *grants = granted("read: [0x1000..+16], write: [0x1008..+16]");
	struct hwreg_session *session = session_with(grants);

	(void)state;
	parses(session, "0x100c", 0);
	parses(session, "0x1010", -EPERM);
	parses(session, "0xffc", -EPERM);
	parses(session, "0x100e@16", 0);
	parses(session, "0x1000..+16", 0);
	parses(session, "0x1000..+20", -EPERM);
	parses(session, "0x1014=1", 0);
	parses(session, "0x1018=1", -EPERM);
	parses(session, "0x1004=1", -EPERM);
	/* a bit is read, too */
	parses(session, "0x1008:3=1", 0);
	parses(session, "0x1010:3=1", -EPERM);
	parses(session, "0x1010=1/1", -EPERM);
	parses(session, "0x1000:3=1", -EPERM);
	hwreg_session_close(session);
	hwreg_grants_free(grants);
}

/* What is to be verified is known not to be readable before it is written */
static void test_verification_reads(void **state)
{
	struct hwreg_grants *grants = granted("read: [0x1000..+16], write: [0x1008..+16]");
	struct hwreg_session *session = session_with(grants);
	struct hwreg_location *location;

	(void)state;
	assert_int_equal(hwreg_location_parse_to_write(&location, session, "0x1008..+16", NULL), 0);
	assert_int_equal(hwreg_location_check_verify(location, NULL), -EPERM);
	hwreg_location_free(location);
	assert_int_equal(hwreg_location_parse_to_write(&location, session, "0x1008..+8", NULL), 0);
	assert_int_equal(hwreg_location_check_verify(location, NULL), 0);
	hwreg_location_free(location);
	assert_int_equal(hwreg_location_parse_to_write(&location, session, "0x1010", NULL), 0);
	assert_int_equal(hwreg_location_check_verify(location, NULL), -EPERM);
	hwreg_location_free(location);
	assert_int_equal(hwreg_location_parse_to_write(&location, session, "0x1000..+16", NULL),
			 -EPERM);
	hwreg_session_close(session);
	hwreg_grants_free(grants);
}

static void test_targets(void **state)
{
	static const char *const specs[] = {
		"file:/dev/null", "uio:uio0", "dev:/dev/zero", "sim",
		"i2c:1:2",        "port",     "memory",        "mem:"
	};
	struct hwreg_grants *grants = granted("read: [0x1000..+16]");

	(void)state;
	for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
		const struct hwreg_session_options options = { .size = sizeof(options),
							       .targets = &specs[i],
							       .target_count = 1,
							       .grants = grants };
		struct hwreg_session *session;
		struct hwreg_error err = HWREG_ERROR_INIT;

		assert_int_equal(hwreg_session_open(&session, &options, &err), -EPERM);
		assert_int_equal(err.kind, HWREG_ERROR_UNAVAILABLE);
	}
	hwreg_grants_free(grants);
}

static void test_no_window_is_given_away(void **state)
{
	struct hwreg_grants *grants = granted("read: [0..+0x100000]");
	const char *path = file_text("b.yaml", "hwreg: 1\nboard: b\nmatch: any\n"
					       "blocks: {B: {type: t, base: 0x1000}}\n"
					       "types: {t: {registers: {A: 0}}}\n");
	struct hwreg_session_options options = { .size = sizeof(options), .grants = grants };
	struct hwreg_session_options other = { .size = sizeof(other) };
	struct hwreg_session *session;
	struct hwreg_window *window;
	struct hwreg_board *board;

	(void)state;
	assert_int_equal(hwreg_board_load(&board, path, NULL, NULL), 0);
	options.board = other.board = board;
	assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
	assert_int_equal(hwreg_session_map(&window, session, hwreg_board_block(board, 0), NULL),
			 -EPERM);
	/* nor can what was granted be changed */
	assert_int_equal(hwreg_session_adapt(session, &other, NULL), -EINVAL);
	hwreg_session_close(session);
	hwreg_board_free(board);
	hwreg_grants_free(grants);
}

/* ---- Accesses ---------------------------------------------------------------------------------- */

/* The page has more than was granted: the last check is that of each access */
static struct hwreg_window *window_with(const struct hwreg_grants *grants, bool physical,
					struct hwreg_target **target)
{
	char bytes[4096] = { 0 }, spec[300];
	struct hwreg_window *window;

	snprintf(spec, sizeof(spec), "file:%s", file_with("memory", bytes, sizeof(bytes)));
	assert_int_equal(hwreg_target_new(target, spec, NULL, NULL), 0);
	(*target)->grants = grants;
	(*target)->physical = physical;
	(*target)->physical_base = 0x1000;
	assert_int_equal(hwreg_window_open(&window, *target, 0, 4096, HWREG_WRITE, NULL), 0);
	return window;
}

static void test_every_access_is_checked(void **state)
{
	struct hwreg_grants *grants = granted("read: [0x1000..+16], write: [0x1008..+16]");
	struct hwreg_target *target;
	struct hwreg_window *window = window_with(grants, true, &target);
	struct hwreg_access access = { .width = 32 };
	unsigned char bytes[64] = { 1 };
	uint64_t value, done;

	(void)state;
	assert_int_equal(hwreg_window_read(window, 12, 32, HWREG_LITTLE_ENDIAN, &value, NULL), 0);
	assert_int_equal(hwreg_window_read(window, 16, 32, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -EPERM);
	assert_int_equal(hwreg_window_read(window, 14, 16, HWREG_LITTLE_ENDIAN, &value, NULL), 0);
	assert_int_equal(hwreg_window_write(window, 4, 32, HWREG_LITTLE_ENDIAN, 1, NULL), -EPERM);
	assert_int_equal(hwreg_window_write(window, 20, 32, HWREG_LITTLE_ENDIAN, 1, NULL), 0);
	assert_int_equal(hwreg_window_write(window, 24, 8, HWREG_LITTLE_ENDIAN, 1, NULL), -EPERM);
	/* many at once: all of them */
	assert_int_equal(hwreg_access_make_many(window, NULL, &access, 4, 4, bytes, &done, NULL),
			 0);
	assert_int_equal(hwreg_access_make_many(window, NULL, &access, 4, 5, bytes, &done, NULL),
			 -EPERM);
	assert_int_equal(done, 0);
	access.write = true;
	access.number = access.address = 4;
	bytes[0] = 1;
	assert_int_equal(hwreg_access_make_many(window, NULL, &access, 4, 2, bytes, &done, NULL),
			 -EPERM);
	access = (struct hwreg_access){ .width = 32, .number = 16, .address = 16 };
	assert_int_equal(hwreg_access_poll(window, &access, UINT32_MAX, 1, &done, NULL), -EPERM);
	hwreg_window_close(window);
	hwreg_target_free(target);
	hwreg_grants_free(grants);
}

/* In the middle of many there may be what is not granted, where both ends are */
static void test_a_gap_is_not_passed_over(void **state)
{
	struct hwreg_grants *grants = granted("read: [0x1000..+4, 0x1008..+4]");
	struct hwreg_target *target;
	struct hwreg_window *window = window_with(grants, true, &target);
	struct hwreg_access access = { .width = 32 };
	unsigned char bytes[16];
	uint64_t done;

	(void)state;
	assert_int_equal(hwreg_access_make_many(window, NULL, &access, 4, 3, bytes, &done, NULL),
			 -EPERM);
	assert_int_equal(hwreg_access_make_many(window, NULL, &access, 0, 3, bytes, &done, NULL),
			 0);
	hwreg_window_close(window);
	hwreg_target_free(target);
	hwreg_grants_free(grants);
}

static void test_without_physical_addresses_nothing_is_granted(void **state)
{
	struct hwreg_grants *grants = granted("read: [0..+0x100000]");
	struct hwreg_target *target;
	struct hwreg_window *window = window_with(grants, false, &target);
	uint64_t value;

	(void)state;
	assert_int_equal(hwreg_window_read(window, 0, 32, HWREG_LITTLE_ENDIAN, &value, NULL),
			 -EPERM);
	hwreg_window_close(window);
	hwreg_target_free(target);
	hwreg_grants_free(grants);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_the_ends_of_the_space),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_files_that_are_not_believed),
		cmocka_unit_test(test_what_is_not_granted_is_not_parsed),
		cmocka_unit_test(test_verification_reads),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_no_window_is_given_away),
		cmocka_unit_test(test_every_access_is_checked),
		cmocka_unit_test(test_a_gap_is_not_passed_over),
		cmocka_unit_test(test_without_physical_addresses_nothing_is_granted),
	};

	return cmocka_run_group_tests(tests, files_setup, files_teardown);
}
