// SPDX-License-Identifier: MIT
/* snapshot_read.c - a snapshot from YAML */
#include "snapshot.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/loader.h"
#include "error.h"
#include "range.h"

enum snapshot_key_id {
	KEY_VERSION,
	KEY_BOARD,
	KEY_TIME,
	KEY_TARGETS,
	KEY_REGISTERS,
	KEY_END,
	KEY_COUNT
};

static const struct key keys[KEY_COUNT] = {
	[KEY_VERSION] = { "hwreg-snapshot", true },
	[KEY_BOARD] = { "board", false },
	[KEY_TIME] = { "time", false },
	[KEY_TARGETS] = { "targets", false },
	[KEY_REGISTERS] = { "registers", true },
	[KEY_END] = { "end", true },
};

struct reading {
	struct hwreg_snapshot *snapshot;
	struct loader *loader;
	struct hwreg_error *err;
	int result; /* what adding failed with */
};

static bool read_width(struct reading *reading, const struct scope *scope, struct place place,
		       uint64_t width)
{
	if (width && width % 8 == 0 && width <= 64)
		return true;
	loader_report(reading->loader, CHECK_WIDTH, place, "%sa width is 8, 16, 24 … 64 bits",
		      scope_prefix(reading->loader, scope));
	return false;
}

static bool read_value(struct reading *reading, const struct scope *scope, const struct node *node,
		       unsigned int width, uint64_t *value)
{
	if (!value_number(reading->loader, scope, node, value))
		return false;
	if ((*value & ~hwreg_mask(width)) == 0)
		return true;
	loader_report(reading->loader, CHECK_NUMBER_SYNTAX, node_place(node),
		      "%s%.64s does not fit in %u bits", scope_prefix(reading->loader, scope),
		      node->text, width);
	return false;
}

static void add_run(struct reading *reading, const struct snapshot_run *run)
{
	if (!reading->result)
		reading->result = snapshot_add_run(reading->snapshot, run, reading->err);
}

static void add_value(struct reading *reading, uint64_t value)
{
	if (!reading->result)
		reading->result = snapshot_add_value(reading->snapshot, value, reading->err);
}

/* ---- NAME: [address, width, value] --------------------------------------------------------------- */

static bool is_name(const char *key)
{
	const char *at = key;

	for (; *at; at++)
		if (!(*at >= 'a' && *at <= 'z') && !(*at >= 'A' && *at <= 'Z') &&
		    !(*at >= '0' && *at <= '9') && *at != '_' && *at != '.')
			return false;
	return at > key && at - key <= MAX_NAME;
}

static void take_named(struct reading *reading, const struct scope *scope, const struct node *node)
{
	struct snapshot_run run = {
		.name = node->key, .named = true, .line = node->key_line, .column = node->key_column
	};
	const struct node *address = node->first, *width = address ? address->next : NULL;
	const struct node *value = width ? width->next : NULL;
	uint64_t bits = 0, number = 0;

	if (!value || value->next) {
		loader_report(reading->loader, CHECK_TYPE_MISMATCH, node_place(node),
			      "%s[address, width, value] is needed here",
			      scope_prefix(reading->loader, scope));
		return;
	}
	if (!value_number(reading->loader, scope, address, &run.address) ||
	    !value_number(reading->loader, scope, width, &bits) ||
	    !read_width(reading, scope, node_place(width), bits) ||
	    !read_value(reading, scope, value, (unsigned int)bits, &number))
		return;
	run.width = (uint16_t)bits;
	run.step = run.width / 8;
	add_run(reading, &run);
	add_value(reading, number);
}

/* ---- ADDRESS@WIDTH[be]: [values], BLOCK+OFFSET@WIDTH[be]: [values] ------------------------------- */

