// SPDX-License-Identifier: MIT
/*
 * Every policy on the simulation, and field writes beside each. The expected values are worked out by
 * hand from the table "Field access policies" of the UVM 1.2 class reference (uvm_reg_field), not
 * taken from the code: 0xa5 is stored, then 0x00, 0xff or 0x3c is written, or it is read.
 */
#include "board_files.h"

#include <sys/mman.h>
#include <unistd.h>

#include "backend/sim.h"
#include "board/image.h"

#define NOTHING 0x00 /* a read of a write-only bit gives 0 here */

static const struct row {
	const char *policy;
	uint8_t after_00, after_ff, after_3c; /* stored after writing it */
	uint8_t reads, after_read;
	bool kept; /* a field write beside it is possible, and keeps it */
	bool read_for_it; /* and must read the register for that */
} rows[] = {
	{ "rw", 0x00, 0xff, 0x3c, 0xa5, 0xa5, true, true },
	{ "ro", 0xa5, 0xa5, 0xa5, 0xa5, 0xa5, true, false },
	{ "wo", 0x00, 0xff, 0x3c, NOTHING, 0xa5, false, false },
	{ "w1c", 0xa5, 0x00, 0x81, 0xa5, 0xa5, true, false },
	{ "w1s", 0xa5, 0xff, 0xbd, 0xa5, 0xa5, true, false },
	{ "w1t", 0xa5, 0x5a, 0x99, 0xa5, 0xa5, true, false },
	{ "w0c", 0x00, 0xa5, 0x24, 0xa5, 0xa5, true, false },
	{ "w0s", 0xff, 0xa5, 0xe7, 0xa5, 0xa5, true, false },
	{ "w0t", 0x5a, 0xa5, 0x66, 0xa5, 0xa5, true, false },
	{ "rc", 0xa5, 0xa5, 0xa5, 0xa5, 0x00, true, false },
	{ "rs", 0xa5, 0xa5, 0xa5, 0xa5, 0xff, true, false },
	{ "wc", 0x00, 0x00, 0x00, 0xa5, 0xa5, false, false },
	{ "ws", 0xff, 0xff, 0xff, 0xa5, 0xa5, false, false },
	{ "wrc", 0x00, 0xff, 0x3c, 0xa5, 0x00, false, false },
	{ "wrs", 0x00, 0xff, 0x3c, 0xa5, 0xff, false, false },
	{ "wsrc", 0xff, 0xff, 0xff, 0xa5, 0x00, false, false },
	{ "wcrs", 0x00, 0x00, 0x00, 0xa5, 0xff, false, false },
	{ "w1src", 0xa5, 0xff, 0xbd, 0xa5, 0x00, true, false },
	{ "w1crs", 0xa5, 0x00, 0x81, 0xa5, 0xff, true, false },
	{ "w0src", 0xff, 0xa5, 0xe7, 0xa5, 0x00, true, false },
	{ "w0crs", 0x00, 0xa5, 0x24, 0xa5, 0xff, true, false },
	{ "woc", 0x00, 0x00, 0x00, NOTHING, 0xa5, false, false },
	{ "wos", 0xff, 0xff, 0xff, NOTHING, 0xa5, false, false },
	{ "w1", 0x00, 0xff, 0x3c, 0xa5, 0xa5, false, false },
	{ "wo1", 0x00, 0xff, 0x3c, NOTHING, 0xa5, false, false },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* One register a policy at offset 8 * row: P<row>, all of one policy, and at 4 more B<row>, whose
 * low half FREE is rw and whose high half SIDE has the policy */
static struct hwreg_board *make_board(void)
{
	char text[16384];
	int at = snprintf(text, sizeof(text),
			  "hwreg: 1\nboard: policies\nmatch: any\ntypes:\n  t:\n    size: 0x100\n"
			  "    width: 8\n    registers:\n");

	for (size_t i = 0; i < ROWS; i++) {
		at += snprintf(text + at, sizeof(text) - at,
			       "      P%zu: {offset: %zu, policy: %s, reset: 0xa5}\n", i, 8 * i,
			       rows[i].policy);
		at += snprintf(text + at, sizeof(text) - at,
			       "      B%zu: {offset: %zu, width: 16, reset: 0xa500, fields: "
			       "{FREE: \"7:0\", SIDE: {bits: \"15:8\", policy: %s}}}\n",
			       i, 8 * i + 4, rows[i].policy);
	}
	snprintf(text + at, sizeof(text) - at, "blocks: {D: {type: t, base: 0x1000}}\n");
	return load_file(file_text("policies.yaml", text));
}

static struct sim open_sim(const struct hwreg_board *board, int *fd)
{
	struct sim sim = { .board = board };

	*fd = memfd_create("policies", MFD_CLOEXEC);
	assert_true(*fd >= 0);
	assert_int_equal(hwreg_sim_layout(&sim, NULL), 0);
	assert_int_equal(hwreg_sim_attach(&sim, *fd, "policies", NULL), 0);
	return sim;
}

static uint8_t stored(const struct sim *sim, size_t offset)
{
	return *((const unsigned char *)sim->header + sim->blocks[0].data + offset);
}

static uint8_t after_write(const struct hwreg_board *board, size_t offset, unsigned char byte,
			   unsigned int times)
{
	static const unsigned char other[] = { 0x77, 0x12 };
	uint8_t result;
	int fd;
	struct sim sim = open_sim(board, &fd);

	hwreg_sim_write(&sim, &sim.blocks[0], 0x1000 + offset, &byte, 1);
	for (unsigned int i = 1; i < times; i++)
		hwreg_sim_write(&sim, &sim.blocks[0], 0x1000 + offset, &other[i - 1], 1);
	result = stored(&sim, offset);
	hwreg_sim_detach(&sim);
	close(fd);
	return result;
}

static void check_read(const struct hwreg_board *board, const struct row *row, size_t offset)
{
	unsigned char byte = 0x55;
	int fd;
	struct sim sim = open_sim(board, &fd);

	hwreg_sim_read(&sim, &sim.blocks[0], 0x1000 + offset, &byte, 1);
	if (byte != row->reads || stored(&sim, offset) != row->after_read)
		fail_msg("%s: reads 0x%02x, then stored 0x%02x", row->policy, byte,
			 stored(&sim, offset));
	hwreg_sim_detach(&sim);
	close(fd);
}

static void each_policy_reads_and_writes_as_in_the_table(void **state)
{
	struct hwreg_board *board = make_board();

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		uint8_t zeros = after_write(board, 8 * i, 0x00, 1);
		uint8_t ones = after_write(board, 8 * i, 0xff, 1);
		uint8_t mixed = after_write(board, 8 * i, 0x3c, 1);

		if (zeros != rows[i].after_00 || ones != rows[i].after_ff ||
		    mixed != rows[i].after_3c)
			fail_msg("%s: 0x%02x 0x%02x 0x%02x", rows[i].policy, zeros, ones, mixed);
		check_read(board, &rows[i], 8 * i);
	}
	hwreg_board_free(board);
}

