// SPDX-License-Identifier: MIT
/* repeat.c - registers or clusters that follow one another like the elements of an array */
#include "repeat.h"
#include "layout.h"

#include <stdlib.h>
#include <string.h>

#define MAX_ELEMENTS 65536u
#define MAX_DIGITS 9

static const char *name_of(const struct hwreg_board *board, uint32_t index)
{
	struct hwreg_register_info info = { .size = sizeof(info) };

	hwreg_register_describe(board, hwreg_board_register(board, index), &info);
	return info.name;
}

static uint64_t address_of(const struct hwreg_board *board, uint32_t index)
{
	struct hwreg_register_info info = { .size = sizeof(info) };

	hwreg_register_describe(board, hwreg_board_register(board, index), &info);
	return info.address;
}

/* ---- One register or cluster ------------------------------------------------------------------- */

static bool has_name(const struct hwreg_cluster_info *info, const struct repeat *item)
{
	return !strncmp(info->name, item->name, item->length) && !info->name[item->length];
}

static void find_cluster(const struct hwreg_board *board, uint32_t *cursor, struct repeat *item)
{
	item->about.size = sizeof(item->about);
	for (int round = 0; round < 2; round++) {
		for (uint32_t i = *cursor; hwreg_board_cluster(board, i, &item->about) == 0; i++)
			if (has_name(&item->about, item)) {
				*cursor = i;
				item->cluster_index = i;
				item->size = item->about.register_count;
				return;
			}
		*cursor = 0;
	}
}

static void item_at(const struct hwreg_board *board, uint32_t first, size_t skip, uint32_t *cursor,
		    struct repeat *item)
{
	*item = (struct repeat){ .name = name_of(board, first), .count = 1, .size = 1 };
	item->length = skip + strcspn(item->name + skip, ".");
	item->cluster = item->name[item->length];
	if (item->cluster)
		find_cluster(board, cursor, item);
}

/* ---- Names that count -------------------------------------------------------------------------- */

static bool read_number(const char *name, size_t at, size_t length, size_t *digits,
			uint32_t *number)
{
	*digits = 0;
	*number = 0;
	while (at + *digits < length && *digits <= MAX_DIGITS && name[at + *digits] >= '0' &&
	       name[at + *digits] <= '9')
		*number = *number * 10 + (uint32_t)(name[at + (*digits)++] - '0');
	return *digits && *digits <= MAX_DIGITS && (*digits == 1 || name[at] != '0');
}

/* Where the number is in the first name that is one more in the second */
static bool find_number(struct repeat *a, const struct repeat *b, size_t skip)
{
	size_t at = skip, digits;
	uint32_t number;

	while (at < a->length && at < b->length && a->name[at] == b->name[at])
		at++;
	while (at > skip && a->name[at - 1] >= '0' && a->name[at - 1] <= '9')
		at--;
	a->at = at;
	return read_number(a->name, at, a->length, &a->digits, &a->number) &&
	       read_number(b->name, at, b->length, &digits, &number) && number == a->number + 1;
}

static bool is_element(const struct repeat *a, const struct repeat *b, uint32_t index)
{
	size_t digits, rest = a->length - a->at - a->digits;
	uint32_t number;

	return b->length > a->at && !strncmp(a->name, b->name, a->at) &&
	       read_number(b->name, a->at, b->length, &digits, &number) &&
	       number == a->number + index && b->length == a->at + digits + rest &&
	       !strncmp(a->name + a->at + a->digits, b->name + a->at + digits, rest);
}

/* ---- Alike ------------------------------------------------------------------------------------- */

static bool same_clusters(const struct hwreg_board *board, const struct repeat *a,
			  const struct repeat *b, uint64_t distance)
{
	struct hwreg_cluster_info x = { .size = sizeof(x) }, y = { .size = sizeof(y) };
	uint32_t end = a->about.first_register + a->size;

	for (uint32_t i = 0; hwreg_board_cluster(board, a->cluster_index + i, &x) == 0; i++) {
		if (x.first_register >= end)
			break;
		if (hwreg_board_cluster(board, b->cluster_index + i, &y) < 0 ||
		    y.address - x.address != distance || y.register_count != x.register_count ||
		    strcmp(x.description, y.description) != 0)
			return false;
	}
	return true;
}

static bool are_alike(const struct hwreg_board *board, uint32_t first, uint32_t other,
		      const struct repeat *a, const struct repeat *b)
{
	uint64_t distance = address_of(board, other) - address_of(board, first);

	if (a->cluster != b->cluster || a->size != b->size)
		return false;
	for (uint32_t i = 0; i < a->size; i++) {
		const char *x = name_of(board, first + i), *y = name_of(board, other + i);

		if (strcmp(x + a->length, y + b->length) != 0 ||
		    address_of(board, other + i) - address_of(board, first + i) != distance ||
		    !registers_are_alike(board, hwreg_board_register(board, first + i),
					 hwreg_board_register(board, other + i)))
			return false;
	}
	return !a->cluster || same_clusters(board, a, b, distance);
}

/* Bytes from where an element starts to the end of its last register */
static uint64_t extent(const struct hwreg_board *board, uint32_t first, const struct repeat *item)
{
	uint64_t start = item->cluster ? item->about.address : address_of(board, first), extent = 0;
	struct hwreg_register_info info = { .size = sizeof(info) };

	for (uint32_t i = 0; i < item->size; i++) {
		hwreg_register_describe(board, hwreg_board_register(board, first + i), &info);
		if (info.address - start + info.width / 8 > extent)
			extent = info.address - start + info.width / 8;
	}
	return extent;
}

void repeat_find(const struct hwreg_board *board, uint32_t first, uint32_t last, size_t skip,
		 uint32_t *cursor, struct repeat *repeat)
{
	uint32_t next, ahead;
	struct repeat item;

	item_at(board, first, skip, cursor, repeat);
	ahead = *cursor;
	for (next = first + repeat->size; next < last && repeat->count < MAX_ELEMENTS;
	     next += repeat->size) {
		item_at(board, next, skip, &ahead, &item);
		if (repeat->count == 1) {
			repeat->stride = address_of(board, next) - address_of(board, first);
			if (!find_number(repeat, &item, skip) || repeat->stride > UINT32_MAX ||
			    repeat->stride < extent(board, first, repeat))
				break;
		}
		if (!is_element(repeat, &item, repeat->count) ||
		    address_of(board, next) - address_of(board, first) !=
			    repeat->stride * repeat->count ||
		    !are_alike(board, first, next, repeat, &item))
			break;
		repeat->count++;
	}
}
