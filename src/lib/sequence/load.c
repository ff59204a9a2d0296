// SPDX-License-Identifier: MIT
/* load.c - hwreg_sequence_load(): from a path, or a board and a name, to steps */
#include "sequence.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/image.h"

#define ALL_FLAGS (HWREG_SEQUENCE_ALLOW_SHELL | HWREG_SEQUENCE_KEEP_GOING)

/* ---- Files -------------------------------------------------------------------------------------- */

/* "alarm" of "tests/alarm.yaml" */
static const char *name_of_file(struct loader *loader, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t length = strlen(name);

	if (length > 5 && strcmp(name + length - 5, ".yaml") == 0)
		length -= 5;
	else if (length > 4 && strcmp(name + length - 4, ".yml") == 0)
		length -= 4;
	return arena_text(&loader->arena, name, length);
}

void script_take_path(struct script *script, const char *path)
{
	struct arena *arena = &script->sequence->loader->arena;
	const char *slash = strrchr(path, '/');

	script->file = arena_text(arena, path, strlen(path));
	script->folder = arena_text(arena, path, slash ? (size_t)(slash + 1 - path) : 0);
	script->name = name_of_file(script->sequence->loader, path);
	script->place = (struct place){ script->file, 1, 1 };
}

/* "a.yaml runs b.yaml runs a.yaml" */
static void report_cycle(const struct script *script, const char *again, struct place place)
{
	struct loader *loader = script->sequence->loader;
	const char *chain = again;

	for (const struct script *one = script->around; one && chain; one = one->around) {
		const char *name = one->of_board ? one->of_board : one->file;

		chain = arena_format(&loader->arena, "%s runs %s", name, chain);
		if (chain && strcmp(name, again) == 0)
			break;
	}
	if (chain)
		loader_report(loader, CHECK_RUN_CYCLE, place, "%s", chain);
}

bool script_is_cycle(const struct script *script, struct place place)
{
	for (const struct script *one = script->around; one; one = one->around) {
		if (one->root != script->root)
			continue;
		report_cycle(script, script->of_board ? script->of_board : script->file, place);
		return true;
	}
	return false;
}

static const struct node *find_source(const struct hwreg_sequence *sequence, const struct stat *st)
{
	const struct source *source = sequence->sources.data;

	for (size_t i = 0; i < sequence->sources.count; i++, source++)
		if (!source->of_board && source->device == st->st_dev &&
		    source->inode == st->st_ino)
			return source->root;
	return NULL;
}

static const struct node *read_source(struct hwreg_sequence *sequence, int fd,
				      const struct stat *st, const char *path)
{
	struct loader *loader = sequence->loader;
	const struct node *root = yaml_read(loader, fd, path, NULL);
	struct source *source = root ? array_push(&loader->arena, &sequence->sources, 1) : NULL;

	if (source)
		*source = (struct source){
			.path = path, .root = root, .device = st->st_dev, .inode = st->st_ino
		};
	return source ? root : NULL;
}

int script_open(struct script *script, const char *path, struct place place,
		struct hwreg_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), r = errno;
	struct stat st;

	if (fd >= 0)
		r = fstat(fd, &st) < 0 ? errno : S_ISDIR(st.st_mode) ? EISDIR : 0;
	if (r) {
		if (fd >= 0)
			close(fd);
		return hwreg_error_set(err,
				       r == ENOENT || r == EISDIR ? HWREG_ERROR_REQUEST
								  : HWREG_ERROR_UNAVAILABLE,
				       r, "%s: %s", path, strerror(r));
	}
	script_take_path(script, path);
	script->root = find_source(script->sequence, &st);
	if (!script->root && script->file)
		script->root = read_source(script->sequence, fd, &st, script->file);
	close(fd);
	if (script->root && script_is_cycle(script, place))
		script->root = NULL;
	return 0;
}

/* ---- Variables that the user sets --------------------------------------------------------------- */

/* @index: its number stands for a line */
static void take_set(struct hwreg_sequence *sequence, const char *word, uint32_t index,
		     struct given *given)
{
	struct loader *loader = sequence->loader;
	struct place place = { "--set", index + 1, 1 };
	const char *equals = strchr(word, '=');