static void only_the_first_write_counts_for_write_once(void **state)
{
	struct hwreg_board *board = make_board();

	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].policy, "w1") == 0 || strcmp(rows[i].policy, "wo1") == 0)
			assert_int_equal(after_write(board, 8 * i, 0x3c, 3), 0x3c);
	hwreg_board_free(board);
}

/* ---- Field writes beside each policy ---------------------------------------------------------- */

struct seen {
	unsigned int reads, writes;
	uint64_t last_address;
	unsigned int widths_wrong;
};

static int observe(void *data, const struct hwreg_access *access)
{
	struct seen *seen = data;

	if (access->phase != HWREG_ACCESS_END)
		return 0;
	seen->reads += !access->write;
	seen->writes += access->write;
	seen->widths_wrong += access->width != 16;
	seen->last_address = access->address;
	return 0;
}

static void check_beside(const struct hwreg_board *board, const struct row *row, size_t i,
			 uint64_t flags)
{
	struct seen seen = { 0 };
	struct hwreg_session_options options = { .size = sizeof(options),
						 .flags = HWREG_WRITE | flags,
						 .board = board,
						 .targets = (const char *const[]){ "sim" },
						 .target_count = 1,
						 .observer = observe,
						 .data = &seen };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session;
	struct hwreg_write *write = NULL;
	char text[64];
	int r;

	assert_int_equal(hwreg_session_open(&session, &options, &err), 0);
	snprintf(text, sizeof(text), "D.B%zu.FREE=0x42", i);
	r = hwreg_write_parse(&write, session, text, &err);
	if (!row->kept && !flags) {
		if (r != -EACCES || !strstr(err.message, row->after_read == 0xa5 ? "SIDE" : "D.B"))
			fail_msg("%s: %d %s", row->policy, r, err.message);
	} else {
		if (r || hwreg_session_write(session, write, &err))
			fail_msg("%s: %s", row->policy, err.message);
		assert_int_equal(seen.writes, 1);
		assert_int_equal(seen.widths_wrong, 0);
		assert_true(seen.last_address == 0x1000 + 8 * i + 4);
		if (!flags)
			assert_int_equal(seen.reads, row->read_for_it);
	}
	hwreg_write_free(write);
	hwreg_session_close(session);
}

