// SPDX-License-Identifier: MIT
/* image_element.c - elements and strings of an image that is read page by page, with none believed */
#include <errno.h>
#include <string.h>

#include "compare.h"
#include "error.h"
#include "image_store.h"

#define ANY_ELEMENT(name, type) type name;
union element {
	IMAGE_SECTION_LIST(ANY_ELEMENT)
};

/* What a damaged image answers; nothing that divides or shifts by these goes wrong. */
static const void *nothing(struct image_store *store, enum image_section_id id)
{
	static const struct hwreg_register no_register = { .width = 32, .access = 32 };
	static const struct hwreg_field no_field = { .mask = 1 };
	static const union element none;

	image_store_damage(store, true);
	return id == IMAGE_REGISTERS ? (const void *)&no_register
	       : id == IMAGE_FIELDS  ? (const void *)&no_field
				     : &none;
}

/* An index in an element, or, with a count, the first of several, and what section it is of */
struct link {
	bool used;
	uint8_t target;
	uint8_t first; /* offset of the index */
	uint8_t count; /* offset of the count; 0: there is one */
	uint8_t count_size;
};

#define ONE(type, member, target)                          \
	{                                                  \
		true, target, offsetof(type, member), 0, 0 \
	}
#define MANY(type, member, number, target)                                    \
	{                                                                     \
		true, target, offsetof(type, member), offsetof(type, number), \
			sizeof(((type *)0)->number)                           \
	}
#define MOST_LINKS 4

static const struct link links[IMAGE_SECTION_COUNT][MOST_LINKS] = {
	[IMAGE_BLOCKS] = { ONE(struct hwreg_block, space, IMAGE_SPACES),
			   MANY(struct hwreg_block, first_register, register_count,
				IMAGE_REGISTERS) },
	[IMAGE_CLUSTERS] = { ONE(struct image_cluster, block, IMAGE_BLOCKS),
			     MANY(struct image_cluster, first_register, register_count,
				  IMAGE_REGISTERS) },
	[IMAGE_REGISTERS] = { ONE(struct hwreg_register, block, IMAGE_BLOCKS),
			      ONE(struct hwreg_register, space, IMAGE_SPACES),
			      MANY(struct hwreg_register, first_field, field_count, IMAGE_FIELDS),
			      MANY(struct hwreg_register, first_alias, alias_count,
				   IMAGE_ALIASES) },
	[IMAGE_FIELDS] = { MANY(struct hwreg_field, first_piece, piece_count, IMAGE_PIECES),
			   MANY(struct hwreg_field, first_enumerator, enumerator_count,
				IMAGE_ENUMERATORS) },
	[IMAGE_ALIASES] = { ONE(struct image_alias, reg, IMAGE_REGISTERS) },
	[IMAGE_CONDITIONS] = { ONE(struct image_condition, reg, IMAGE_REGISTERS),
			       ONE(struct image_condition, same, IMAGE_CONDITIONS) },
	[IMAGE_WRITES] = { ONE(struct image_write, reg, IMAGE_REGISTERS) },
	[IMAGE_SEQUENCES] = { MANY(struct image_sequence, first_node, node_count,
				   IMAGE_SEQUENCE_NODES) },
	[IMAGE_WINDOWS] = { ONE(struct image_window, index, IMAGE_REGISTERS),
			    ONE(struct image_window, data, IMAGE_REGISTERS) },
	[IMAGE_ADDRESSES] = { { true, IMAGE_REGISTERS, 0, 0, 0 } },
};

static bool link_holds(const struct image_header *image, const struct link *link,
		       const char *element)
{
	uint64_t available = image->sections[link->target].count;
	uint32_t first, count = 1;

	memcpy(&first, element + link->first, sizeof(first));
	if (link->count && link->count_size == 1)
		count = (uint8_t)element[link->count];
	else if (link->count)
		memcpy(&count, element + link->count, sizeof(count));
	return !count || (first < available && count <= available - first);
}

