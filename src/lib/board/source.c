// SPDX-License-Identifier: MIT
/* source.c - a board file, the one it extends and those it includes: their sections, by name */
#include "loader.h"
#include "search.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trust.h"

enum role { ROLE_BOARD, ROLE_BASE, ROLE_TYPES };

enum {
	KEY_HWREG,
	KEY_DESCRIPTION,
	KEY_INCLUDE,
	KEY_TYPES,
	TYPES_KEY_COUNT,
	KEY_BOARD = TYPES_KEY_COUNT,
	KEY_MATCH,
	KEY_EXTENDS,
	KEY_SPACES,
	KEY_BLOCKS,
	KEY_GPIOS,
	KEY_SEQUENCES,
	KEY_COUNT,
};

#define COMMON_KEYS                                                                    \
	[KEY_HWREG] = { "hwreg", true }, [KEY_DESCRIPTION] = { "description", false }, \
	[KEY_INCLUDE] = { "include", false }, [KEY_TYPES] = { "types", false }
#define BOARD_KEYS                                                              \
	[KEY_MATCH] = { "match", false }, [KEY_EXTENDS] = { "extends", false }, \
	[KEY_SPACES] = { "spaces", false }, [KEY_BLOCKS] = { "blocks", false }, \
	[KEY_GPIOS] = { "gpios", false }, [KEY_SEQUENCES] = { "sequences", false }

static const struct key types_keys[] = { COMMON_KEYS };
static const struct key board_keys[] = { COMMON_KEYS, BOARD_KEYS, [KEY_BOARD] = { "board", true } };
static const struct key base_keys[] = { COMMON_KEYS, BOARD_KEYS, [KEY_BOARD] = { "board", false } };

static void load_file(struct loader *loader, const char *path, enum role role,
		      const struct node *mention);

/* ---- sections ---- */

static void redefined(struct loader *loader, const struct node *node, const struct node *first,
		      const char *what)
{
	loader_report(loader, CHECK_DUPLICATE_NAME, node_key_place(node),
		      "%s %s exists already (%s:%u:%u)", what, node->key, first->file,
		      first->key_line, first->key_column);
}

static void take_type(struct loader *loader, const struct node *node)
{
	const struct map_slot *slot = map_find(&loader->type_names, node->key, strlen(node->key));
	struct source_type *type;

	if (!name_check(loader, NULL, node, false))
		return;
	if (slot) {
		type = &((struct source_type *)loader->types.data)[slot->value];
		if (type->level == loader->level) {
			if (type->node->file != node->file) /* else it is a duplicate key */
				redefined(loader, node, type->node, "type");
			return;
		}
	} else {
		type = array_push(&loader->arena, &loader->types, 1);
		if (!type || !map_add(&loader->arena, &loader->type_names, node->key,
				      (uint32_t)loader->types.count - 1))
			return;
	}
	*type = (struct source_type){ node->key, node, loader->level, NULL };
}

static void take_value(struct loader *loader, struct array *values, struct map *names,
		       const struct node *node)
{
	const struct map_slot *slot = map_find(names, node->key, strlen(node->key));
	struct source_value *value;

	if (slot) {
		value = &((struct source_value *)values->data)[slot->value];
	} else {
		value = array_push(&loader->arena, values, 1);
		if (!value ||
		    !map_add(&loader->arena, names, node->key, (uint32_t)values->count - 1))
			return;
	}
	*value = (struct source_value){ node, loader->level };
}