static void a_field_write_keeps_its_neighbour_or_is_refused(void **state)
{
	struct hwreg_board *board = make_board();

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		check_beside(board, &rows[i], i, 0);
		check_beside(board, &rows[i], i, HWREG_FORCE_POLICY);
	}
	hwreg_board_free(board);
}

/* The value that a field write plans, written to a fresh simulation, leaves SIDE as it was */
static void the_neighbour_is_stored_as_before(void **state)
{
	struct hwreg_board *board = make_board();

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct hwreg_session_options options = { .size = sizeof(options),
							 .flags = HWREG_WRITE,
							 .board = board,
							 .targets = (const char *const[]){ "sim" },
							 .target_count = 1 };
		struct hwreg_write_info info = { .size = sizeof(info) };
		struct hwreg_session *session;
		struct hwreg_write *write;
		unsigned char bytes[2];
		char text[64];
		int fd;
		struct sim sim;

		if (!rows[i].kept)
			continue;
		assert_int_equal(hwreg_session_open(&session, &options, NULL), 0);
		snprintf(text, sizeof(text), "D.B%zu.FREE=0x42", i);
		assert_int_equal(hwreg_write_parse(&write, session, text, NULL), 0);
		hwreg_write_describe(write, &info);
		/* what a read would give for the bits to be kept */
		info.value |= 0xa500 & info.keep;
		bytes[0] = info.value & 0xff;
		bytes[1] = info.value >> 8;
		sim = open_sim(board, &fd);
		hwreg_sim_write(&sim, &sim.blocks[0], 0x1000 + 8 * i + 4, bytes, 2);
		if (stored(&sim, 8 * i + 5) != 0xa5 || stored(&sim, 8 * i + 4) != 0x42)
			fail_msg("%s: SIDE is 0x%02x", rows[i].policy, stored(&sim, 8 * i + 5));
		hwreg_sim_detach(&sim);
		close(fd);
		hwreg_write_free(write);
		hwreg_session_close(session);
	}
	hwreg_board_free(board);
}

#define FILES(test) cmocka_unit_test_setup_teardown(test, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FILES(each_policy_reads_and_writes_as_in_the_table),
		FILES(only_the_first_write_counts_for_write_once),
		FILES(a_field_write_keeps_its_neighbour_or_is_refused),
		FILES(the_neighbour_is_stored_as_before),
	};

	return RUN(tests);
}
