// SPDX-License-Identifier: MIT
/* svd_xml.c - from a file to a tree of its elements; the only user of expat */
#include "svd.h"

#include <errno.h>
#include <expat.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LAZY_SONAME "libexpat.so.1"
// clang-format off
#define LAZY_FUNCTIONS(X) \
	X(XML_ParserCreate) \
	X(XML_ParserFree) \
	X(XML_SetUserData) \
	X(XML_SetElementHandler) \
	X(XML_SetCharacterDataHandler) \
	X(XML_SetEntityDeclHandler) \
	X(XML_GetBuffer) \
	X(XML_ParseBuffer) \
	X(XML_StopParser) \
	X(XML_GetErrorCode) \
	X(XML_ErrorString) \
	X(XML_GetCurrentByteIndex) \
	X(XML_GetCurrentLineNumber) \
	X(XML_GetCurrentColumnNumber)
// clang-format on
#include "lazy.h"

#define READ_SIZE 65536

struct reader {
	struct svd *svd;
	XML_Parser parser;
	struct svd_node *node; /* that is open */
	struct dict tags;
	unsigned int depth, skipped; /* elements that are open; below the one that is left out */
	bool keep_text;
	char *text;
	size_t length, room;
	size_t bytes;
};

static const char *const tag_names[TAG_COUNT] = {
#define SVD_TAG(name) [TAG_##name] = #name,
	SVD_TAGS(SVD_TAG)
#undef SVD_TAG
};

const char *svd_tag_name(unsigned int tag)
{
	return tag_names[tag];
}

/* Elements that tell nothing about what accesses do, and those that cannot be said in a board */
static const char *const needless[] = {
	"vendor",
	"vendorID",
	"series",
	"headerSystemFilename",
	"groupName",
	"width",
	"headerStructName",
	"headerDefinitionsPrefix",
	"dataType",
	"dimName",
	"dimArrayIndex",
	"headerEnumName",
	"alternateCluster",
	"alternateRegister",
	"alternatePeripheral",
};

static const char *const unsaid[] = {
	"writeConstraint", "protection",   "vendorExtensions",
	"prependToName",   "appendToName", "disableCondition",
};

static bool is_listed(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}

#define LISTED(name, list) is_listed(name, list, sizeof(list) / sizeof((list)[0]))

static uint32_t place_now(const struct reader *reader)
{
	XML_Index at = lazy(XML_GetCurrentByteIndex)(reader->parser);

	return at < 0 ? 0 : (uint32_t)at;
}

static bool refuse(struct reader *reader, const char *message)
{
	svd_error_at(reader->svd, (uint32_t)lazy(XML_GetCurrentLineNumber)(reader->parser),
		     (uint32_t)lazy(XML_GetCurrentColumnNumber)(reader->parser) + 1, "%s", message);
	lazy(XML_StopParser)(reader->parser, XML_FALSE);
	return false;
}

/* ---- elements ---- */

static enum svd_tag tag_of(const struct reader *reader, const char *name)
{
	const struct dict_slot *slot = dict_find(&reader->tags, name);

	return slot ? (enum svd_tag)(uintptr_t)slot->value : TAG_NONE;
}

/* Where the elements that have others in them may be; the others are harmless anywhere */
static const uint8_t parents[TAG_COUNT][2] = {
	[TAG_device] = { TAG_COUNT },
	[TAG_cpu] = { TAG_device },
	[TAG_peripherals] = { TAG_device },
	[TAG_peripheral] = { TAG_peripherals },
	[TAG_addressBlock] = { TAG_peripheral },
	[TAG_interrupt] = { TAG_peripheral },
	[TAG_registers] = { TAG_peripheral },
	[TAG_cluster] = { TAG_registers, TAG_cluster },
	[TAG_register] = { TAG_registers, TAG_cluster },
	[TAG_fields] = { TAG_register },
	[TAG_field] = { TAG_fields },
	[TAG_enumeratedValues] = { TAG_field },
	[TAG_enumeratedValue] = { TAG_enumeratedValues },
};

static bool belongs(enum svd_tag tag, const struct svd_node *parent)
{
	const uint8_t *allowed = parents[tag];

	return !parent || !allowed[0] || allowed[0] == parent->tag || allowed[1] == parent->tag;
}

