// SPDX-License-Identifier: MIT
/* files.c - the files of save, restore and load: where they are, and what is in them */
#include "walk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *files_path(const struct script *script, const char *name, struct buffer *buffer)
{
	buffer->length = 0;
	buffer_format(buffer, "%s%s", name[0] == '/' ? "" : script->folder, name);
	return buffer->failed ? NULL : buffer->data;
}

/* ---- load --------------------------------------------------------------------------------------- */

static int open_file(struct loading *loading, const char *path, struct hwreg_error *err)
{
	struct stat st;
	int r;

	loading->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (loading->fd < 0 || fstat(loading->fd, &st) < 0) {
		r = errno;
	} else {
		loading->size = (uint64_t)st.st_size;
		r = S_ISDIR(st.st_mode) ? EISDIR : S_ISREG(st.st_mode) ? 0 : EINVAL;
	}
	if (r)
		return hwreg_error_set(err, HWREG_ERROR_ACCESS, r, "%s: %s", path,
				       r == EINVAL ? "it is no regular file" : strerror(r));
	if (!loading->size)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "%s: empty", path);
	return 0;
}

/* One register goes as far as the file has values; of several there must be as many */
static int fit(struct loading *loading, const char *path, const char *text, struct hwreg_error *err)
{
	uint64_t have = hwreg_location_count(loading->location), need;
	struct hwreg_item item;

	hwreg_location_item(loading->location, 0, &item);
	loading->width = item.width;
	need = loading->size / (item.width / 8u);
	if (loading->size % (item.width / 8u))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"%s: %llu bytes are not a multiple of the registers' %u bits", path,
			(unsigned long long)loading->size, item.width);
	if (have == 1 && !hwreg_location_is_range(loading->location))
		return need == 1 ? 0 : hwreg_location_repeat(loading->location, need, 0, err);
	if (have != need)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s has %llu registers, and %s has %llu values", text,
				       (unsigned long long)have, path, (unsigned long long)need);
	if (hwreg_location_stretch(loading->location, 0, &item) == have)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "%s: its registers do not follow each other, or have several widths",
			       text);
}

int loading_open(struct loading *loading, struct hwreg_session *session, const char *path,
		 const char *location, struct hwreg_error *err)
{
	int r;

	*loading = (struct loading){ .fd = -1 };
	r = open_file(loading, path, err);
	if (!r)
		r = hwreg_location_parse_to_write(&loading->location, session, location, err);
	if (!r)
		r = fit(loading, path, location, err);
	if (r)
		loading_close(loading);
	return r;
}

void loading_close(struct loading *loading)
{
	hwreg_location_free(loading->location);
	if (loading->fd >= 0)
		close(loading->fd);
	*loading = (struct loading){ .fd = -1 };
}

/* ---- restore ------------------------------------------------------------------------------------ */

/* Registers of another board of the same names and places, if the session may use a wrong board at all */
static struct hwreg_snapshot_options options_of(const struct hwreg_session *session)
{
	return (struct hwreg_snapshot_options){
		.size = sizeof(struct hwreg_snapshot_options),
		.flags = session->flags & HWREG_FORCE_BOARD ? HWREG_SNAPSHOT_OTHER_BOARD : 0,
	};
}

int files_snapshot(struct hwreg_snapshot **out, struct hwreg_session *session, const char *path,
		   bool prepare, struct hwreg_error *err)
{
	const struct hwreg_snapshot_options options = options_of(session);
	int r = hwreg_snapshot_load(out, path, NULL, err);

	if (r)
		return r;
	r = hwreg_snapshot_resolve(*out, session, &options, err);
	if (!r && prepare)
		r = hwreg_snapshot_prepare(*out, err);
	if (r)
		hwreg_snapshot_free(*out);
	return r;
}

/* ---- Before the first step ---------------------------------------------------------------------- */

/* An earlier step may make it: one that saves it, or a command that may do anything */
static bool may_come(const struct walk *walk, const char *path)
{
	const struct hwreg_sequence *sequence = walk->sequence;
	const char *const *made = sequence->made.data;

	for (size_t i = 0; i < sequence->made.count; i++)
		if (strcmp(made[i], path) == 0)
			return true;
	return (sequence->uses & HWREG_SEQUENCE_SHELL) && access(path, F_OK) != 0;
}

static void add_made(struct walk *walk, const char *path)
{
	struct arena *arena = &walk->sequence->loader->arena;
	const char **made;

	if (may_come(walk, path) && !(walk->sequence->uses & HWREG_SEQUENCE_SHELL))
		return;
	made = array_push(arena, &walk->sequence->made, 1);
	if (made)
		*made = arena_text(arena, path, strlen(path));
}

static const char *walk_path(struct walk *walk, const struct script *script,
			     const struct text *text)
{
	const char *name = walk_text(walk, script, text);
	const char *path = name ? files_path(script, name, &walk->second) : NULL;

	if (name && !path)
		walk->result = hwreg_error_memory(walk->err);
	return path;
}

static void walk_save(struct walk *walk, const struct script *script, const struct step *step,
		      struct files *files)
{
	const char *path = walk_path(walk, script, &files->file);

	for (uint32_t i = 0; i < files->count; i++)
		walk_word(walk, script, step, &files->words[i], USE_READ);
	if (path && walk->mode == WALK_RESOLVE)
		add_made(walk, path);
}

static void walk_load(struct walk *walk, const struct script *script, const struct step *step,
		      const struct files *files)
{
	const char *path = walk_path(walk, script, &files->file), *text;
	struct hwreg_error why = HWREG_ERROR_INIT;
	struct loading loading;
	int r;

	walk_word(walk, script, step, &files->words[0], USE_LOAD);
	if (!path || walk->result || files->words[0].wrong || may_come(walk, path) ||
	    !(walk->session->flags & HWREG_WRITE))
		return;
	text = walk_text(walk, script, &files->words[0].text);
	r = text ? loading_open(&loading, walk->session, path, text, &why) : -EINVAL;
	if (r && text && walk->mode == WALK_RESOLVE)
		walk_report(walk, CHECK_STEP_FILE, files->file.place, "%s", why.message);
	else if (r && text)
		walk->result = r;
	if (r && walk->result && walk->err)
		*walk->err = why;
	if (r)
		return;
	if (walk->mode == WALK_PREPARE)
		walk->result = hwreg_session_prepare(walk->session, loading.location, walk->err);
	loading_close(&loading);
}

static void walk_restore(struct walk *walk, const struct script *script, const struct step *step)
{
	const char *path = walk_path(walk, script, &step->text);
	struct hwreg_error why = HWREG_ERROR_INIT;
	struct hwreg_snapshot *snapshot;
	int r;

	if (!path || may_come(walk, path))
		return;
	r = files_snapshot(&snapshot, walk->session, path, walk->mode == WALK_PREPARE, &why);
	if (!r)
		hwreg_snapshot_free(snapshot);
	if (r && walk->mode == WALK_RESOLVE) {
		walk_report(walk, CHECK_STEP_FILE, step->text.place, "%s", why.message);
	} else if (r) {
		walk->result = r;
		if (walk->err)
			*walk->err = why;
	}
}

void walk_files(struct walk *walk, const struct script *script, struct step *step)
{
	walk->late.value = 0;
	if (step->kind == HWREG_STEP_RESTORE) {
		walk_restore(walk, script, step);
		return;
	}
	for (uint32_t i = 0; i < step->file_count && !walk->result; i++) {
		if (step->kind == HWREG_STEP_SAVE)
			walk_save(walk, script, step, &step->files[i]);
		else
			walk_load(walk, script, step, &step->files[i]);
	}
}
