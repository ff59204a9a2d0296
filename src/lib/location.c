// SPDX-License-Identifier: MIT
/* location.c - items, blocks, clusters, ranges and globs, resolved against the board */
#include "location.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "board/image.h"
#include "ends.h"
#include "error.h"
#include "perform.h"
#include "rules.h"
#include "transfer.h"

/* A list of items that grows */
struct list {
	struct hwreg_item *items;
	size_t count;
	size_t room;
	bool writing; /* reading does not matter */
};

static int append(struct list *list, const struct hwreg_item *item, struct hwreg_error *err)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 1;
		struct hwreg_item *more = realloc(list->items, room * sizeof(*more));

		if (!more)
			return hwreg_error_memory(err);
		list->items = more;
		list->room = room;
	}
	list->items[list->count++] = *item;
	return 0;
}

static enum hwreg_skip skip_reason(const struct hwreg_session *session,
				   const struct hwreg_register *reg)
{
	if (session->flags & HWREG_FORCE_POLICY)
		return HWREG_SKIP_NONE;
	if (reg->flags & HWREG_REGISTER_UNREADABLE)
		return HWREG_SKIP_WRITE_ONLY;
	if (reg->flags & HWREG_REGISTER_READ_CHANGES)
		return HWREG_SKIP_READ_CHANGES;
	return HWREG_SKIP_NONE;
}

static int append_register(struct hwreg_session *session, struct list *list,
			   const struct hwreg_register *reg, const struct hwreg_field *field,
			   struct hwreg_error *err)
{
	struct hwreg_item item = { .reg = reg,
				   .field = field,
				   .address = reg->address,
				   .space = reg->space,
				   .width = reg->width,
				   .endian = reg->endian,
				   .high = reg->width - 1 };
	struct hwreg_target *target;
	int r = hwreg_session_target(session, reg->space, &target, err);

	if (r)
		return r;
	if (field)
		hwreg_item_set_field(&item, field);
	item.number = item.address - target->number_base;
	item.step = hwreg_item_numbers(&item, target);
	item.skip = list->writing ? HWREG_SKIP_NONE : skip_reason(session, reg);
	if (!list->writing && !item.skip && hwreg_item_is_behind(&item) &&
	    (target->backend->flags & HWREG_BACKEND_MEMORY))
		item.skip = HWREG_SKIP_NOT_HELD;
	if (!list->writing && !item.skip &&
	    hwreg_access_check(target, item.number, reg->access, NULL) == -ENOTSUP)
		item.skip = HWREG_SKIP_TOO_WIDE;
	return append(list, &item, err);
}

/* ---- Lists by name ---------------------------------------------------------------------------- */

static int need_board(const struct hwreg_session *session, const char *text,
		      struct hwreg_error *err)
{
	if (session->board)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "'%s': a name needs a board description (-b BOARD)", text);
}

static unsigned int levels(const char *text)
{
	unsigned int count = 1;

	for (; *text; text++)
		count += *text == '.';
	return count;
}

static int match_fields(struct hwreg_session *session, const char *pattern,
			const struct hwreg_register *reg, struct list *list,
			struct hwreg_error *err)
{
	const char *name = image_string(session->board, reg->name);
	const struct hwreg_field *field;
	char full[512];
	int r = 0;

	for (uint32_t i = 0; !r && i < reg->field_count; i++) {
		field = hwreg_register_field(session->board, reg, i);
		snprintf(full, sizeof(full), "%s.%s", name,
			 image_string(session->board, field->name));
		if (hwreg_glob_match(pattern, full))
			r = append_register(session, list, reg, field, err);
	}
	return r;
}

static int collect_glob(struct hwreg_session *session, const char *pattern, struct list *list,
			struct hwreg_error *err)
{
	unsigned int depth = levels(pattern);
	const struct hwreg_register *reg;
	const char *name;
	int r = need_board(session, pattern, err);

	if (!r && pattern[strspn(pattern, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					  "0123456789_.*?")])
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "'%s': a pattern takes letters, digits, _ . * and ? alone",
				       pattern);
	for (uint32_t i = 0; !r && i < image_count(session->board, IMAGE_REGISTERS); i++) {
		reg = hwreg_board_register(session->board, i);
		name = image_string(session->board, reg->name);
		if (hwreg_glob_match(pattern, name))
			r = append_register(session, list, reg, NULL, err);
		else if (depth == levels(name) + 1)
			r = match_fields(session, pattern, reg, list, err);
	}
	if (!r && list->count == 0)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT,
				       "'%s' matches no register (* and ? stay inside one level)",
				       pattern);
	return r;
}

