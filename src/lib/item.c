// SPDX-License-Identifier: MIT
/* item.c - one register, field, bit or slice: NAME|NUMBER [+OFFSET] [@WIDTH[le|be]] [:HIGH[:LOW]] */
#include "location.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "board/image.h"
#include "error.h"
#include "transfer.h"

#define LONGEST_TEXT 512

/* The parts of a word, cut at their separators; a part that is not there is NULL */
struct parts {
	char text[LONGEST_TEXT];
	char *base;
	char *offset;
	char *width;
	char *high;
	char *low;
};

static char *cut(char *text, char separator)
{
	char *at = strchr(text, separator);

	if (!at)
		return NULL;
	*at = '\0';
	return at + 1;
}

static int wrong_form(const char *text, const char *why, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "'%s': %s", text, why);
}

static int split(const char *text, struct parts *parts, struct hwreg_error *err)
{
	if (strlen(text) >= sizeof(parts->text))
		return wrong_form("…", "the location is too long", err);
	strcpy(parts->text, text);
	parts->base = parts->text;
	parts->high = cut(parts->base, ':');
	parts->low = parts->high ? cut(parts->high, ':') : NULL;
	parts->width = cut(parts->base, '@');
	parts->offset = cut(parts->base, '+');
	if (parts->base[0] == '\0')
		return wrong_form(text, "expected a name or an address", err);
	if (parts->offset && !parts->offset[0])
		return wrong_form(text, "expected an offset in bytes after the +", err);
	if (parts->base[strlen(parts->base) - 1] == '.')
		return wrong_form(text, "expected a name after the last dot", err);
	return 0;
}

static int parse_width(const struct parts *parts, unsigned int *width, enum hwreg_endian *endian,
		       bool *has_endian, struct hwreg_error *err)
{
	static const unsigned int widths[] = { 8, 16, 32, 64 };
	size_t length;
	char digits[4];

	*has_endian = false;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		snprintf(digits, sizeof(digits), "%u", widths[i]);
		length = strlen(digits);
		if (strncmp(parts->width, digits, length) != 0)
			continue;
		*width = widths[i];
		if (parts->width[length] == '\0')
			return 0;
		*has_endian = true;
		*endian = HWREG_LITTLE_ENDIAN;
		if (strcmp(parts->width + length, "le") == 0)
			return 0;
		*endian = HWREG_BIG_ENDIAN;
		if (strcmp(parts->width + length, "be") == 0)
			return 0;
	}
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "'@%s': expected @8, @16, @32 or @64, maybe with le or be",
			       parts->width);
}

/* The register that starts at an address with the width of the access, if the board has one; not one that
 * shares it with others, as a number does not say which, or takes several accesses, as a number is one */
static const struct hwreg_register *register_at(const struct hwreg_session *session,
						const struct hwreg_item *item, bool writing)
{
	uint32_t useless = writing ? HWREG_REGISTER_UNWRITABLE : HWREG_REGISTER_UNREADABLE;
	const struct hwreg_register *reg = NULL, *second_best = NULL;

	if (!session->board)
		return NULL;
	while ((reg = hwreg_register_next_at(session->board, item->space, item->address, reg))) {
		if (reg->address != item->address || reg->width != item->width ||
		    (reg->endian != item->endian && reg->width > 8) || reg->access != reg->width ||
		    image_rule_count(session->board, reg, HWREG_RULE_WHEN))
			continue;
		if (!(reg->flags & useless))
			return reg;
		if (!second_best)
			second_best = reg;
	}
	return second_best;
}

static void whole_register(struct hwreg_item *item, const struct hwreg_register *reg)
{
	item->reg = reg;
	item->space = reg->space;
	item->address = reg->address;
	item->width = reg->width;
	item->endian = reg->endian;
	item->high = reg->width - 1;
	item->low = 0;
}

void hwreg_item_set_field(struct hwreg_item *item, const struct hwreg_field *field)
{
	item->field = field;
	item->high = 63 - __builtin_clzll(field->mask) + field->shift;
	item->low = __builtin_ctzll(field->mask) + field->shift;
	item->shift = field->shift;
}

