// SPDX-License-Identifier: MIT
/* do_files.c - save, restore, fill, load */
#include "run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "access.h"
#include "location.h"

#define PIECE 4096u /* registers between two looks at the clock */

static int leave_out(void *data, const struct hwreg_snapshot_entry *entry)
{
	(void)data;
	(void)entry;
	return 0;
}

/* The path of a file of the step, or NULL with @r; in doing->text's place it must outlive what else is expanded */
static char *path_of(struct doing *doing, const struct text *text, int *r)
{
	struct buffer path = { .data = NULL };
	const char *name = doing_text(doing, text, r);

	if (!name)
		return NULL;
	if (files_path(doing->script, name, &path))
		return path.data;
	free(path.data);
	*r = hwreg_error_memory(&doing->error);
	return NULL;
}

/* What a step before this would make, if it were no dry run */
static bool is_to_come(const struct doing *doing, const char *path)
{
	return doing->running->dry && access(path, F_OK) != 0 && errno == ENOENT;
}

/* ---- save --------------------------------------------------------------------------------------- */

static int take(struct doing *doing, const struct files *files, struct bound *bound,
		struct hwreg_snapshot **out)
{
	struct hwreg_location **locations =
		calloc(files->count + 1u, sizeof(struct hwreg_location *));
	int r = locations ? 0 : hwreg_error_memory(&doing->error);

	for (uint32_t i = 0; !r && i < files->count; i++) {
		r = doing_bind(doing, &files->words[i], USE_READ, &bound[i]);
		if (!r)
			locations[i] = bound[i].location;
	}
	if (!r)
		r = hwreg_snapshot_take(out, doing->running->session, locations, files->count,
					leave_out, NULL, &doing->error);
	free(locations);
	return r;
}

static int save_one(struct doing *doing, const struct files *files)
{
	struct bound *bound = calloc(files->count + 1u, sizeof(*bound));
	struct hwreg_snapshot *snapshot = NULL;
	int r = bound ? 0 : hwreg_error_memory(&doing->error);
	char *path = r ? NULL : path_of(doing, &files->file, &r);

	if (!r)
		r = take(doing, files, bound, &snapshot);
	if (!r && !doing->running->dry)
		r = hwreg_snapshot_save(snapshot, path, &doing->error);
	hwreg_snapshot_free(snapshot);
	for (uint32_t i = 0; bound && i < files->count; i++)
		word_release(&files->words[i], &bound[i]);
	free(bound);
	free(path);
	return r;
}

/* Once steps run, that a file is not there or wrong is not the fault of who asked for them */
static int output_failed(struct doing *doing, int r)
{
	if (r && doing->error.kind != HWREG_ERROR_ANSWER)
		doing->error.kind = HWREG_ERROR_ACCESS;
	return r;
}

int do_save(struct doing *doing)
{
	int r = 0;

	for (uint32_t i = 0; !r && i < doing->step->file_count; i++)
		r = save_one(doing, &doing->step->files[i]);
	return output_failed(doing, r);
}

/* ---- restore ------------------------------------------------------------------------------------ */

int do_restore(struct doing *doing)
{
	const struct hwreg_snapshot_options options = {
		.size = sizeof(options), .flags = doing->step->verify ? HWREG_SNAPSHOT_VERIFY : 0
	};
	struct hwreg_session *session = doing->running->session;
	struct hwreg_snapshot *snapshot;
	int r = 0;
	char *path = path_of(doing, &doing->step->text, &r);

	if (!path)
		return r;
	if (is_to_come(doing, path)) {
		free(path);
		return 0;
	}
	r = output_failed(doing, files_snapshot(&snapshot, session, path, true, &doing->error));
	free(path);
	if (r)
		return r;
	r = hwreg_snapshot_restore(snapshot, &options, leave_out, NULL, &doing->error);
	hwreg_snapshot_free(snapshot);
	return r;
}

/* ---- Many registers ----------------------------------------------------------------------------- */

/* Where the values of registers @index to @index + @count come from */
typedef int get(struct doing *doing, const void *source, uint64_t index, uint64_t count,
		const struct hwreg_item *item, unsigned char *bytes);

