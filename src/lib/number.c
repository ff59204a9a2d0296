// SPDX-License-Identifier: MIT
/* number.c - numbers and durations: the whole word, or an error that says what is wrong with it */
#include "error.h"

#include <ctype.h>
#include <string.h>

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

static int not_a_number(const char *text, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "'%s' is not a number", text);
}

static int too_large(const char *text, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE, "'%s' does not fit in 64 bits",
			       text);
}

static int check_start(const char *text, struct hwreg_error *err)
{
	if (text[0] == '-')
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"'%s': negative numbers are not accepted; write the bits, such "
			"as 0xffffffff for -1 in 32 bits",
			text);
	if (text[0] == '0' && text[1] == '0' && !text[strspn(text, "0")])
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "'%s': a leading 0 is ambiguous; write 0", text);
	if (text[0] == '0' && isdigit((unsigned char)text[1]))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"'%s': a leading 0 is ambiguous; write 0x%s for hexadecimal, or "
			"leave the 0 out for decimal",
			text, text + strspn(text, "0"));
	return 0;
}

int hwreg_number_parse(const char *text, uint64_t *value, struct hwreg_error *err)
{
	unsigned int base = 10;
	const char *p = text;
	uint64_t number = 0;
	int r = check_start(text, err);

	if (r)
		return r;
	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'b')) {
		base = p[1] == 'x' ? 16 : 2;
		p += 2;
	}
	if (digit_value(*p) >= (int)base)
		return not_a_number(text, err);
	for (; *p; p++) {
		int digit;

		if (*p == '_' && base != 10 && p[-1] != '_')
			p++;
		digit = digit_value(*p);
		if (digit >= (int)base)
			break;
		if (__builtin_mul_overflow(number, (uint64_t)base, &number) ||
		    __builtin_add_overflow(number, (uint64_t)digit, &number))
			return too_large(text, err);
	}
	if (base == 10 && *p && strchr("KMG", *p)) {
		unsigned int shift = *p == 'K' ? 10 : *p == 'M' ? 20 : 30;

		if (number > UINT64_MAX >> shift)
			return too_large(text, err);
		number <<= shift;
		p++;
	}
	if (*p || p[-1] == '_')
		return not_a_number(text, err);
	*value = number;
	return 0;
}

static const struct unit {
	const char *name;
	int64_t ns;
} units[] = {
	{ "ns", 1 },
	{ "us", 1000 },
	{ "ms", 1000000 },
	{ "s", 1000000000 },
	{ "m", INT64_C(60) * 1000000000 },
	{ "h", INT64_C(3600) * 1000000000 },
};

static const struct unit *find_unit(const char *name)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(units[i].name, name) == 0)
			return &units[i];
	return NULL;
}

int hwreg_duration_parse(const char *text, int64_t *ns, struct hwreg_error *err)
{
	const char *p = text + strspn(text, "0123456789");
	const char *fraction = *p == '.' ? p + 1 : NULL;
	const struct unit *unit;
	int64_t total = 0, digit_ns;

	if (fraction)
		p = fraction + strspn(fraction, "0123456789");
	unit = find_unit(p);
	if (p == text || fraction == p || text[0] == '.' || !unit)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"'%s' is not a time: a number and ns, us, ms, s, m or h, such "
			"as 10ms",
			text);
	for (const char *q = text; isdigit((unsigned char)*q); q++)
		if (__builtin_mul_overflow(total, INT64_C(10), &total) ||
		    __builtin_add_overflow(total, (int64_t)(*q - '0'), &total))
			return too_large(text, err);
	if (__builtin_mul_overflow(total, unit->ns, &total))
		return too_large(text, err);
	digit_ns = unit->ns;
	for (; fraction && fraction < p; fraction++) {
		digit_ns /= 10;
		if (__builtin_add_overflow(total, digit_ns * (*fraction - '0'), &total))
			return too_large(text, err);
	}
	if (total == 0)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "'%s': a time must be more than 0", text);
	*ns = total;
	return 0;
}