static int name_field(const struct hwreg_session *session, struct parts *parts,
		      struct hwreg_item *item, struct hwreg_error *err)
{
	char *dot = strrchr(parts->base, '.');
	unsigned int kind;
	uint32_t index = dot ? image_find(session->board, parts->base, dot - parts->base, &kind)
			     : IMAGE_NONE;
	const struct hwreg_field *field;
	const struct hwreg_register *reg;
	int r;

	if (index == IMAGE_NONE || kind != IMAGE_NAME_REGISTER)
		return hwreg_register_find(session->board, parts->base, &reg, err);
	reg = image_at(session->board, IMAGE_REGISTERS, index);
	r = hwreg_field_find(session->board, reg, dot + 1, &field, err);
	if (r)
		return r;
	if (parts->offset || parts->width || parts->high)
		return wrong_form(parts->base, "a field takes no offset, width or bits", err);
	whole_register(item, reg);
	hwreg_item_set_field(item, field);
	return 0;
}

/* What a name and an offset start from: a register, or the start of a block or cluster */
static int name_base(const struct hwreg_session *session, struct parts *parts,
		     struct hwreg_item *item, struct hwreg_error *err)
{
	const struct hwreg_board *board = session->board;
	const struct image_cluster *cluster;
	const struct hwreg_block *block;
	unsigned int kind;
	uint32_t index;

	if (!board)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "'%s': a name needs a board description (-b BOARD)",
				       parts->base);
	index = image_find(board, parts->base, strlen(parts->base), &kind);
	if (index == IMAGE_NONE)
		return name_field(session, parts, item, err);
	if (kind == IMAGE_NAME_REGISTER) {
		whole_register(item, image_at(board, IMAGE_REGISTERS, index));
		return 0;
	}
	if (!parts->offset)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EISDIR,
				       "'%s' is a %s, not a register", parts->base,
				       kind == IMAGE_NAME_BLOCK ? "block" : "cluster");
	cluster = kind == IMAGE_NAME_CLUSTER ? image_at(board, IMAGE_CLUSTERS, index) : NULL;
	block = image_at(board, IMAGE_BLOCKS, cluster ? cluster->block : index);
	item->address = cluster ? cluster->address : block->base;
	item->space = block->space;
	item->width = block->width;
	item->endian = block->endian;
	return 0;
}

static int numeric_base(struct hwreg_session *session, const struct parts *parts,
			struct hwreg_item *item, struct hwreg_error *err)
{
	struct hwreg_target *target;
	uint64_t number;
	int r = hwreg_number_parse(parts->base, &number, err);

	if (!r)
		r = hwreg_session_target(session, 0, &target, err);
	if (r)
		return r;
	item->space = 0;
	item->address = number + target->number_base;
	item->width = session->width;
	item->endian = session->endian;
	return 0;
}

static int apply_width(const struct parts *parts, struct hwreg_item *item, struct hwreg_error *err)
{
	enum hwreg_endian endian = HWREG_LITTLE_ENDIAN;
	unsigned int width = 0;
	bool has_endian;
	int r;

	if (!parts->width)
		return 0;
	r = parse_width(parts, &width, &endian, &has_endian, err);
	if (r)
		return r;
	if (item->reg && !parts->offset &&
	    (width != item->width || (has_endian && endian != item->endian)))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"'%s': the register has %u bits, %s endian; @%s would be another "
			"access",
			parts->base, item->width, item->endian ? "big" : "little", parts->width);
	item->width = width;
	if (has_endian)
		item->endian = endian;
	return 0;
}

static int apply_offset(const struct parts *parts, struct hwreg_item *item, struct hwreg_error *err)
{
	uint64_t offset;
	int r;

	if (!parts->offset)
		return 0;
	r = hwreg_number_parse(parts->offset, &offset, err);
	if (r)
		return r;
	if (__builtin_add_overflow(item->address, offset, &item->address))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "'%s+%s' goes past the end of the 64-bit address space",
				       parts->base, parts->offset);
	if (hwreg_item_is_behind(item))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"'%s+%s': the register is behind an index register: there is "
			"nothing at an offset from it",
			parts->base, parts->offset);
	if (item->reg && !parts->width && !hwreg_item_is_plain(item))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "'%s+%s': the register takes accesses of %u bits each; what "
				       "is at an offset from it takes a width: %s+%s@%u",
				       parts->base, parts->offset, hwreg_item_access(item),
				       parts->base, parts->offset, hwreg_item_access(item));
	item->reg = NULL;
	return 0;
}