/* Of a device that is known by its place alone; nothing would be read, and nobody would notice */
static int no_registers(const struct hwreg_board *board, const struct hwreg_block *block,
			struct hwreg_error *err)
{
	const char *name = image_string(board, block->name);

	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "%s: the board describes no registers of this block; say them by "
			       "number: %s+OFFSET,\nor 0x%08llx..0x%08llx",
			       name, name, (unsigned long long)block->base,
			       (unsigned long long)(block->base + (block->length - 1)));
}

/* Everything below a block or cluster */
static int collect_group(struct hwreg_session *session, unsigned int kind, uint32_t index,
			 struct list *list, struct hwreg_error *err)
{
	const struct image_cluster *cluster;
	const struct hwreg_block *block;
	uint32_t first, count;
	int r = 0;

	if (kind == IMAGE_NAME_BLOCK) {
		block = hwreg_board_block(session->board, index);
		first = block->first_register;
		count = block->register_count;
		if (!count)
			return no_registers(session->board, block, err);
	} else {
		cluster = image_at(session->board, IMAGE_CLUSTERS, index);
		first = cluster->first_register;
		count = cluster->register_count;
	}
	for (uint32_t i = 0; !r && i < count; i++)
		r = append_register(session, list,
				    image_at(session->board, IMAGE_REGISTERS, (uint64_t)first + i),
				    NULL, err);
	return r;
}

/* The registers that lie between two named ones, in the order of their addresses */
static int collect_between(struct hwreg_session *session, uint32_t space,
			   const struct hwreg_range *range, struct list *list,
			   struct hwreg_error *err)
{
	const struct hwreg_register *reg;
	const uint32_t *index;
	int r = 0;

	for (uint64_t i = 0; !r && i < image_count(session->board, IMAGE_ADDRESSES); i++) {
		index = image_at(session->board, IMAGE_ADDRESSES, i);
		reg = image_at(session->board, IMAGE_REGISTERS, *index);
		if (reg->space == space && reg->address >= range->first &&
		    reg->address <= range->last)
			r = append_register(session, list, reg, NULL, err);
	}
	return r;
}

/* ---- Ranges ----------------------------------------------------------------------------------- */

bool hwreg_text_is_glob(const char *text)
{
	return strpbrk(text, "*?") != NULL;
}

static int parse_range(struct hwreg_location *location, struct hwreg_session *session,
		       const char *text, struct list *list, struct hwreg_error *err)
{
	struct hwreg_ends ends = { .by_name = false };
	int r = hwreg_ends_parse(session, text, &ends, err);

	if (r)
		return r;
	if (ends.by_name)
		return collect_between(session, ends.first.space, &ends.range, list, err);
	if (ends.range.last - ends.range.first == UINT64_MAX && ends.first.step == 1)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, ERANGE, "\'%s\': %s", text,
			"the whole 64-bit address space is more than can be counted");
	location->range = true;
	location->first = ends.first;
	location->count = (ends.range.last - ends.range.first) / ends.first.step + 1;
	return 0;
}

/* ---- Items by index --------------------------------------------------------------------------- */

/* In a range the name is that of a register of just this place; what must not be read may overlap
 * the access in any of its bytes. */
void hwreg_item_describe(const struct hwreg_location *location, struct hwreg_item *item)
{
	const struct hwreg_session *session = location->session;
	uint32_t useless =
		location->writing ? HWREG_REGISTER_UNWRITABLE : HWREG_REGISTER_UNREADABLE;
	const struct hwreg_range bytes = { item->address, item->address + (item->step - 1u) };
	const struct hwreg_register *reg;
	uint64_t position = IMAGE_START;

	item->reg = NULL;
	if (!session->board)
		return;
	while ((reg = image_reaching(session->board, item->space, &bytes, &position))) {
		if (!location->writing && skip_reason(session, reg) == HWREG_SKIP_READ_CHANGES)
			item->skip = HWREG_SKIP_READ_CHANGES;
		if (reg->address == item->address && reg->width == item->width &&
		    reg->access == reg->width && (reg->endian == item->endian || reg->width == 8) &&
		    !image_rule_count(session->board, reg, HWREG_RULE_WHEN) &&
		    (!item->reg || (item->reg->flags & useless)))
			item->reg = reg;
	}
}

void hwreg_location_item(const struct hwreg_location *location, uint64_t index,
			 struct hwreg_item *item)
{
	if (location->fifo) {
		*item = location->first;
		return;
	}
	if (!location->range) {
		*item = location->items[index];
		return;
	}
	*item = location->first;
	item->address += index * item->step;
	item->number += index * item->step;
	hwreg_item_describe(location, item);
}

bool hwreg_item_needs_write(const struct hwreg_item *item)
{
	return !item->skip && hwreg_item_is_behind(item);
}

bool hwreg_location_needs_write(const struct hwreg_location *location)
{
	for (uint64_t i = 0; !location->range && i < location->count; i++)
		if (hwreg_item_needs_write(&location->items[i]))
			return true;
	return false;
}

uint64_t hwreg_location_count(const struct hwreg_location *location)
{
	return location->count;
}