static void leave_out(struct reader *reader, const char *name, bool misplaced)
{
	reader->skipped = 1;
	if (misplaced) {
		svd_warn_at(reader->svd, place_now(reader),
			    "<%s> does not belong in <%s>; left out", name,
			    svd_tag_name(reader->node->tag));
		return;
	}
	if ((reader->node && reader->node->tag == TAG_cpu) || LISTED(name, needless))
		return;
	svd_warn_at(reader->svd, place_now(reader),
		    LISTED(name, unsaid) ? "<%.64s> cannot be said in a board; left out"
					 : "there is no element <%.64s> in CMSIS-SVD 1.3; left out",
		    name);
}

static void attach(struct reader *reader, struct svd_node *node)
{
	struct svd_node *parent = reader->node;

	node->parent = parent;
	if (!parent)
		reader->svd->device = node;
	else if (parent->last)
		parent->last->next = node;
	else
		parent->first = node;
	if (parent)
		parent->last = node;
	reader->node = node;
}

static void XMLCALL start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct reader *reader = data;
	struct svd_node *node;
	enum svd_tag tag;

	if (++reader->depth > MAX_XML_DEPTH) {
		refuse(reader, "elements are nested more than 64 deep");
		return;
	}
	reader->keep_text = false;
	if (reader->skipped) {
		reader->skipped++;
		return;
	}
	tag = tag_of(reader, name);
	if (!reader->node && tag != TAG_device) {
		refuse(reader, "this is not CMSIS-SVD: its first element is not <device>");
		return;
	}
	if (tag == TAG_NONE || !belongs(tag, reader->node)) {
		leave_out(reader, name, tag != TAG_NONE);
		return;
	}
	node = pool_alloc(&reader->svd->pool, sizeof(*node));
	node->tag = (uint8_t)tag;
	node->place = place_now(reader);
	for (; attributes[0]; attributes += 2)
		if (strcmp(attributes[0], "derivedFrom") == 0)
			node->from =
				pool_copy(&reader->svd->pool, attributes[1], strlen(attributes[1]));
	attach(reader, node);
	reader->keep_text = true;
	reader->length = 0;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void XMLCALL end(void *data, const XML_Char *name)
{
	struct reader *reader = data;
	struct svd_node *node = reader->node;
	const char *text = reader->text;
	size_t length = reader->length;

	(void)name;
	/* expat tells the end of an empty element even if its start has stopped it */
	if (reader->svd->failed)
		return;
	reader->depth--;
	if (reader->skipped) {
		reader->skipped--;
		return;
	}
	if (reader->keep_text && !node->first) {
		for (; length && is_space(text[length - 1]);)
			length--;
		for (; length && is_space(*text); text++)
			length--;
		node->text = pool_copy(&reader->svd->pool, length ? text : "", length);
	}
	reader->keep_text = false;
	reader->node = node->parent;
}

static void XMLCALL characters(void *data, const XML_Char *text, int length)
{
	struct reader *reader = data;
	size_t size = (size_t)length;

	if (!reader->keep_text)
		return;
	if (reader->room - reader->length < size) {
		size_t room = (reader->length + size) * 2 + 256;
		char *bigger = realloc(reader->text, room);

		if (!bigger)
			reader->svd->options->out_of_memory();
		reader->text = bigger;
		reader->room = room;
	}
	memcpy(reader->text + reader->length, text, size);
	reader->length += size;
}

/* Entities of a file's own can stand for gigabytes; SVD has no use for them. */
static void XMLCALL entity(void *data, const XML_Char *name, int is_parameter,
			   const XML_Char *value, int value_length, const XML_Char *base,
			   const XML_Char *system_id, const XML_Char *public_id,
			   const XML_Char *notation)
{
	(void)name, (void)is_parameter, (void)value, (void)value_length, (void)base;
	(void)system_id, (void)public_id, (void)notation;
	refuse(data, "the file declares an XML entity, which SVD files have no use for; refused");
}

/* ---- the file ---- */