static int parse_bit(const char *text, unsigned int width, uint8_t *bit, struct hwreg_error *err)
{
	uint64_t number;
	int r;

	if (!text[0] || text[strspn(text, "0123456789")])
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "':%s': a bit is a decimal number", text);
	r = hwreg_number_parse(text, &number, err);
	if (r)
		return r;
	if (number >= width)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "bit %" PRIu64 " of a register of %u bits: they are 0 to %u",
				       number, width, width - 1);
	*bit = number;
	return 0;
}

static int apply_slice(const struct parts *parts, struct hwreg_item *item, struct hwreg_error *err)
{
	int r;

	item->high = item->width - 1;
	item->low = 0;
	if (!parts->high)
		return 0;
	r = parse_bit(parts->high, item->width, &item->high, err);
	item->low = item->high;
	if (!r && parts->low)
		r = parse_bit(parts->low, item->width, &item->low, err);
	if (r)
		return r;
	if (item->low > item->high)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "':%u:%u': bits are given as high:low; did you mean :%u:%u?",
				       item->high, item->low, item->low, item->high);
	if (item->width <= 64 || item->high - item->low + 1 == item->width)
		return 0;
	if (item->high - item->low > 63)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "':%u:%u': at most 64 bits, or the whole register",
				       item->high, item->low);
	item->shift = item->low;
	return 0;
}

int hwreg_item_register(struct hwreg_session *session, const struct hwreg_register *reg,
			struct hwreg_item *item, struct hwreg_error *err)
{
	struct hwreg_target *target;
	int r = hwreg_session_target(session, reg->space, &target, err);

	if (r)
		return r;
	*item = (struct hwreg_item){ .reg = NULL };
	whole_register(item, reg);
	item->number = item->address - target->number_base;
	item->step = hwreg_item_numbers(item, target);
	return 0;
}

int hwreg_item_parse(struct hwreg_session *session, const char *text, bool writing,
		     struct hwreg_item *item, struct hwreg_error *err)
{
	struct hwreg_item made = { .space = 0 };
	struct hwreg_target *target;
	struct parts parts;
	int r = split(text, &parts, err);

	if (r)
		return r;
	if (isalpha((unsigned char)parts.base[0]) || parts.base[0] == '_')
		r = name_base(session, &parts, &made, err);
	else
		r = numeric_base(session, &parts, &made, err);
	if (!r && !made.field) {
		r = apply_offset(&parts, &made, err);
		r = r ? r : apply_width(&parts, &made, err);
		r = r ? r : apply_slice(&parts, &made, err);
		if (!r && !made.reg)
			made.reg = register_at(session, &made, writing);
	}
	if (!r)
		r = hwreg_session_target(session, made.space, &target, err);
	if (r)
		return r;
	made.number = made.address - target->number_base;
	made.step = hwreg_item_numbers(&made, target);
	*item = made;
	return 0;
}

const char *hwreg_item_name(const struct hwreg_session *session, const struct hwreg_item *item,
			    char *buffer, size_t size)
{
	size_t length;

	if (!item->reg) {
		snprintf(buffer, size, "0x%08" PRIx64, item->number);
	} else if (item->field) {
		snprintf(buffer, size, "%s.%s", image_string(session->board, item->reg->name),
			 image_string(session->board, item->field->name));
		return buffer;
	} else {
		snprintf(buffer, size, "%s", image_string(session->board, item->reg->name));
	}
	length = strlen(buffer);
	if (item->high == item->low)
		snprintf(buffer + length, size - length, ":%u", item->high);
	else if (item->high != item->width - 1 || item->low)
		snprintf(buffer + length, size - length, ":%u:%u", item->high, item->low);
	return buffer;
}

uint64_t hwreg_item_value(const struct hwreg_session *session, const struct hwreg_item *item,
			  uint64_t reg_value)
{
	if (item->field)
		return hwreg_field_get(session->board, item->field, reg_value);
	return (reg_value >> (item->low - item->shift)) & hwreg_mask(item->high - item->low + 1u);
}