bool hwreg_location_is_range(const struct hwreg_location *location)
{
	return location->range;
}

/* ---- Parsing ---------------------------------------------------------------------------------- */

static int check_readable(const struct hwreg_session *session, const struct hwreg_item *item,
			  struct hwreg_error *err)
{
	const struct hwreg_register *reg = item->reg;
	bool unreadable;

	if (!reg)
		return 0;
	unreadable = item->field ? item->field->read == HWREG_READ_NONE
				 : reg->flags & HWREG_REGISTER_UNREADABLE;
	if (unreadable && !(session->flags & HWREG_FORCE_POLICY))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EACCES,
			"%s%s%s is write-only: what a read gives means nothing; "
			"--force=policy reads it all the same",
			image_string(session->board, reg->name), item->field ? "." : "",
			item->field ? image_string(session->board, item->field->name) : "");
	return 0;
}

/* @named: the register whose name the text is, or NULL */
static int parse_item(struct hwreg_session *session, const char *text,
		      const struct hwreg_register *named, struct list *list,
		      struct hwreg_error *err)
{
	struct hwreg_item item;
	int r = named ? hwreg_item_register(session, named, &item, err)
		      : hwreg_item_parse(session, text, list->writing, &item, err);

	/* who types a number asks for just that access; a description does not stop it */
	item.raw = !list->writing && isdigit((unsigned char)text[0]);
	if (!r && !list->writing && !item.raw)
		r = check_readable(session, &item, err);
	return r ? r : append(list, &item, err);
}

int hwreg_location_check_range(const struct hwreg_location *location, struct hwreg_error *err)
{
	int r = hwreg_view_check(location->session, &location->first, location->count,
				 location->writing ? VIEW_WRITE : VIEW_READ, err);

	return r ? r : hwreg_location_plan_rules(location, err);
}

/* Everything is checked here, so that the mistake in the last word is found before the first open */
static int check_places(const struct hwreg_location *location, struct hwreg_error *err)
{
	unsigned int rights = location->writing ? VIEW_WRITE : VIEW_READ;
	const struct hwreg_item *item;
	int r = 0;

	if (location->range)
		return hwreg_location_check_range(location, err);
	for (uint64_t i = 0; !r && i < location->count; i++) {
		item = &location->items[i];
		if (!item->skip)
			r = hwreg_view_check(location->session, item, 1, rights, err);
		if (r && item->reg)
			hwreg_error_context(
				err, r, "%s",
				image_string(location->session->board, item->reg->name));
	}
	return r ? r : hwreg_location_plan_rules(location, err);
}

static int parse(struct hwreg_location *location, struct list *list, const char *text,
		 struct hwreg_error *err)
{
	struct hwreg_session *session = location->session;
	const struct hwreg_register *named = NULL;
	uint32_t index = IMAGE_NONE;
	unsigned int kind;

	location->several = true;
	if (hwreg_text_is_glob(text))
		return collect_glob(session, text, list, err);
	if (hwreg_text_is_range(text))
		return parse_range(location, session, text, list, err);
	if (session->board && !isdigit((unsigned char)text[0]))
		index = image_find(session->board, text, strlen(text), &kind);
	if (index != IMAGE_NONE && kind != IMAGE_NAME_REGISTER)
		return collect_group(session, kind, index, list, err);
	location->several = false;
	if (index != IMAGE_NONE)
		named = image_at(session->board, IMAGE_REGISTERS, index);
	return parse_item(session, text, named, list, err);
}

static int make(struct hwreg_location **out, struct hwreg_session *session, const char *text,
		bool writing, struct hwreg_error *err)
{
	struct hwreg_location *location = malloc(sizeof(*location));
	struct list list = { .writing = writing };
	int r;

	if (!location)
		return hwreg_error_memory(err);
	*location = (struct hwreg_location){ .session = session, .writing = writing };
	r = parse(location, &list, text, err);
	location->items = list.items;
	if (!location->range)
		location->count = list.count;
	if (!r)
		r = check_places(location, err);
	if (!r && writing)
		r = hwreg_location_check_writable(location, err);
	if (image_intact(session->board, err))
		r = -EBADMSG;
	if (r) {
		hwreg_location_free(location);
		return r;
	}
	*out = location;
	return 0;
}

int hwreg_location_parse(struct hwreg_location **out, struct hwreg_session *session,
			 const char *text, struct hwreg_error *err)
{
	return make(out, session, text, false, err);
}

int hwreg_location_parse_to_write(struct hwreg_location **out, struct hwreg_session *session,
				  const char *text, struct hwreg_error *err)
{
	int r = hwreg_perform_check_writes(session, err);

	return r ? r : make(out, session, text, true, err);
}

void hwreg_location_free(struct hwreg_location *location)
{
	if (!location)
		return;
	free(location->items);
	free(location);
}