static void note_line(struct svd *svd, size_t place)
{
	if (svd->line_count == svd->line_room) {
		size_t room = svd->line_room ? svd->line_room * 2 : 4096;
		uint32_t *lines = pool_alloc(&svd->pool, room * sizeof(*lines));

		if (svd->line_count)
			memcpy(lines, svd->lines, svd->line_count * sizeof(*lines));
		svd->lines = lines;
		svd->line_room = room;
	}
	svd->lines[svd->line_count++] = (uint32_t)place;
}

static void note_lines(struct reader *reader, const char *buffer, size_t size)
{
	const char *at = buffer;

	while ((at = memchr(at, '\n', size - (size_t)(at - buffer))) != NULL) {
		at++;
		note_line(reader->svd, reader->bytes + (size_t)(at - buffer));
	}
}

static bool cannot(struct svd *svd, enum hwreg_error_kind kind, int number, const char *what)
{
	struct hwreg_error *err = svd->err;

	svd->failed = true;
	if (!err)
		return false;
	*err = (struct hwreg_error)HWREG_ERROR_INIT;
	err->kind = kind;
	err->sys_errno = number;
	snprintf(err->message, sizeof(err->message), "%s: %s%s", svd->path, what,
		 number ? strerror(number) : "");
	return false;
}

static bool refuse_xml(struct reader *reader)
{
	enum XML_Error code = lazy(XML_GetErrorCode)(reader->parser);

	if (code == XML_ERROR_NO_MEMORY)
		reader->svd->options->out_of_memory();
	return svd_error_at(reader->svd, (uint32_t)lazy(XML_GetCurrentLineNumber)(reader->parser),
			    (uint32_t)lazy(XML_GetCurrentColumnNumber)(reader->parser) + 1,
			    "this is not well-formed XML: %s", lazy(XML_ErrorString)(code));
}

static ssize_t read_some(int fd, char *buffer)
{
	ssize_t n;

	do {
		n = read(fd, buffer, READ_SIZE);
	} while (n < 0 && errno == EINTR);
	return n;
}

static bool read_all(struct reader *reader, int fd)
{
	ssize_t n = 1;

	while (n > 0) {
		char *buffer = lazy(XML_GetBuffer)(reader->parser, READ_SIZE);

		if (!buffer)
			reader->svd->options->out_of_memory();
		n = read_some(fd, buffer);
		if (n < 0)
			return cannot(reader->svd,
				      errno == EISDIR ? HWREG_ERROR_REQUEST : HWREG_ERROR_ACCESS,
				      errno, "read: ");
		if (reader->bytes + (size_t)n > MAX_FILE_SIZE)
			return cannot(reader->svd, HWREG_ERROR_REQUEST, 0,
				      "the file is larger than 128 MiB");
		note_lines(reader, buffer, (size_t)n);
		if (lazy(XML_ParseBuffer)(reader->parser, (int)n, n == 0) == XML_STATUS_ERROR)
			return refuse_xml(reader);
		reader->bytes += (size_t)n;
	}
	return !reader->svd->failed;
}

static void prepare(struct reader *reader)
{
	XML_Parser parser = reader->parser;

	for (unsigned int tag = 1; tag < TAG_COUNT; tag++)
		dict_add(&reader->svd->pool, &reader->tags, tag_names[tag], (void *)(uintptr_t)tag);
	note_line(reader->svd, 0);
	lazy(XML_SetUserData)(parser, reader);
	lazy(XML_SetElementHandler)(parser, start, end);
	lazy(XML_SetCharacterDataHandler)(parser, characters);
	lazy(XML_SetEntityDeclHandler)(parser, entity);
}

bool svd_read(struct svd *svd)
{
	struct reader reader = { .svd = svd };
	const char *why;
	bool good;
	int fd;

	if (!lazy_load(&why))
		return cannot(svd, HWREG_ERROR_UNAVAILABLE, 0,
			      pool_format(&svd->pool,
					  "%s, which SVD files need (Debian: libexpat1)", why));
	fd = open(svd->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return cannot(svd, HWREG_ERROR_UNAVAILABLE, errno, "");
	reader.parser = lazy(XML_ParserCreate)(NULL);
	if (!reader.parser)
		svd->options->out_of_memory();
	prepare(&reader);
	if (svd->options->opened)
		svd->options->opened(svd->options->data);
	good = read_all(&reader, fd);
	lazy(XML_ParserFree)(reader.parser);
	free(reader.text);
	close(fd);
	return good;
}