/* Their items are behind each other, kind by kind */
static bool rules_hold(const struct image_header *image, const struct image_rules *rules)
{
	uint64_t end = rules->first;

	for (unsigned int kind = 0; kind < HWREG_RULE_COUNT; kind++)
		end += rules->counts[kind];
	return end <= image->sections[IMAGE_RULE_ITEMS].count;
}

static bool policies_hold(unsigned int read, unsigned int write)
{
	return read <= HWREG_READ_EFFECT && write <= HWREG_WRITE_EFFECT;
}

static bool register_holds(const struct image_header *image, const struct hwreg_register *reg)
{
	return reg->width && reg->width <= HWREG_WIDEST && reg->width % 8 == 0 && reg->access &&
	       reg->access % 8 == 0 && reg->width % reg->access == 0 &&
	       reg->rules <= image->sections[IMAGE_RULES].count &&
	       reg->window <= image->sections[IMAGE_WINDOWS].count &&
	       reg->endian <= HWREG_BIG_ENDIAN && reg->reserved_bits <= HWREG_RESERVED_RESET &&
	       reg->high_first <= 1 && policies_hold(reg->read, reg->write);
}

static bool element_holds(const struct image_header *image, enum image_section_id id,
			  const void *element)
{
	const struct hwreg_field *field = element;
	const struct image_piece *piece = element;
	const struct image_condition *condition = element;

	for (unsigned int i = 0; i < MOST_LINKS && links[id][i].used; i++)
		if (!link_holds(image, &links[id][i], element))
			return false;
	switch (id) {
	case IMAGE_REGISTERS:
		return register_holds(image, element);
	case IMAGE_RULES:
		return rules_hold(image, element);
	case IMAGE_FIELDS:
		return field->piece_count && field->mask &&
		       field->shift + 64u - __builtin_clzll(field->mask) <= HWREG_WIDEST &&
		       policies_hold(field->read, field->write);
	case IMAGE_PIECES:
		return piece->low <= piece->high && piece->high < HWREG_WIDEST;
	case IMAGE_CONDITIONS:
		return condition->low <= condition->high && condition->high < 64 &&
		       condition->operator<HWREG_OPERATOR_COUNT;
	default:
		return true;
	}
}

const void *image_store_at(const struct hwreg_board *board, enum image_section_id id,
			   uint64_t index)
{
	const struct image_section *section = &board->image->sections[id];
	uint32_t size = image_element_size[id];
	uint64_t first = section->offset + index * size, last = first + size - 1;
	const char *element = (const char *)board->image + first;

	if (index >= section->count || !image_store_page(board->store, first / IMAGE_PAGE) ||
	    !image_store_page(board->store, last / IMAGE_PAGE) ||
	    !element_holds(board->image, id, element))
		return nothing(board->store, id);
	return element;
}

const char *image_store_string(const struct hwreg_board *board, uint32_t offset)
{
	const struct image_section *section = &board->image->sections[IMAGE_STRINGS];
	const char *memory = (const char *)board->image;
	uint64_t at = section->offset + offset, end = section->offset + section->count, stop;

	while (at < end && image_store_page(board->store, at / IMAGE_PAGE)) {
		stop = (at / IMAGE_PAGE + 1) * IMAGE_PAGE;
		stop = stop < end ? stop : end;
		if (memchr(memory + at, '\0', (size_t)(stop - at)))
			return memory + section->offset + offset;
		at = stop;
	}
	image_store_damage(board->store, true);
	return "";
}

int image_intact(const struct hwreg_board *board, struct hwreg_error *err)
{
	if (!board || !board->store || !image_store_damage(board->store, false))
		return 0;
	if (board->file)
		return image_store_damaged(board->file, err);
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EBADMSG,
		"the board's files have changed while it was in use, or what the cache "
		"keeps of it is damaged: run this again; if that does not help, "
		"remove %s",
		board->entry);
}
