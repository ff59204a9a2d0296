// SPDX-License-Identifier: MIT
/* ends.c - the two ends of a range: FIRST..LAST, FIRST..+LENGTH and 0xFIRST-0xLAST */
#include "ends.h"
#include "transfer.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "error.h"

static int bad_range(const char *text, const char *why, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE, "'%s': %s", text, why);
}

static int check_end(const char *text, const struct hwreg_item *item, struct hwreg_error *err)
{
	if (item->field || item->low || item->high != item->width - 1)
		return bad_range(text, "a range goes from register to register, not from bits",
				 err);
	if (hwreg_item_is_behind(item))
		return bad_range(text,
				 "a range is one of addresses, and a register behind an index "
				 "register has none; name its cluster, or a glob",
				 err);
	return 0;
}

/* The last byte for a last address that is a register's first byte, or a byte that ends one */
static int include_last(const char *text, struct hwreg_ends *ends, uint64_t last,
			struct hwreg_error *err)
{
	uint64_t step = ends->first.step, distance = last - ends->first.address;

	if (last < ends->first.address)
		return bad_range(text, "the last address is below the first", err);
	ends->range.first = ends->first.address;
	if (distance % step == 0 && last <= UINT64_MAX - (step - 1))
		ends->range.last = last + (step - 1);
	else if (distance % step == step - 1)
		ends->range.last = last;
	else
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "'%s': the length is not a multiple of the width, %u bits",
				       text, ends->first.width);
	return 0;
}

static int end_by_length(const char *text, struct hwreg_ends *ends, const char *length_text,
			 struct hwreg_error *err)
{
	uint64_t length;
	int r = hwreg_number_parse(length_text, &length, err);

	if (r)
		return r;
	if (!hwreg_range_make(&ends->range, ends->first.address, length))
		return bad_range(text,
				 length ? "goes past the end of the 64-bit address space"
					: "a length of 0 bytes",
				 err);
	if (length % ends->first.step)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "'%s': the length is not a multiple of the width, %u bits",
				       text, ends->first.width);
	return 0;
}

static int end_by_register(struct hwreg_session *session, const char *text, struct hwreg_ends *ends,
			   const char *last_text, struct hwreg_error *err)
{
	struct hwreg_item last;
	int r = hwreg_item_parse(session, last_text, false, &last, err);

	if (!r)
		r = check_end(text, &last, err);
	if (r)
		return r;
	if (last.space != ends->first.space)
		return bad_range(text, "the ends lie in different address spaces", err);
	if (strchr(last_text, '@') &&
	    (last.width != ends->first.width || last.endian != ends->first.endian))
		return bad_range(text, "the width belongs to the first end: FIRST@WIDTH..LAST",
				 err);
	if (ends->by_name && last.reg && last.address >= ends->first.address) {
		ends->range.first = ends->first.address;
		ends->range.last = last.address + (last.step - 1);
		return 0;
	}
	return include_last(text, ends, last.address, err);
}

/* FIRST..LAST, FIRST..+LENGTH and 0xFIRST-0xLAST */
int hwreg_ends_parse(struct hwreg_session *session, const char *text, struct hwreg_ends *ends,
		     struct hwreg_error *err)
{
	const char *dots = strstr(text, ".."), *at = dots ? dots : strchr(text, '-');
	const char *rest = at + (dots ? 2 : 1);
	char first[512];
	int r;

	if ((size_t)(at - text) >= sizeof(first))
		return bad_range("…", "the location is too long", err);
	memcpy(first, text, at - text);
	first[at - text] = '\0';
	r = hwreg_item_parse(session, first, false, &ends->first, err);
	if (!r)
		r = check_end(text, &ends->first, err);
	if (!r && !dots && strpbrk(text, "@:+"))
		r = bad_range(
			text,
			"0xFIRST-0xLAST takes plain addresses; for a width: FIRST@WIDTH..LAST",
			err);
	if (r)
		return r;
	ends->by_name = (isalpha((unsigned char)first[0]) || first[0] == '_') && ends->first.reg &&
			!isdigit((unsigned char)*rest);
	if (!hwreg_item_is_plain(&ends->first) && (!ends->by_name || *rest == '+'))
		return bad_range(
			text,
			"it starts at a register that takes several accesses; end it at a "
			"register's name, or give its address and width: 0xFIRST@32..+LENGTH",
			err);
	if (dots && *rest == '+')
		return end_by_length(text, ends, rest + 1, err);
	return end_by_register(session, text, ends, rest, err);
}

bool hwreg_text_is_range(const char *text)
{
	const char *minus = strchr(text, '-');

	if (strstr(text, ".."))
		return true;
	return minus && strncmp(text, "0x", 2) == 0 && strncmp(minus + 1, "0x", 2) == 0;
}
