// SPDX-License-Identifier: MIT
/* svd_value.c - what elements hold: texts, numbers, patterns of bits */
#include "svd.h"

#include <string.h>

const struct svd_node *svd_own(const struct svd_node *node, enum svd_tag tag)
{
	for (const struct svd_node *child = node->first; child; child = child->next)
		if (child->tag == tag)
			return child;
	return NULL;
}

const struct svd_node *svd_child(const struct svd_node *node, enum svd_tag tag)
{
	const struct svd_node *child = NULL;

	for (; node && !child; node = node->base)
		child = svd_own(node, tag);
	return child;
}

const char *svd_text(const struct svd_node *node, enum svd_tag tag)
{
	const struct svd_node *child = svd_child(node, tag);

	return child ? child->text : NULL;
}

/* ---- numbers ---- */

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* What stands in front of the digits tells their base */
static unsigned int base_of(const char **text)
{
	const char *at = *text;

	at += *at == '+';
	*text = at;
	if (at[0] == '#' || (at[0] == '0' && (at[1] | 0x20) == 'b')) {
		*text = at + (at[0] == '#' ? 1 : 2);
		return 2;
	}
	if (at[0] == '0' && (at[1] | 0x20) == 'x') {
		*text = at + 2;
		return 16;
	}
	return 10;
}

static unsigned int unit_of(char c)
{
	switch (c | 0x20) {
	case 'k':
		return 10;
	case 'm':
		return 20;
	case 'g':
		return 30;
	case 't':
		return 40;
	}
	return 0;
}

static bool digits(const char **text, unsigned int base, uint64_t *out)
{
	const char *begin = *text;
	uint64_t number = 0;

	for (; digit_of(**text) < (int)base; ++*text)
		if (__builtin_mul_overflow(number, base, &number) ||
		    __builtin_add_overflow(number, (uint64_t)digit_of(**text), &number))
			return false;
	*out = number;
	return *text != begin;
}

bool svd_number(struct svd *svd, const struct svd_node *node, uint64_t *out)
{
	const char *text = node->text ? node->text : "", *at = text;
	unsigned int base = base_of(&at), unit;
	uint64_t number;

	if (!digits(&at, base, &number))
		goto bad;
	unit = unit_of(*at);
	if (unit && number <= UINT64_MAX >> unit) {
		number <<= unit;
		at++;
	}
	if (*at)
		goto bad;
	*out = number;
	return true;
bad:
	return svd_error(svd, node, "%s: '%.64s' is not a number of 64 bits: 0x1f, #1010, 42, 4K",
			 svd_tag_name(node->tag), text);
}

bool svd_child_number(struct svd *svd, const struct svd_node *node, enum svd_tag tag, uint64_t *out)
{
	const struct svd_node *child = svd_child(node, tag);

	return !child || svd_number(svd, child, out);
}

bool svd_needed_number(struct svd *svd, const struct svd_node *node, enum svd_tag tag,
		       uint64_t *out)
{
	const struct svd_node *child = svd_child(node, tag);

	if (!child)
		return svd_error(svd, node, "<%s> has no <%s>", svd_tag_name(node->tag),
				 svd_tag_name(tag));
	return svd_number(svd, child, out);
}

bool svd_pattern(struct svd *svd, const struct svd_node *node, uint64_t *value, uint64_t *any)
{
	const char *at = node->text ? node->text : "";
	unsigned int count = 0;

	*any = 0;
	if (base_of(&at) != 2 || !strpbrk(at, "xX"))
		return svd_number(svd, node, value);
	*value = 0;
	for (; *at && strchr("01xX", *at) && count < 64; at++, count++) {
		*value = *value << 1 | (*at == '1');
		*any = *any << 1 | ((*at | 0x20) == 'x');
	}
	if (*at)
		return svd_error(svd, node, "value: '%.64s' is not a pattern of 64 bits: #10xx",
				 node->text);
	return true;
}

/* ---- texts ---- */

/* A character that a text of a board cannot hold as it is: controls, what YAML takes for a new line, and what
 * changes the order in which text is shown */
static size_t unwanted(const unsigned char *at)
{
	if (*at <= 0x20 || *at == 0x7f)
		return 1;
	if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0xa0)
		return 2;
	if (at[0] == 0xe2 && at[1] == 0x80 && at[2] >= 0xa8 && at[2] <= 0xae)
		return 3;
	if (at[0] == 0xe2 && at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9)
		return 3;
	if (at[0] == 0xef && ((at[1] == 0xbb && at[2] == 0xbf) || (at[1] == 0xbf && at[2] >= 0xbe)))
		return 3;
	return at[0] == '\\' && at[1] == 'n' ? 2 : 0;
}

const char *svd_line(struct svd *svd, const struct svd_node *node)
{
	const unsigned char *at = (const unsigned char *)(node ? node->text : NULL);
	char *line, *out;
	bool space = false;

	if (!at || !*at)
		return NULL;
	out = line = pool_copy(&svd->pool, node->text, strlen(node->text));
	while (*at) {
		size_t skip = unwanted(at);

		if (skip) {
			space = out > line;
			at += skip;
			continue;
		}
		if (space && out - line < MAX_DESCRIPTION)
			*out++ = ' ';
		space = false;
		do { /* a character's bytes stay together */
			if (out - line < MAX_DESCRIPTION + 4)
				*out++ = (char)*at;
			at++;
		} while ((*at & 0xc0) == 0x80);
		if (out - line >= MAX_DESCRIPTION) {
			svd_warn(svd, node, "%s: cut after %d bytes", svd_tag_name(node->tag),
				 MAX_DESCRIPTION);
			break;
		}
	}
	*out = '\0';
	return out > line ? line : NULL;
}