static bool read_place(struct reading *reading, const struct node *node, struct snapshot_run *run)
{
	struct arena *arena = &reading->loader->arena;
	const char *at = strchr(node->key, '@'), *plus = strchr(node->key, '+'), *text;
	size_t length = at ? strlen(at + 1) : 0;
	uint64_t width = 0;

	if (!at || length > 4)
		return false;
	if (length > 2 && strcmp(at + 1 + length - 2, "be") == 0) {
		run->endian = HWREG_BIG_ENDIAN;
		length -= 2;
	}
	text = arena_text(arena, at + 1, length);
	if (!text || hwreg_number_parse(text, &width, NULL) < 0)
		return false;
	run->width = (uint16_t)width;
	run->step = run->width / 8;
	if (plus && plus < at)
		run->name = arena_text(arena, node->key, (size_t)(plus - node->key));
	else
		plus = node->key - 1;
	if (run->name && !is_name(run->name))
		return false;
	text = arena_text(arena, plus + 1, (size_t)(at - plus - 1));
	return text && hwreg_number_parse(text, &run->address, NULL) == 0;
}

/* Rows of a long range */
bool snapshot_continues(const struct hwreg_snapshot *snapshot, const struct snapshot_run *run)
{
	const struct snapshot_run *last =
		snapshot->run_count ? &snapshot->runs[snapshot->run_count - 1] : NULL;

	return last && !last->named && last->width == run->width && last->endian == run->endian &&
	       !last->name == !run->name && (!run->name || strcmp(last->name, run->name) == 0) &&
	       run->address == last->address + (uint64_t)last->count * last->step;
}

static void take_row(struct reading *reading, const struct scope *scope, const struct node *node)
{
	struct snapshot_run run = { .line = node->key_line, .column = node->key_column };
	uint64_t value = 0, bytes = 0;

	if (!read_place(reading, node, &run)) {
		loader_report(reading->loader, CHECK_NAME_SYNTAX, node_key_place(node),
			      "'%.80s' is neither a register's name nor ADDRESS@WIDTH", node->key);
		return;
	}
	if (!read_width(reading, scope, node_key_place(node), run.width))
		return;
	if (!snapshot_continues(reading->snapshot, &run))
		add_run(reading, &run);
	for (const struct node *one = node->first; one; one = one->next, bytes += run.step) {
		if (bytes > UINT64_MAX - run.address) {
			loader_report(reading->loader, CHECK_NUMBER_SYNTAX, node_place(one),
				      "%sthis is past the end of the 64-bit address space",
				      scope_prefix(reading->loader, scope));
			return;
		}
		if (read_value(reading, scope, one, run.width, &value))
			add_value(reading, value);
	}
}

static void take_register(struct reading *reading, const struct node *node)
{
	const struct scope scope = { NULL, node->key };

	if (!value_list(reading->loader, &scope, node))
		return;
	if (!node->first)
		loader_report(reading->loader, CHECK_TYPE_MISMATCH, node_place(node),
			      "%sthere are no values", scope_prefix(reading->loader, &scope));
	else if (!(node->key[0] >= '0' && node->key[0] <= '9') && is_name(node->key))
		take_named(reading, &scope, node);
	else
		take_row(reading, &scope, node);
}

/* ---- The whole ---------------------------------------------------------------------------------- */

static bool check_version(struct reading *reading, const struct node *root)
{
	const struct node *node = node_child(root, "hwreg-snapshot");
	uint64_t version = 1;

	if (!node)
		loader_report(reading->loader, CHECK_MISSING_KEY, node_place(root),
			      "this is no snapshot: the key 'hwreg-snapshot' is missing");
	else if (value_number(reading->loader, NULL, node, &version) && version != 1)
		loader_report(reading->loader, CHECK_FORMAT_VERSION, node_place(node),
			      "this hwreg reads version 1 of the format, not %s", node->text);
	return node && version == 1;
}