/* A block that names its type is new; one that does not changes the one it inherits. */
static void take_block(struct loader *loader, const struct node *node)
{
	const struct map_slot *slot = map_find(&loader->block_names, node->key, strlen(node->key));
	const struct node *override, *omit;
	struct source_block *block;
	struct node *keys;

	if (!value_mapping(loader, NULL, node))
		return;
	if (slot) {
		block = &((struct source_block *)loader->blocks.data)[slot->value];
	} else {
		block = array_push(&loader->arena, &loader->blocks, 1);
		if (!block || !map_add(&loader->arena, &loader->block_names, node->key,
				       (uint32_t)loader->blocks.count - 1))
			return;
	}
	override = node_child(node, "override");
	omit = node_child(node, "omit");
	if (!slot || node_child(node, "type")) {
		*block = (struct source_block){ .name = node->key, .keys = node };
		block->overrides.size = block->omits.size = sizeof(struct node *);
	} else {
		keys = node_copy(loader, block->keys);
		if (!keys)
			return;
		keys->first = NULL;
		for (const struct node *from = block->keys->first; from; from = from->next)
			node_put(keys, node_copy(loader, from));
		for (const struct node *from = node->first; from; from = from->next)
			node_put(keys, node_copy(loader, from));
		block->keys = keys;
	}
	if (override) {
		const struct node **slots = array_push(&loader->arena, &block->overrides, 1);

		if (slots)
			*slots = override;
	}
	if (omit) {
		const struct node **slots = array_push(&loader->arena, &block->omits, 1);

		if (slots)
			*slots = omit;
	}
	block->level = loader->level;
}

static void take_sections(struct loader *loader, const struct node *const *values)
{
	const struct node *section = values[KEY_TYPES], *node;

	if (section && value_mapping(loader, NULL, section))
		for (node = section->first; node; node = node->next)
			take_type(loader, node);
	section = values[KEY_SPACES];
	if (section && value_mapping(loader, NULL, section))
		for (node = section->first; node; node = node->next)
			take_value(loader, &loader->spaces, &loader->space_names, node);
	section = values[KEY_GPIOS];
	if (section && value_mapping(loader, NULL, section))
		for (node = section->first; node; node = node->next)
			take_value(loader, &loader->gpios, &loader->gpio_names, node);
	section = values[KEY_BLOCKS];
	if (section && value_mapping(loader, NULL, section))
		for (node = section->first; node && !loader_failed(loader); node = node->next)
			take_block(loader, node);
	section = values[KEY_SEQUENCES];
	if (section && value_mapping(loader, NULL, section))
		for (node = section->first; node; node = node->next)
			take_value(loader, &loader->sequences, &loader->sequence_names, node);
	if (values[KEY_BOARD])
		loader->board = values[KEY_BOARD];
	if (values[KEY_DESCRIPTION])
		loader->description = values[KEY_DESCRIPTION];
	if (values[KEY_MATCH])
		loader->match = values[KEY_MATCH];
}

/* ---- files ---- */

static const char *beside(struct loader *loader, const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');

	if (name[0] == '/' || !slash)
		return arena_text(&loader->arena, name, strlen(name));
	return arena_format(&loader->arena, "%.*s/%s", (int)(slash - file), file, name);
}

/* What only cannot be looked at now is not passed over for another of the name */
static bool is_missing(const char *path)
{
	return access(path, F_OK) != 0 && search_lacks(errno);
}

/*
 * Relative to the file that mentions it, then in the directories of the search path. What is in no
 * file has no neighbours: those of the working directory are anybody's. NULL: there is none.
 */
static const char *resolve(struct loader *loader, const struct node *mention)
{
	bool beside_it = mention->file != loader->text_name || mention->text[0] == '/';
	const char *first = beside_it ? beside(loader, mention->file, mention->text) : NULL;
	const char *path = first, *directory = loader->search_path;

	while (!loader->arena.failed && (!path || is_missing(path))) {
		size_t length = strcspn(directory, ":");

		if (!*directory || mention->text[0] == '/')
			return first;
		if (path)
			depends_missing(&loader->depends, path);
		path = arena_format(&loader->arena, "%.*s/%s", (int)length, directory,
				    mention->text);
		directory += length + (directory[length] == ':');
	}
	return path;
}

static void cannot_read(struct loader *loader, const char *path, int sys_errno,
			const struct node *mention);