	if (!equals || equals == word) {
		loader_report(loader, CHECK_EXPRESSION_SYNTAX, place,
			      "'%.80s': NAME=VALUE is needed", word);
		return;
	}
	given->name = arena_text(&loader->arena, word, (size_t)(equals - word));
	given->place = place;
	given->value = expression_parse(loader, NULL, equals + 1, place);
}

static void take_sets(struct hwreg_sequence *sequence, const struct hwreg_sequence_options *options)
{
	struct script *script = sequence->main;
	uint32_t count = options ? options->set_count : 0;

	script->given = arena_alloc(&sequence->loader->arena, (count + 1) * sizeof(struct given));
	for (uint32_t i = 0; script->given && i < count; i++)
		take_set(sequence, options->sets[i], i, &script->given[i]);
	script->given_count = script->given ? count : 0;
}

/* ---- The whole ---------------------------------------------------------------------------------- */

struct script *script_new(struct hwreg_sequence *sequence, const struct script *around)
{
	struct script *script = arena_alloc(&sequence->loader->arena, sizeof(*script));

	if (!script)
		return NULL;
	script->sequence = sequence;
	script->around = around;
	script->name = script->description = script->file = script->folder = "";
	script->depth = around ? around->depth + 1 : 0;
	script->variables.size = sizeof(struct variable);
	return script;
}

static int check_options(const struct hwreg_sequence_options *options, struct hwreg_error *err)
{
	if (!options || (options->size >= sizeof(*options) && !(options->flags & ~ALL_FLAGS)))
		return 0;
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EINVAL,
		"struct hwreg_sequence_options has a size or flags that this version "
		"does not know");
}

static void set_sizes(struct hwreg_sequence *sequence)
{
	sequence->sources.size = sizeof(struct source);
	sequence->waiting.size = sizeof(struct script *);
	sequence->bound.size = sizeof(struct word *);
	sequence->made.size = sizeof(const char *);
	sequence->lines.size = sizeof(struct line *);
	sequence->devices.size = sizeof(struct device *);
}

int sequence_new(struct hwreg_sequence **out, const struct hwreg_sequence_options *options,
		 struct hwreg_error *err)
{
	int r = check_options(options, err);
	struct hwreg_sequence *sequence = r ? NULL : calloc(1, sizeof(*sequence));

	if (r)
		return r;
	if (!sequence)
		return hwreg_error_memory(err);
	set_sizes(sequence);
	sequence->flags = options ? options->flags : 0;
	sequence->loader = loader_new("", err);
	sequence->main = sequence->loader ? script_new(sequence, NULL) : NULL;
	if (!sequence->main) {
		hwreg_sequence_free(sequence);
		return hwreg_error_memory(err);
	}
	take_sets(sequence, options);
	*out = sequence;
	return 0;
}

int sequence_conclude(struct hwreg_sequence *sequence, const struct hwreg_sequence_options *options,
		      struct hwreg_error *err)
{
	struct loader *loader = sequence->loader;
	struct hwreg_board_options report = { .size = sizeof(report) };

	if (loader->arena.failed)
		return hwreg_error_memory(err);
	if (loader->result)
		return loader->result;
	if (options) {
		report.report = options->report;
		report.data = options->data;
	}
	return findings_report(&loader->findings, &report, NULL, err);
}

int sequence_hand_out(struct hwreg_sequence *sequence, struct hwreg_sequence **out,
		      const struct hwreg_sequence_options *options, int r, struct hwreg_error *err)
{
	if (!r)
		r = sequence_conclude(sequence, options, err);
	sequence->loader->err = NULL; /* it was of this call alone */
	if (r)
		hwreg_sequence_free(sequence);
	else
		*out = sequence;
	return r;
}

int hwreg_sequence_load(struct hwreg_sequence **out, const char *path,
			const struct hwreg_sequence_options *options, struct hwreg_error *err)
{
	struct hwreg_sequence *sequence;
	int r = sequence_new(&sequence, options, err);

	if (r)
		return r;
	r = script_open(sequence->main, path, (struct place){ path, 1, 1 }, err);
	if (!r && sequence->main->root)
		script_read(sequence->main);
	return sequence_hand_out(sequence, out, options, r, err);
}