static void take_texts(struct reading *reading, const struct node *const *values)
{
	const char *text;

	if (values[KEY_BOARD])
		value_text(reading->loader, NULL, values[KEY_BOARD], &reading->snapshot->board);
	if (values[KEY_TIME] && value_text(reading->loader, NULL, values[KEY_TIME], &text)) {
		if (strlen(text) < sizeof(reading->snapshot->time))
			strcpy(reading->snapshot->time, text);
		else
			loader_report(reading->loader, CHECK_WORD_SYNTAX,
				      node_place(values[KEY_TIME]),
				      "time: '%.64s' is not like 2026-01-31T13:00:00Z", text);
	}
	if (values[KEY_TARGETS])
		value_mapping(reading->loader, NULL, values[KEY_TARGETS]);
}

static void take_file(struct reading *reading, const struct node *root)
{
	const struct node *values[KEY_COUNT] = { NULL };
	const struct node *node;
	bool whole = true;

	if (!check_version(reading, root) ||
	    !keys_read(reading->loader, NULL, root, keys, KEY_COUNT, values))
		return;
	take_texts(reading, values);
	if (values[KEY_END] && value_bool(reading->loader, NULL, values[KEY_END], &whole) && !whole)
		loader_report(reading->loader, CHECK_BOOL_SYNTAX, node_place(values[KEY_END]),
			      "end: this can only be true");
	node = values[KEY_REGISTERS];
	if (!node || !value_mapping(reading->loader, NULL, node))
		return;
	for (node = node->first; node && !loader_failed(reading->loader); node = node->next)
		take_register(reading, node);
}

static int check(struct reading *reading, const char *path,
		 const struct hwreg_snapshot_options *options)
{
	struct loader *loader = reading->loader;
	struct hwreg_board_options report = { .size = sizeof(report) };
	struct hwreg_error double_error = HWREG_ERROR_INIT;

	if (loader->arena.failed)
		return hwreg_error_memory(reading->err);
	if (loader->result)
		return loader->result;
	if (reading->result)
		return hwreg_error_context(reading->err, reading->result, "%s", path);
	if (!loader->findings.count &&
	    snapshot_check_double(reading->snapshot, &double_error) == -EEXIST)
		loader_report(loader, CHECK_DUPLICATE_NAME,
			      ((struct place){ path, double_error.line, double_error.column }),
			      "%s", double_error.message);
	if (options) {
		report.report = options->report;
		report.data = options->data;
	}
	return findings_report(&loader->findings, &report, NULL, reading->err);
}

static void release(void *memory)
{
	loader_free(memory);
}

static int read_file(struct hwreg_snapshot *snapshot, struct loader *loader, const char *path,
		     const struct hwreg_snapshot_options *options, struct hwreg_error *err)
{
	struct reading reading = { .snapshot = snapshot, .loader = loader, .err = err };
	const char *name = arena_text(&loader->arena, path, strlen(path));
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	const struct node *root;
	struct stat st;

	if (fd < 0)
		return hwreg_error_set(
			err, errno == ENOENT ? HWREG_ERROR_REQUEST : HWREG_ERROR_UNAVAILABLE, errno,
			"%s: %s", path, strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EISDIR, "%s: %s", path,
				       strerror(EISDIR));
	}
	snapshot->file = name;
	if (name && snapshot_read_plain(snapshot, loader, fd)) {
		close(fd);
		return 0;
	}
	root = name ? yaml_read(loader, fd, name, NULL) : NULL;
	close(fd);
	if (root)
		take_file(&reading, root);
	return check(&reading, path, options);
}

int hwreg_snapshot_load(struct hwreg_snapshot **out, const char *path,
			const struct hwreg_snapshot_options *options, struct hwreg_error *err)
{
	struct hwreg_snapshot *snapshot = snapshot_new();
	struct loader *loader = loader_new("", err);
	int r;

	if (!snapshot || !loader) {
		hwreg_snapshot_free(snapshot);
		loader_free(loader);
		return hwreg_error_memory(err);
	}
	snapshot->memory = loader;
	snapshot->release = release;
	r = read_file(snapshot, loader, path, options, err);
	if (r)
		hwreg_snapshot_free(snapshot);
	else
		*out = snapshot;
	return r;
}