static void load_mention(struct loader *loader, const struct node *node, enum role role)
{
	const char *text, *path;

	if (!value_text(loader, NULL, node, &text))
		return;
	path = resolve(loader, node);
	if (path)
		load_file(loader, path, role, node);
	else if (!loader->arena.failed)
		cannot_read(loader, text, ENOENT, node);
}

static void load_includes(struct loader *loader, const struct node *list)
{
	if (!list)
		return;
	if (list->kind == NODE_TEXT) {
		load_mention(loader, list, ROLE_TYPES);
		return;
	}
	if (!value_list(loader, NULL, list))
		return;
	for (const struct node *node = list->first; node && !loader_failed(loader);
	     node = node->next)
		load_mention(loader, node, ROLE_TYPES);
}

static void cannot_read(struct loader *loader, const char *path, int sys_errno,
			const struct node *mention)
{
	const char *why = strerror(sys_errno);

	loader->incomplete = true;
	if (mention)
		loader_report(loader, CHECK_INCLUDE_MISSING, node_place(mention), "%s: %s", path,
			      why);
	else
		loader->result = hwreg_error_set(loader->err,
						 sys_errno == ENOENT ? HWREG_ERROR_REQUEST
								     : HWREG_ERROR_UNAVAILABLE,
						 sys_errno, "%s: %s", path, why);
}

/* Return: -1 if the file is not to be read (again), else its index */
static int enter(struct loader *loader, const char *path, int fd, const struct node *mention,
		 enum role role)
{
	enum check cycle = role == ROLE_TYPES ? CHECK_INCLUDE_CYCLE : CHECK_EXTENDS_CYCLE;
	const struct place start = { path, 1, 1 };
	const struct place place = mention ? node_place(mention) : start;
	struct source_file *file = loader->files.data;
	struct stat st;
	int sys_errno = fstat(fd, &st) < 0 ? errno : S_ISDIR(st.st_mode) ? EISDIR : 0;

	if (sys_errno) {
		cannot_read(loader, path, sys_errno, mention);
		return -1;
	}
	depends_file(&loader->depends, path, fd, &st);
	for (size_t i = 0; i < loader->files.count; i++, file++) {
		if (file->device != st.st_dev || file->inode != st.st_ino)
			continue;
		if (file->open)
			loader_report(loader, cycle, place,
				      "%s is being read already: it %s itself", path,
				      role == ROLE_TYPES ? "includes" : "extends");
		return -1;
	}
	if (loader->depth == MAX_INCLUDE_DEPTH) {
		loader->incomplete = true;
		loader_report(loader, cycle, place,
			      "files include or extend each other more than %d deep",
			      MAX_INCLUDE_DEPTH);
		return -1;
	}
	file = array_push(&loader->arena, &loader->files, 1);
	if (!file)
		return -1;
	*file = (struct source_file){ path, st.st_dev, st.st_ino, true };
	return (int)loader->files.count - 1;
}

static void check_version(struct loader *loader, const struct node *node)
{
	uint64_t version;

	if (node && value_number(loader, NULL, node, &version) && version != 1)
		loader_report(loader, CHECK_FORMAT_VERSION, node_place(node),
			      "this hwreg reads version 1 of the format, not %s", node->text);
}

