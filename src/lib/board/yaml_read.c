// SPDX-License-Identifier: MIT
/* yaml_read.c - from a file to events to a tree; the only user of libyaml */
#include "yaml_tree.h"

#include <string.h>
#include <unistd.h>
#include <yaml.h>

#define LAZY_SONAME "libyaml-0.so.2"
// clang-format off
#define LAZY_FUNCTIONS(X) \
	X(yaml_parser_initialize) \
	X(yaml_parser_delete) \
	X(yaml_parser_set_input) \
	X(yaml_parser_set_encoding) \
	X(yaml_parser_parse) \
	X(yaml_event_delete)
// clang-format on
#include "lazy.h"

struct reader {
	struct yaml_tree tree;
	const char *file;
	int fd;
	int read_error; /* errno */
	uint64_t bytes;
};

static struct place place_of(const struct reader *reader, yaml_mark_t mark)
{
	return (struct place){ reader->file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1 };
}

static int read_some(void *data, unsigned char *buffer, size_t size, size_t *size_read)
{
	struct reader *reader = data;
	ssize_t n;

	if (reader->bytes >= MAX_FILE_SIZE)
		return 0;
	do {
		n = read(reader->fd, buffer, size);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		reader->read_error = errno;
		return 0;
	}
	reader->bytes += (uint64_t)n;
	*size_read = (size_t)n;
	return 1;
}

/* ---- errors ---- */

/* libyaml gives but the offset of bytes that are no UTF-8; lines are counted in the file again */
static yaml_mark_t mark_of_offset(const struct reader *reader, size_t offset, yaml_mark_t otherwise)
{
	yaml_mark_t mark = { 0, 0, 0 };
	unsigned char buffer[4096];
	ssize_t n = 0;

	for (size_t at = 0; at < offset; at += (size_t)n) {
		size_t want = offset - at < sizeof(buffer) ? offset - at : sizeof(buffer);

		n = pread(reader->fd, buffer, want, (off_t)at);
		if (n <= 0)
			return otherwise;
		for (ssize_t i = 0; i < n; i++) {
			bool inside = (buffer[i] & 0xc0) == 0x80; /* a character's later bytes */

			mark.column = buffer[i] == '\n' ? 0 : mark.column + !inside;
			mark.line += buffer[i] == '\n';
		}
	}
	return mark;
}

static void refuse_bytes(struct reader *reader, const yaml_parser_t *parser)
{
	yaml_mark_t mark = mark_of_offset(reader, parser->problem_offset, parser->mark);

	if (parser->problem_value > 0)
		yaml_refuse(&reader->tree, CHECK_YAML_SYNTAX, place_of(reader, mark), "%s (0x%02x)",
			    parser->problem, (unsigned int)parser->problem_value);
	else
		yaml_refuse(&reader->tree, CHECK_YAML_SYNTAX, place_of(reader, mark), "%s",
			    parser->problem);
}

static void refuse_parser_error(struct reader *reader, const yaml_parser_t *parser)
{
	struct loader *loader = reader->tree.loader;

	if (parser->error == YAML_MEMORY_ERROR)
		loader->arena.failed = true;
	else if (reader->read_error)
		loader->result =
			hwreg_error_set(loader->err, HWREG_ERROR_ACCESS, reader->read_error,
					"%s: read: %s", reader->file, strerror(reader->read_error));
	else if (reader->bytes >= MAX_FILE_SIZE)
		yaml_refuse(&reader->tree, CHECK_YAML_SIZE, place_of(reader, parser->mark),
			    "the file is larger than %u MiB", (unsigned int)(MAX_FILE_SIZE >> 20));
	else if (parser->error == YAML_READER_ERROR)
		refuse_bytes(reader, parser);
	else if (parser->context && parser->problem)
		yaml_refuse(&reader->tree, CHECK_YAML_SYNTAX,
			    place_of(reader, parser->problem_mark), "%s (%zu:%zu): %s",
			    parser->context, parser->context_mark.line + 1,
			    parser->context_mark.column + 1, parser->problem);
	else
		yaml_refuse(&reader->tree, CHECK_YAML_SYNTAX,
			    place_of(reader, parser->problem_mark), "%s",
			    parser->problem ? parser->problem : "this is not YAML");
}

/* ---- events ---- */

static void take_event(struct reader *reader, const yaml_event_t *event)
{
	struct yaml_tree *tree = &reader->tree;
	struct yaml_text about = { .place = place_of(reader, event->start_mark) };

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		yaml_tree_document(tree, about.place);
		break;
	case YAML_SCALAR_EVENT:
		about.anchor = (const char *)event->data.scalar.anchor;
		about.tag = (const char *)event->data.scalar.tag;
		yaml_tree_scalar(tree, &about, (const char *)event->data.scalar.value,
				 event->data.scalar.length,
				 event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
		break;
	case YAML_SEQUENCE_START_EVENT:
		about.anchor = (const char *)event->data.sequence_start.anchor;
		about.tag = (const char *)event->data.sequence_start.tag;
		yaml_tree_start(tree, &about, NODE_LIST);
		break;
	case YAML_MAPPING_START_EVENT:
		about.anchor = (const char *)event->data.mapping_start.anchor;
		about.tag = (const char *)event->data.mapping_start.tag;
		yaml_tree_start(tree, &about, NODE_MAPPING);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		yaml_tree_end(tree);
		break;
	case YAML_ALIAS_EVENT:
		yaml_tree_alias(tree, about.place, (const char *)event->data.alias.anchor);
		break;
	default:
		break;
	}
}

static void read_events(struct reader *reader, yaml_parser_t *parser)
{
	bool more = true;

	while (more && !reader->tree.refused && !loader_failed(reader->tree.loader)) {
		yaml_event_t event;

		if (!lazy(yaml_parser_parse)(parser, &event)) {
			refuse_parser_error(reader, parser);
			return;
		}
		take_event(reader, &event);
		more = event.type != YAML_STREAM_END_EVENT && event.type != YAML_NO_EVENT &&
		       !yaml_tree_enough(&reader->tree);
		lazy(yaml_event_delete)(&event);
	}
}

struct node *yaml_read(struct loader *loader, int fd, const char *file,
		       const struct yaml_filter *filter)
{
	struct reader *reader;
	yaml_parser_t parser;
	const char *why;

	if (!lazy_load(&why)) {
		loader->result = hwreg_error_set(loader->err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
						 "%s: %s, which board files need (Debian: "
						 "libyaml-0-2)",
						 file, why);
		return NULL;
	}
	reader = arena_alloc(&loader->arena, sizeof(*reader));
	if (!reader || !lazy(yaml_parser_initialize)(&parser)) {
		loader->arena.failed = true;
		return NULL;
	}
	reader->tree.loader = loader;
	reader->tree.filter = filter;
	reader->file = file;
	reader->fd = fd;
	lazy(yaml_parser_set_encoding)(&parser, YAML_UTF8_ENCODING);
	lazy(yaml_parser_set_input)(&parser, read_some, reader);
	read_events(reader, &parser);
	lazy(yaml_parser_delete)(&parser);
	return yaml_tree_finish(&reader->tree, file);
}
