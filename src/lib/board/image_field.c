// SPDX-License-Identifier: MIT
/* image_field.c - values of fields: out of a register, into it, from text, as a name */
#include "image.h"

#include <string.h>

#include "error.h"
#include "nearest.h"

static const struct image_piece *piece_of(const struct hwreg_board *board,
					  const struct hwreg_field *field, uint32_t index)
{
	return image_at(board, IMAGE_PIECES, (uint64_t)field->first_piece + index);
}

static const struct image_enumerator *enumerator_of(const struct hwreg_board *board,
						    const struct hwreg_field *field, uint32_t index)
{
	return image_at(board, IMAGE_ENUMERATORS, (uint64_t)field->first_enumerator + index);
}

static uint64_t ones(unsigned int bits)
{
	return bits >= 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

/* Its lowest bit in the 64 that the field lies in; a damaged image may say what cannot be */
static unsigned int place_of(const struct hwreg_field *field, const struct image_piece *piece)
{
	return (unsigned int)(piece->low - field->shift) % 64;
}

uint64_t hwreg_field_get(const struct hwreg_board *board, const struct hwreg_field *field,
			 uint64_t reg_value)
{
	const struct image_piece *piece;
	uint64_t value = 0;

	for (uint32_t i = 0; i < field->piece_count; i++) {
		unsigned int width;

		piece = piece_of(board, field, i);
		width = piece->high - piece->low + 1u;
		value = width < 64 ? value << width : 0;
		value |= (reg_value >> place_of(field, piece)) & ones(width);
	}
	return value;
}

uint64_t hwreg_field_put(const struct hwreg_board *board, const struct hwreg_field *field,
			 uint64_t reg_value, uint64_t value)
{
	const struct image_piece *piece;

	reg_value &= ~field->mask;
	for (uint32_t i = field->piece_count; i-- > 0;) { /* least significant first */
		unsigned int width;

		piece = piece_of(board, field, i);
		width = piece->high - piece->low + 1u;
		reg_value |= (value & ones(width)) << place_of(field, piece);
		value = width < 64 ? value >> width : 0;
	}
	return reg_value;
}

const char *hwreg_field_value_name(const struct hwreg_board *board, const struct hwreg_field *field,
				   uint64_t value)
{
	const struct image_enumerator *enumerator;

	for (uint32_t i = 0; i < field->enumerator_count; i++) {
		enumerator = enumerator_of(board, field, i);
		if (enumerator->value == value)
			return image_string(board, enumerator->name);
	}
	return NULL;
}

static int parse_name(const struct hwreg_board *board, const struct hwreg_field *field,
		      const char *text, uint64_t *value, struct hwreg_error *err)
{
	const struct image_enumerator *enumerator;
	const char *name = image_string(board, field->name);
	struct hwreg_nearest nearest = { .word = text };
	char hint[256];

	for (uint32_t i = 0; i < field->enumerator_count; i++) {
		enumerator = enumerator_of(board, field, i);
		if (strcmp(image_string(board, enumerator->name), text) == 0) {
			*value = enumerator->value;
			return image_intact(board, err);
		}
	}
	for (uint32_t i = 0; i < field->enumerator_count; i++) {
		enumerator = enumerator_of(board, field, i);
		hwreg_nearest_offer(&nearest, image_string(board, enumerator->name));
	}
	if (image_intact(board, err))
		return -EBADMSG;
	if (!field->enumerator_count)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT,
				       "'%s' is not a number, and %s has no names for its values",
				       text, name);
	hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT, "%s has no value '%s'%s", name, text,
			hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
	for (uint32_t i = 0; !nearest.count && i < field->enumerator_count && i < 8; i++) {
		enumerator = enumerator_of(board, field, i);
		hwreg_error_append(err, "%s%s", i ? ", " : "; it has ",
				   image_string(board, enumerator->name));
	}
	if (!nearest.count && field->enumerator_count > 8)
		hwreg_error_append(err, " and %u more", field->enumerator_count - 8);
	return -ENOENT;
}

int hwreg_field_value_parse(const struct hwreg_board *board, const struct hwreg_field *field,
			    const char *text, uint64_t *value, struct hwreg_error *err)
{
	unsigned int width = (unsigned int)__builtin_popcountll(field->mask);
	uint64_t number;
	int r;

	if ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z') ||
	    text[0] == '_')
		return parse_name(board, field, text, value, err);
	r = hwreg_number_parse(text, &number, err);
	if (r)
		return r;
	if (number & ~ones(width))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, ERANGE,
			"%s does not fit the %u bit%s of %s; the largest value is 0x%llx", text,
			width, width == 1 ? "" : "s", image_string(board, field->name),
			(unsigned long long)ones(width));
	*value = number;
	return 0;
}
