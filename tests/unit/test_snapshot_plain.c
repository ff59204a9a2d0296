// SPDX-License-Identifier: MIT
/* Snapshots as save writes them, read without a YAML parser: just as with one, or not at all */
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "loader.h"
#include "snapshot.h"

#define END SNAPSHOT_END "\n"
#define TIME "time: 2026-01-31T13:00:00Z\n"
#define HEAD \
	SNAPSHOT_HEAD "\nhwreg-snapshot: 1\nboard: \"b\"\n" TIME "targets: {\"phys\": \"sim\"}\n"

static const char whole[] =
	HEAD SNAPSHOT_REGISTERS "\n"
				"  X.A: [0x00000100, 32, 0x00000001]\n"
				"  X.B_2: [0x00000104, 8, 0xff]\n"
				"  0x00000200@32: [0x00000001, 0x00000002]\n"
				"  0x00000208@32: [0x00000003]\n"
				"  0x00000300@16be: [0x1234]\n"
				"  PMIC+0x10@8: [0x01, 0x02]\n"
				"  X.C: [0xffffffff00000000, 64, 0xffffffffffffffff]\n" END;

/* Files in memory: those of a disk take most of the time of thousands */
static int file_of(const char *text, size_t length)
{
	int fd = memfd_create("snapshot", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, length), length);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/* The file as it is; NULL: only YAML can read it */
static struct hwreg_snapshot *read_plain(int fd)
{
	struct loader *loader = loader_new("", NULL);
	struct hwreg_snapshot *snapshot = snapshot_new();
	bool taken;

	assert_non_null(loader);
	assert_non_null(snapshot);
	snapshot->memory = loader;
	snapshot->release = (void (*)(void *))loader_free;
	taken = snapshot_read_plain(snapshot, loader, fd);
	if (taken)
		return snapshot;
	assert_int_equal(snapshot->count + snapshot->run_count, 0);
	assert_string_equal(snapshot->board, "");
	assert_string_equal(snapshot->time, "");
	hwreg_snapshot_free(snapshot);
	return NULL;
}

/* With one more comment, which save would not have written */
static struct hwreg_snapshot *read_as_yaml(const char *text, size_t length)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_snapshot *snapshot;
	char more[2048], path[32];
	int fd;

	assert_true(length + 2 < sizeof(more));
	memcpy(more, text, length);
	memcpy(more + length, "#\n", 2);
	fd = file_of(more, length + 2);
	assert_null(read_plain(fd));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (hwreg_snapshot_load(&snapshot, path, NULL, &err))
		fail_msg("%s\n%.*s", err.message, (int)length, text);
	close(fd);
	return snapshot;
}

static void check_same(const struct hwreg_snapshot *plain, const struct hwreg_snapshot *yaml)
{
	assert_string_equal(plain->board, yaml->board);
	assert_string_equal(plain->time, yaml->time);
	assert_int_equal(plain->run_count, yaml->run_count);
	assert_int_equal(plain->count, yaml->count);
	for (uint32_t i = 0; i < plain->count; i++)
		assert_true(plain->values[i] == yaml->values[i]);
	for (uint32_t i = 0; i < plain->run_count; i++) {
		const struct snapshot_run *a = &plain->runs[i], *b = &yaml->runs[i];

		assert_string_equal(a->name ? a->name : "", b->name ? b->name : "");
		assert_true(a->address == b->address && a->named == b->named);
		assert_true(a->count == b->count && a->first == b->first);
		assert_true(a->line == b->line && a->column == b->column);
		assert_true(a->width == b->width && a->endian == b->endian && a->step == b->step);
	}
}

/* Return: was it taken? */
static bool check(const char *text, size_t length)
{
	int fd = file_of(text, length);
	struct hwreg_snapshot *plain = read_plain(fd), *yaml;

	close(fd);
	if (!plain)
		return false;
	yaml = read_as_yaml(text, length);
	check_same(plain, yaml);
	hwreg_snapshot_free(plain);
	hwreg_snapshot_free(yaml);
	return true;
}

