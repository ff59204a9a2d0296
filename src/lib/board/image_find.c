// SPDX-License-Identifier: MIT
/* image_find.c - blocks, clusters and registers of a board by name, pattern or address */
#include "image.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "error.h"
#include "nearest.h"

#define ELEMENT_SIZE(name, type) [IMAGE_##name] = sizeof(type),
const uint32_t image_element_size[IMAGE_SECTION_COUNT] = { IMAGE_SECTION_LIST(ELEMENT_SIZE) };

static const char *name_of(const struct hwreg_board *board, unsigned int kind, uint32_t index)
{
	const struct image_cluster *cluster;
	const struct hwreg_register *reg;
	const struct hwreg_block *block;

	if (kind == IMAGE_NAME_BLOCK) {
		block = image_at(board, IMAGE_BLOCKS, index);
		return image_string(board, block->name);
	}
	if (kind == IMAGE_NAME_CLUSTER) {
		cluster = image_at(board, IMAGE_CLUSTERS, index);
		return image_string(board, cluster->name);
	}
	reg = image_at(board, IMAGE_REGISTERS, index);
	return image_string(board, reg->name);
}

uint32_t image_find(const struct hwreg_board *board, const char *name, size_t length,
		    unsigned int *kind)
{
	uint64_t count = image_count(board, IMAGE_NAMES);
	uint32_t hash = image_hash(name, length);
	const struct image_name *slot;
	const char *text;

	for (uint64_t i = 0; i < count; i++) {
		slot = image_at(board, IMAGE_NAMES, (hash + i) & (count - 1));
		if (slot->kind == IMAGE_NAME_FREE)
			break;
		if (slot->hash != hash)
			continue;
		text = name_of(board, slot->kind, slot->index);
		if (strncmp(text, name, length) == 0 && text[length] == '\0') {
			*kind = slot->kind;
			return slot->index;
		}
	}
	return IMAGE_NONE;
}

/* ---- near names ---- */

static void offer_registers(const struct hwreg_board *board, uint32_t first, uint32_t count,
			    struct hwreg_nearest *nearest)
{
	for (uint32_t i = first; i < first + count; i++)
		hwreg_nearest_offer(nearest, name_of(board, IMAGE_NAME_REGISTER, i));
}

static void offer_blocks(const struct hwreg_board *board, struct hwreg_nearest *nearest)
{
	for (uint32_t i = 0; i < image_count(board, IMAGE_BLOCKS); i++)
		hwreg_nearest_offer(nearest, name_of(board, IMAGE_NAME_BLOCK, i));
}

/* The name in another case is meant whatever else is near, and may be too far for the others. */
static void offer_other_case(const struct hwreg_board *board, enum image_section_id id,
			     struct hwreg_nearest *nearest)
{
	unsigned int kind = id == IMAGE_BLOCKS ? IMAGE_NAME_BLOCK : IMAGE_NAME_REGISTER;

	for (uint32_t i = 0; i < image_count(board, id) && !nearest->count; i++) {
		const char *name = name_of(board, kind, i);

		if (strcasecmp(name, nearest->word) == 0)
			nearest->names[nearest->count++] = name;
	}
}

/* The same name in another block: UATR0.CR is nearer to UART0.CR than to anything else. */
static void offer_namesakes(const struct hwreg_board *board, const char *name,
			    struct hwreg_nearest *nearest)
{
	const char *rest = strchr(name, '.');
	char full[512];

	for (uint32_t i = 0; rest && i < image_count(board, IMAGE_BLOCKS); i++) {
		unsigned int kind;
		uint32_t index;
		int length = snprintf(full, sizeof(full), "%s%s",
				      name_of(board, IMAGE_NAME_BLOCK, i), rest);

		if (length < 0 || length >= (int)sizeof(full))
			continue;
		index = image_find(board, full, (size_t)length, &kind);
		if (index != IMAGE_NONE)
			hwreg_nearest_offer(nearest, name_of(board, kind, index));
	}
}

/* Near names: those in the same block if there is that block, else its namesakes, else any. */
static void offer_names(const struct hwreg_board *board, const char *name,
			struct hwreg_nearest *nearest)
{
	const struct hwreg_block *block;
	unsigned int kind;
	uint32_t index = image_find(board, name, strcspn(name, "."), &kind);

	offer_other_case(board, IMAGE_REGISTERS, nearest);
	if (nearest->count)
		return;
	if (index != IMAGE_NONE && strchr(name, '.')) {
		block = image_at(board, IMAGE_BLOCKS, index);
		offer_registers(board, block->first_register, block->register_count, nearest);
	}
	if (!nearest->count)
		offer_namesakes(board, name, nearest);
	if (!nearest->count && !strchr(name, '.'))
		offer_blocks(board, nearest);
	if (!nearest->count)
		offer_registers(board, 0, (uint32_t)image_count(board, IMAGE_REGISTERS), nearest);
}

