// SPDX-License-Identifier: MIT
/* target_snapshot.c - a snapshot: read by both readers, written, compared and restored */
#include "fuzz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	return fuzz_mutate_text(data, size, most, seed, "snapshot");
}

static struct hwreg_snapshot *load(const void *data, size_t size)
{
	unsigned int reports = 0;
	const struct hwreg_snapshot_options options = { .size = sizeof(options),
							.report = fuzz_report,
							.data = &reports };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_snapshot *snapshot = NULL;
	int r = hwreg_snapshot_load(&snapshot, fuzz_file(data, size), &options, &err);

	fuzz_error(r, &err);
	return r ? NULL : snapshot;
}

/* What a snapshot is as a file; for free() */
static char *written(const struct hwreg_snapshot *snapshot, size_t *size)
{
	int fd = memfd_create("written", 0);
	char *text;

	fuzz_promise(fd >= 0 && hwreg_snapshot_write(snapshot, fd, NULL) == 0, "it can be written");
	*size = (size_t)lseek(fd, 0, SEEK_END);
	text = malloc(*size + 1);
	fuzz_promise(text && pread(fd, text, *size, 0) == (ssize_t)*size, "it can be read back");
	close(fd);
	return text;
}

static void same(const struct hwreg_snapshot *snapshot, const struct hwreg_snapshot *other,
		 const char *what)
{
	size_t size, other_size;
	char *text, *other_text;

	fuzz_promise(other, what);
	text = written(snapshot, &size);
	other_text = written(other, &other_size);
	fuzz_promise(size == other_size && memcmp(text, other_text, size) == 0, what);
	free(text);
	free(other_text);
}

/* A comment at the end has it read as YAML, whoever read it before */
static void read_as_yaml(const struct hwreg_snapshot *snapshot, const uint8_t *data, size_t size)
{
	static const char comment[] = "# end\n";
	struct hwreg_snapshot *other;
	char *text;

	if (data[size - 1] != '\n')
		return;
	text = malloc(size + sizeof(comment));
	fuzz_promise(text, "there is memory for a copy");
	memcpy(text, data, size);
	memcpy(text + size, comment, sizeof(comment) - 1);
	other = load(text, size + sizeof(comment) - 1);
	free(text);
	same(snapshot, other, "both readers read the same");
	hwreg_snapshot_free(other);
}

static void read_back(const struct hwreg_snapshot *snapshot)
{
	struct hwreg_snapshot *other;
	size_t size;
	char *text = written(snapshot, &size);

	other = load(text, size);
	free(text);
	same(snapshot, other, "what is written is read back");
	hwreg_snapshot_free(other);
}

static int see(void *data, const struct hwreg_snapshot_entry *entry)
{
	unsigned int *count = data;

	fuzz_promise(*entry->key && entry->result <= HWREG_SNAPSHOT_SECOND_ALONE,
		     "a register has a key and a result");
	return ++*count == 1000 ? -ECANCELED : 0;
}

static void use(struct hwreg_snapshot *snapshot)
{
	struct hwreg_session *session = fuzz_session(fuzz_board(), HWREG_WRITE);
	unsigned int count = 0;
	const struct hwreg_snapshot_options options = { .size = sizeof(options),
							.flags = HWREG_SNAPSHOT_OTHER_BOARD |
								 HWREG_SNAPSHOT_VERIFY,
							.report = fuzz_report,
							.data = &count };
	struct hwreg_error err = HWREG_ERROR_INIT;
	int r = hwreg_snapshot_resolve(snapshot, session, &options, &err);

	if (!r)
		r = hwreg_snapshot_prepare(snapshot, &err);
	if (!r)
		r = hwreg_snapshot_compare(snapshot, &options, see, &count, &err);
	if (!r)
		r = hwreg_snapshot_restore(snapshot, &options, see, &count, &err);
	if (r != -ECANCELED)
		fuzz_error(r, &err);
	hwreg_session_close(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_snapshot *snapshot = load(data, size);
	struct hwreg_snapshot_info info = { .size = sizeof(info) };
	unsigned int count = 0;

	if (!snapshot)
		return 0;
	hwreg_snapshot_describe(snapshot, &info);
	fuzz_promise(info.board && info.time, "a snapshot has texts");
	read_as_yaml(snapshot, data, size);
	read_back(snapshot);
	fuzz_error(hwreg_snapshot_compare_two(snapshot, snapshot, fuzz_board(), NULL, see, &count,
					      &err),
		   &err);
	use(snapshot);
	hwreg_snapshot_free(snapshot);
	return 0;
}