static void what_save_writes_is_read_as_yaml_would_be(void **state)
{
	static const char *const files[] = {
		whole,
		HEAD SNAPSHOT_NO_REGISTERS "\n" END,
		SNAPSHOT_HEAD "\nhwreg-snapshot: 1\n" TIME "targets: {}\n" SNAPSHOT_NO_REGISTERS
			      "\n" END,
		SNAPSHOT_HEAD "\nhwreg-snapshot: 1\n" TIME
			      "targets: {\"phys\": \"a\", \"q\": \"b\"}\n" SNAPSHOT_REGISTERS "\n"
			      "  0xfffffffffffffffc@32: [0x00000001]\n" END,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		assert_true(check(files[i], strlen(files[i])));
}

/* What the library itself writes, so that reading it and writing it stay together */
static void what_was_read_is_written_to_be_read(void **state)
{
	int from = file_of(whole, strlen(whole)), to = file_of("", 0);
	struct hwreg_snapshot *first = read_plain(from), *second;

	(void)state;
	assert_non_null(first);
	assert_int_equal(hwreg_snapshot_write(first, to, NULL), 0);
	second = read_plain(to);
	assert_non_null(second);
	assert_int_equal(second->count, first->count);
	hwreg_snapshot_free(first);
	hwreg_snapshot_free(second);
	close(from);
	close(to);
}

static void what_is_wrong_is_left_to_yaml(void **state)
{
#define REGISTERS(lines) HEAD SNAPSHOT_REGISTERS "\n" lines END
	static const char *const files[] = {
		"",
		SNAPSHOT_HEAD "\n",
		HEAD SNAPSHOT_REGISTERS "\n" END,
		HEAD SNAPSHOT_NO_REGISTERS "\n",
		HEAD SNAPSHOT_NO_REGISTERS "\n" END "\n",
		REGISTERS("  X.A: [0x1, 32, 0x1]\n  X.A: [0x1, 32, 0x1]\n"),
		REGISTERS("  X.A: [0x1, 8, 0x100]\n"),
		REGISTERS("  X.A: [0x1, 12, 0x1]\n"),
		REGISTERS("  X.A: [0x1, 72, 0x1]\n"),
		REGISTERS("  X.A: [0x1, 0, 0x0]\n"),
		REGISTERS("  X.A: [0x1, 08, 0x0]\n"),
		REGISTERS("  X.A: [0x1, 4294967304, 0x0]\n"),
		REGISTERS("  X.A: [0x1, 32, 0x1, 0x2]\n"),
		REGISTERS("  X.A: [0x1, 32, 0x]\n"),
		REGISTERS("  0x4@32: [0x1], 0x2]\n"),
		HEAD SNAPSHOT_NO_REGISTERS SNAPSHOT_REGISTERS "\n  X: [0x1, 32, 0x1]\n" END,
		REGISTERS("  X.A: [0x1, 32, 0x00000000000000001]\n"),
		REGISTERS("  X.A: [0x1, 32, 1]\n"),
		REGISTERS("  2X: [0x1, 32, 0x1]\n"),
		REGISTERS("  : [0x1, 32, 0x1]\n"),
		REGISTERS("  X: [0x1, 32, 0x1]\n    Y: [0x1, 32, 0x1]\n"),
		REGISTERS("  0x4@32: [0x1]\n  0x4@32: [0x1]\n"),
		REGISTERS("  0x4@32: [0x1, 0x2]\n  0x8@32: [0x1]\n  0x4@8: [0x1]\n"),
		REGISTERS("  0x4@32: []\n"),
		REGISTERS("  0x4@32le: [0x1]\n"),
		REGISTERS("  0xfffffffffffffffc@32: [0x1, 0x2]\n"),
		REGISTERS("  X+4@32: [0x1]\n"),
		SNAPSHOT_HEAD "\nhwreg-snapshot: 2\n" TIME "targets: {}\n" SNAPSHOT_NO_REGISTERS
			      "\n" END,
		SNAPSHOT_HEAD "\nhwreg-snapshot: 1\nboard: \"\\x\"\n" TIME
			      "targets: {}\n" SNAPSHOT_NO_REGISTERS "\n" END,
		SNAPSHOT_HEAD "\nhwreg-snapshot: 1\nboard: \"\"\n" TIME
			      "targets: {}\n" SNAPSHOT_NO_REGISTERS "\n" END,
		SNAPSHOT_HEAD "\nhwreg-snapshot: 1\ntime: now\ntargets: {}\n" SNAPSHOT_NO_REGISTERS
			      "\n" END,
		SNAPSHOT_HEAD "\nhwreg-snapshot: 1\n" TIME
			      "targets: {\"a\": \"b\", \"a\": \"b\"}\n" SNAPSHOT_NO_REGISTERS
			      "\n" END,
		SNAPSHOT_HEAD "\nhwreg-snapshot: 1\n" TIME
			      "targets: {\"a\": \"b\", }\n" SNAPSHOT_NO_REGISTERS "\n" END,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (check(files[i], strlen(files[i])))
			fail_msg("%zu: taken:\n%s", i, files[i]);
	/* a NUL ends no file */
	assert_false(check(whole, sizeof(whole)));
}

static void a_name_has_at_most_255_characters(void **state)
{
	char name[257], text[1024];

	(void)state;
	memset(name, 'N', sizeof(name) - 1);
	name[256] = '\0';
	for (unsigned int skip = 0; skip < 2; skip++) {
		snprintf(text, sizeof(text), HEAD SNAPSHOT_REGISTERS "\n  %s: [0x1, 32, 0x1]\n" END,
			 name + skip);
		assert_int_equal(check(text, strlen(text)), skip);
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static size_t change(char *text, size_t length, uint32_t *seed)
{
	static const char bytes[] = "0123456789abcdefx@:[], \n+.XA#\"{}be\\\r\t-_";
	size_t at = next_random(seed) % length, other = next_random(seed) % length;
	char byte = bytes[next_random(seed) % (sizeof(bytes) - 1)];

	switch (next_random(seed) % 5) {
	case 0:
		text[at] = byte;
		return length;
	case 1:
		memmove(text + at, text + at + 1, length - at - 1);
		return length - 1;
	case 2:
		memmove(text + at + 1, text + at, length - at);
		text[at] = byte;
		return length + 1;
	case 3:
		text[at] = text[other];
		return length;
	default:
		/* a digit for another: mostly still right */
		at += strcspn(text + at, "0123456789");
		if (at < length)
			text[at] = (char)('0' + next_random(seed) % 10);
		return length;
	}
}

/* Whatever is done to a file: if it is taken, YAML takes it too, and it is the same */
static void what_is_changed_at_random_is_read_the_same(void **state)
{
	unsigned int taken = 0, rounds = 10000;
	char text[sizeof(whole) + 8];
	uint32_t seed = 1;
	size_t length;

	(void)state;
	for (unsigned int i = 0; i < rounds; i++) {
		memcpy(text, whole, sizeof(whole));
		length = strlen(whole);
		for (unsigned int n = next_random(&seed) % 3; n < 3; n++) {
			length = change(text, length, &seed);
			text[length] = '\0';
		}
		taken += check(text, length);
	}
	/* it is no test of nothing but refusals */
	assert_in_range(taken, rounds / 100, rounds - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_save_writes_is_read_as_yaml_would_be),
		cmocka_unit_test(what_was_read_is_written_to_be_read),
		cmocka_unit_test(what_is_wrong_is_left_to_yaml),
		cmocka_unit_test(a_name_has_at_most_255_characters),
		cmocka_unit_test(what_is_changed_at_random_is_read_the_same),
	};

	return RUN(tests);
}