/* ---- by name ---- */

static int not_a_register(const struct hwreg_board *board, const char *name,
			  struct hwreg_error *err)
{
	struct hwreg_nearest nearest = { .word = name };
	const struct hwreg_register *reg;
	const char *dot = strrchr(name, '.');
	unsigned int kind;
	uint32_t index = image_find(board, name, strlen(name), &kind);
	char hint[512];

	if (index != IMAGE_NONE)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT,
				       "%s is a %s, not a register", name,
				       kind == IMAGE_NAME_BLOCK ? "block" : "cluster");
	index = dot ? image_find(board, name, (size_t)(dot - name), &kind) : IMAGE_NONE;
	if (index != IMAGE_NONE && kind == IMAGE_NAME_REGISTER) {
		const struct hwreg_field *field;

		reg = image_at(board, IMAGE_REGISTERS, index);
		if (hwreg_field_find(board, reg, dot + 1, &field, err) == 0)
			return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT,
					       "%s is a field, not a register", name);
		return -ENOENT;
	}
	if (err) /* nobody waits for a hint that nobody sees */
		offer_names(board, name, &nearest);
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT, "no register %s%s", name,
			       hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
}

int hwreg_register_find(const struct hwreg_board *board, const char *name,
			const struct hwreg_register **out, struct hwreg_error *err)
{
	unsigned int kind;
	uint32_t index = image_find(board, name, strlen(name), &kind);
	int r = 0, damage;

	if (index == IMAGE_NONE || kind != IMAGE_NAME_REGISTER)
		r = not_a_register(board, name, err);
	else
		*out = image_at(board, IMAGE_REGISTERS, index);
	damage = image_intact(board, err);
	return damage ? damage : r;
}

int hwreg_block_find(const struct hwreg_board *board, const char *name,
		     const struct hwreg_block **out, struct hwreg_error *err)
{
	struct hwreg_nearest nearest = { .word = name };
	unsigned int kind;
	uint32_t index = image_find(board, name, strlen(name), &kind);
	char hint[512];

	if (index != IMAGE_NONE && kind == IMAGE_NAME_BLOCK)
		*out = image_at(board, IMAGE_BLOCKS, index);
	if (image_intact(board, err))
		return -EBADMSG;
	if (index != IMAGE_NONE && kind == IMAGE_NAME_BLOCK)
		return 0;
	if (err)
		offer_other_case(board, IMAGE_BLOCKS, &nearest);
	if (err && !nearest.count)
		offer_blocks(board, &nearest);
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT, "no block %s%s", name,
			       hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
}

int hwreg_field_find(const struct hwreg_board *board, const struct hwreg_register *reg,
		     const char *name, const struct hwreg_field **out, struct hwreg_error *err)
{
	const struct hwreg_field *field;
	struct hwreg_nearest nearest = { .word = name };
	char hint[512];

	for (uint32_t i = 0; i < reg->field_count; i++) {
		field = image_at(board, IMAGE_FIELDS, reg->first_field + i);
		if (strcmp(image_string(board, field->name), name) == 0) {
			*out = field;
			return image_intact(board, err);
		}
	}
	for (uint32_t i = 0; err && i < reg->field_count; i++) {
		field = image_at(board, IMAGE_FIELDS, reg->first_field + i);
		hwreg_nearest_offer(&nearest, image_string(board, field->name));
	}
	if (image_intact(board, err))
		return -EBADMSG;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT, "%s has no field%s %s%s",
			       image_string(board, reg->name), reg->field_count ? "" : "s, so no",
			       name, hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
}

/* ---- by address ---- */

static const struct hwreg_register *at(const struct hwreg_board *board, uint64_t position)
{
	const uint32_t *index = image_at(board, IMAGE_ADDRESSES, position);

	return image_at(board, IMAGE_REGISTERS, *index);
}

static bool is_before(const struct hwreg_register *reg, uint32_t space, uint64_t address)
{
	return reg->space != space ? reg->space < space : reg->address < address;
}