/* In a dry run a stretch is told at once */
static int write_piece(struct doing *doing, const struct hwreg_location *location, uint64_t index,
		       uint64_t count, const struct hwreg_item *item, get *from, const void *source)
{
	unsigned char bytes[8 * PIECE];
	bool dry = doing->running->dry;
	uint64_t done;
	int r;

	if (running_stopped(doing->running))
		return doing_interrupted(doing);
	if (clock_now() > doing->limit.deadline)
		return doing_timed_out(doing, "not done");
	r = from(doing, source, index, dry ? 1 : count, item, bytes);
	return r ? r
		 : hwreg_session_write_many(doing->running->session, location, index, count, bytes,
					    &done, &doing->error);
}

static int write_all(struct doing *doing, const struct hwreg_location *location, get *from,
		     const void *source)
{
	uint64_t total = hwreg_location_count(location), count, most;
	struct hwreg_item item;
	int r = 0;

	for (uint64_t index = 0; !r && index < total; index += count) {
		count = hwreg_location_stretch(location, index, &item);
		most = doing->running->dry && hwreg_location_is_range(location) ? UINT64_MAX
										: PIECE;
		if (doing->running->dry && !hwreg_location_is_range(location))
			most = 1;
		count = count < most ? count : most;
		r = write_piece(doing, location, index, count, &item, from, source);
	}
	return r;
}

/* ---- fill --------------------------------------------------------------------------------------- */

static int get_pattern(struct doing *doing, const void *source, uint64_t index, uint64_t count,
		       const struct hwreg_item *item, unsigned char *bytes)
{
	const struct bound *bound = source;
	unsigned int size = item->width / 8u;

	(void)doing;
	for (uint64_t i = 0; i < count; i++)
		hwreg_bytes_encode(bytes + i * size, size, item->endian == HWREG_BIG_ENDIAN,
				   bound->values[(index + i) % bound->value_count]);
	return 0;
}

int do_fill(struct doing *doing)
{
	const struct step *step = doing->step;
	struct bound bound;
	int r = 0;

	for (uint32_t i = 0; !r && i < step->word_count; i++) {
		r = doing_bind(doing, &step->words[i], USE_FILL, &bound);
		if (r)
			break;
		r = write_all(doing, bound.location, get_pattern, &bound);
		word_release(&step->words[i], &bound);
	}
	return r;
}

/* ---- load --------------------------------------------------------------------------------------- */

static int get_bytes(struct doing *doing, const void *source, uint64_t index, uint64_t count,
		     const struct hwreg_item *item, unsigned char *bytes)
{
	const struct loading *loading = source;
	uint64_t at = index * (item->width / 8u), want = count * (item->width / 8u);
	ssize_t got;

	while (want) {
		got = pread(loading->fd, bytes, want, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return hwreg_error_set(&doing->error, HWREG_ERROR_ACCESS, errno, "read: %s",
					       strerror(errno));
		if (!got)
			return hwreg_error_set(&doing->error, HWREG_ERROR_ACCESS, EIO,
					       "the file has become shorter while it was loaded");
		bytes += got;
		at += (uint64_t)got;
		want -= (uint64_t)got;
	}
	return 0;
}

static int load_one(struct doing *doing, const struct files *files)
{
	struct loading loading;
	const char *text;
	int r = 0;
	char *path = path_of(doing, &files->file, &r);

	if (!path)
		return r;
	text = doing_text(doing, &files->words[0].text, &r);
	if (!r && is_to_come(doing, path)) {
		free(path);
		return 0;
	}
	if (!r)
		r = output_failed(doing, loading_open(&loading, doing->running->session, path, text,
						      &doing->error));
	free(path);
	if (r)
		return r;
	r = write_all(doing, loading.location, get_bytes, &loading);
	loading_close(&loading);
	return r;
}

int do_load(struct doing *doing)
{
	int r = 0;

	for (uint32_t i = 0; !r && i < doing->step->file_count; i++)
		r = load_one(doing, &doing->step->files[i]);
	return r;
}