static void take_file(struct loader *loader, const struct node *root, enum role role)
{
	const struct node *values[KEY_COUNT] = { NULL };
	uint64_t version;

	/* the rest of a format that is not known would only look wrong */
	values[KEY_HWREG] = node_child(root, "hwreg");
	if (values[KEY_HWREG] && values[KEY_HWREG]->kind == NODE_TEXT &&
	    hwreg_number_parse(values[KEY_HWREG]->text, &version, NULL) == 0 && version != 1) {
		check_version(loader, values[KEY_HWREG]);
		loader->incomplete = true;
		return;
	}
	if (role == ROLE_TYPES)
		keys_read(loader, NULL, root, types_keys, TYPES_KEY_COUNT, values);
	else
		keys_read(loader, NULL, root, role == ROLE_BOARD ? board_keys : base_keys,
			  KEY_COUNT, values);
	check_version(loader, values[KEY_HWREG]);
	if (role == ROLE_TYPES) {
		load_includes(loader, values[KEY_INCLUDE]);
		values[KEY_DESCRIPTION] = NULL;
		take_sections(loader, values);
		return;
	}
	if (values[KEY_EXTENDS]) {
		load_mention(loader, values[KEY_EXTENDS], ROLE_BASE);
		loader->level++;
	}
	load_includes(loader, values[KEY_INCLUDE]);
	take_sections(loader, values);
}

/* Root obeys what it finds only if nobody else could have written it; else it is noted */
static bool may_obey(struct loader *loader, const char *path)
{
	char *breach;

	if (loader->found) {
		loader->result = trust_check(path, loader->err);
		return !loader->result;
	}
	breach = loader->writable ? NULL : trust_breach(path);
	if (breach)
		loader->writable = arena_text(&loader->arena, breach, strlen(breach));
	free(breach);
	return true;
}

static void read_open_file(struct loader *loader, int fd, const char *path, enum role role,
			   const struct node *mention)
{
	int index = enter(loader, path, fd, mention, role);
	const struct node *root;

	if (index < 0 || (path != loader->text_name && !may_obey(loader, path)))
		return;
	loader->depth++;
	root = yaml_read(loader, fd, path, NULL);
	if (root)
		take_file(loader, root, role);
	else
		loader->incomplete = true;
	loader->depth--;
	((struct source_file *)loader->files.data)[index].open = false;
}

static void load_file(struct loader *loader, const char *path, enum role role,
		      const struct node *mention)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0) {
		cannot_read(loader, path, errno, mention);
		return;
	}
	read_open_file(loader, fd, path, role, mention);
	close(fd);
}

void source_load(struct loader *loader, const char *path)
{
	load_file(loader, path, ROLE_BOARD, NULL);
}

void source_load_types(struct loader *loader, const char *path)
{
	load_file(loader, path, ROLE_TYPES, NULL);
}

static bool write_all(int fd, const char *text, size_t size)
{
	ssize_t n = 0;

	for (size_t at = 0; at < size; at += (size_t)n) {
		n = write(fd, text + at, size - at);
		if (n < 0 && errno != EINTR)
			return false;
		n = n < 0 ? 0 : n;
	}
	return lseek(fd, 0, SEEK_SET) == 0;
}

/* In a file without a name it is read, and its lines are found again, as any other is */
void source_load_text(struct loader *loader, const char *text, size_t size, const char *name)
{
	int fd = memfd_create("hwreg board", MFD_CLOEXEC);

	loader->text_name = name;
	if (fd >= 0 && write_all(fd, text, size))
		read_open_file(loader, fd, name, ROLE_BOARD, NULL);
	else
		cannot_read(loader, name, errno, NULL);
	if (fd >= 0)
		close(fd);
}

int source_peek(struct loader *loader, const char *path)
{
	static const char *const keys[] = { "match", "board", "extends", NULL };
	static const struct yaml_filter filter = { keys, 2 };

	for (int depth = 0; path && depth < MAX_INCLUDE_DEPTH && !loader->match; depth++) {
		const struct node *root, *extends = NULL;
		int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

		if (fd < 0)
			return search_lacks(errno) ? 0 : -errno;
		root = yaml_read(loader, fd, path, &filter);
		close(fd);
		if (root) {
			loader->match = node_child(root, "match");
			if (!loader->board)
				loader->board = node_child(root, "board");
			extends = node_child(root, "extends");
		}
		path = extends && extends->kind == NODE_TEXT ? resolve(loader, extends) : NULL;
	}
	return 0;
}