/* The first position that is not before an address. */
static uint64_t lower_bound(const struct hwreg_board *board, uint32_t space, uint64_t address)
{
	uint64_t low = 0, high = image_count(board, IMAGE_ADDRESSES);

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (is_before(at(board, middle), space, address))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where a register is among those at its address: they are in the order of their indexes. */
static uint64_t position_of(const struct hwreg_board *board, const struct hwreg_register *reg)
{
	uint64_t low = 0, high = image_count(board, IMAGE_ADDRESSES);

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		const struct hwreg_register *other = at(board, middle);

		if (is_before(other, reg->space, reg->address) ||
		    (other->space == reg->space && other->address == reg->address && other < reg))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

unsigned int image_space_widest(const struct hwreg_board *board, uint32_t space)
{
	const struct hwreg_register *reg;
	unsigned int widest = 1;

	for (uint64_t i = 0; i < image_count(board, IMAGE_REGISTERS); i++) {
		reg = image_at(board, IMAGE_REGISTERS, i);
		if (reg->space == space && reg->access / 8u > widest)
			widest = reg->access / 8u;
	}
	return widest;
}

const struct hwreg_register *image_reaching(const struct hwreg_board *board, uint32_t space,
					    const struct hwreg_range *range, uint64_t *position)
{
	bool numbers = image_space_numbered(board, space);
	uint64_t reach = board->image->widest - 1u, first = range->first;
	const struct hwreg_register *reg;

	if (*position == IMAGE_START)
		*position = lower_bound(board, space, first > reach ? first - reach : 0);
	while (*position < image_count(board, IMAGE_ADDRESSES)) {
		reg = at(board, (*position)++);
		if (reg->space != space || reg->address > range->last)
			return NULL;
		if (reg->address >= first ||
		    first - reg->address < (numbers ? reg->width / reg->access : reg->width / 8u))
			return reg;
	}
	return NULL;
}

const struct hwreg_register *hwreg_register_next_at(const struct hwreg_board *board, uint32_t space,
						    uint64_t address,
						    const struct hwreg_register *previous)
{
	const struct hwreg_range range = { address, address };
	uint64_t position = previous ? position_of(board, previous) + 1 : IMAGE_START;

	return image_reaching(board, space, &range, &position);
}

const struct hwreg_register *image_next_register(const struct hwreg_board *board, uint32_t space,
						 uint64_t address)
{
	uint64_t reach = board->image->widest - 1u;
	uint64_t position = lower_bound(board, space, address > reach ? address - reach : 0);
	const struct hwreg_register *reg;

	for (; position < image_count(board, IMAGE_ADDRESSES); position++) {
		reg = at(board, position);
		if (reg->space != space)
			return NULL;
		if (reg->address >= address || address - reg->address < reg->width / 8u)
			return reg;
	}
	return NULL;
}

const struct image_alias *image_alias_at(const struct hwreg_board *board, uint32_t space,
					 uint64_t address, unsigned int bits)
{
	uint64_t step = image_space_numbered(board, space) ? 1 : bits / 8;
	const struct image_alias *alias;
	const struct hwreg_register *reg;
	uint64_t past;

	for (uint64_t i = 0; i < image_count(board, IMAGE_ALIASES); i++) {
		alias = image_at(board, IMAGE_ALIASES, i);
		reg = image_at(board, IMAGE_REGISTERS, alias->reg);
		past = address - alias->address;
		if (reg->space == space && reg->access == bits && address >= alias->address &&
		    past % step == 0 && past / step < reg->width / bits)
			return alias;
	}
	return NULL;
}

const struct image_alias *image_alias_in(const struct hwreg_board *board, uint32_t space,
					 uint64_t first, uint64_t last)
{
	const struct image_alias *alias, *found = NULL;
	const struct hwreg_register *reg;
	uint64_t bytes;

	for (uint64_t i = 0; i < image_count(board, IMAGE_ALIASES); i++) {
		alias = image_at(board, IMAGE_ALIASES, i);
		reg = image_at(board, IMAGE_REGISTERS, alias->reg);
		bytes = image_space_numbered(board, space) ? reg->width / reg->access
							   : reg->width / 8u;
		if (reg->space == space && alias->address <= last &&
		    (alias->address >= first || first - alias->address < bytes) &&
		    (!found || alias->address < found->address) &&
		    !hwreg_register_next_at(board, space, alias->address, NULL))
			found = alias;
	}
	return found;
}

/* ---- by pattern ---- */

/* One level; the star takes as little as it can and comes back for more. */
static bool level_matches(const char *pattern, size_t pattern_length, const char *name,
			  size_t name_length)
{
	size_t p = 0, n = 0, star = SIZE_MAX, mark = 0;

	while (n < name_length) {
		if (p < pattern_length && pattern[p] == '*') {
			star = p++;
			mark = n;
		} else if (p < pattern_length && (pattern[p] == '?' || pattern[p] == name[n])) {
			p++;
			n++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			n = ++mark;
		} else {
			return false;
		}
	}
	while (p < pattern_length && pattern[p] == '*')
		p++;
	return p == pattern_length;
}

bool hwreg_glob_match(const char *pattern, const char *name)
{
	while (true) {
		size_t p = strcspn(pattern, "."), n = strcspn(name, ".");

		if (!level_matches(pattern, p, name, n))
			return false;
		if (!pattern[p])
			return true;
		if (!name[n])
			return false;
		pattern += p + 1;
		name += n + 1;
	}
}
