// SPDX-License-Identifier: MIT
/* svd_dim.c - arrays and their indexes, and names that are free */
#include "svd.h"

#include <stdlib.h>
#include <string.h>

/* ---- dim, dimIncrement, dimIndex ---- */

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_';
}

static bool wrong_index(struct svd *svd, const struct svd_node *node)
{
	return svd_error(svd, node,
			 "dimIndex: '%.64s' is neither a list A,B,C nor a range 0-3 or A-D with as "
			 "many elements as dim",
			 node->text ? node->text : "");
}

/* A name for each of numbers that have zeros in front, or of letters */
static void name_range(struct svd *svd, struct svd_dim *dim, int width, char letter)
{
	dim->names = pool_alloc(&svd->pool, dim->count * sizeof(*dim->names));
	for (uint32_t i = 0; i < dim->count; i++)
		dim->names[i] = letter ? pool_format(&svd->pool, "%c", (char)(letter + (char)i))
				       : pool_format(&svd->pool, "%0*llu", width,
						     (unsigned long long)(dim->first + i));
}

static bool index_range(struct svd *svd, const struct svd_node *node, struct svd_dim *dim)
{
	const char *text = node->text, *dash = strchr(text, '-');
	char *end;
	unsigned long long last;

	if (dash == text + 1 && ((*text | 0x20) >= 'a' && (*text | 0x20) <= 'z')) {
		if (text[3] || text[2] < text[0] ||
		    (uint32_t)(text[2] - text[0]) + 1 != dim->count ||
		    !(((text[0] ^ text[2]) & 0x20) == 0))
			return wrong_index(svd, node);
		name_range(svd, dim, 0, text[0]);
		return true;
	}
	if (!dash || dash - text > 9 || strlen(dash + 1) > 9 || strspn(text, "0123456789") == 0 ||
	    strspn(text, "0123456789") != (size_t)(dash - text) ||
	    strspn(dash + 1, "0123456789") != strlen(dash + 1) || !dash[1])
		return wrong_index(svd, node);
	dim->first = strtoull(text, NULL, 10);
	last = strtoull(dash + 1, &end, 10);
	if (last < dim->first || last - dim->first + 1 != dim->count)
		return wrong_index(svd, node);
	if (text[0] == '0' && dash > text + 1)
		name_range(svd, dim, (int)(dash - text), 0);
	return true;
}

static bool index_list(struct svd *svd, const struct svd_node *node, struct svd_dim *dim)
{
	const char *at = node->text;
	uint32_t count = 0;

	dim->names = pool_alloc(&svd->pool, dim->count * sizeof(*dim->names));
	while (count < dim->count) {
		size_t length;
		char *name;

		at += strspn(at, " \t\r\n");
		length = strcspn(at, ", \t\r\n");
		if (!length || length > MAX_PART)
			return wrong_index(svd, node);
		name = pool_copy(&svd->pool, at, length);
		for (char *c = name; *c; c++)
			*c = is_word(*c) ? *c : '_';
		dim->names[count++] = name;
		at += length;
		at += strspn(at, " \t\r\n");
		if (*at != ',')
			break;
		at++;
	}
	return (*at == '\0' && count == dim->count) || wrong_index(svd, node);
}

static bool read_index(struct svd *svd, const struct svd_node *node, struct svd_dim *dim)
{
	bool plain;

	if (!node)
		return true;
	if (!node->text || !*node->text)
		return wrong_index(svd, node);
	plain = !strchr(node->text, ',');
	return plain && strchr(node->text, '-') ? index_range(svd, node, dim)
						: index_list(svd, node, dim);
}

bool svd_dim_read(struct svd *svd, const struct svd_node *node, struct svd_dim *dim)
{
	const char *name = svd_text(node, TAG_name);
	const struct svd_node *own = svd_own(node, TAG_dim);
	const struct svd_node *child = own || strstr(name, "%s") ? svd_child(node, TAG_dim) : NULL;
	uint64_t count;

	*dim = (struct svd_dim){ .count = 1 };
	if (!child)
		return true;
	if (!svd_number(svd, child, &count) ||
	    !svd_needed_number(svd, node, TAG_dimIncrement, &dim->stride))
		return false;
	if (count == 0 || count > MAX_COUNT)
		return svd_error(svd, child, "dim: %llu is not between 1 and %u",
				 (unsigned long long)count, MAX_COUNT);
	dim->count = (uint32_t)count;
	dim->array = true;
	if (dim->count > 1 && dim->stride == 0)
		return svd_error(svd, child, "dimIncrement: all elements would be in one place");
	return read_index(svd, svd_child(node, TAG_dimIndex), dim);
}

const char *svd_index(struct svd *svd, const struct svd_dim *dim, uint32_t i)
{
	return dim->names ? dim->names[i]
			  : pool_format(&svd->pool, "%llu", (unsigned long long)(dim->first + i));
}

const char *svd_element(struct svd *svd, const char *name, const struct svd_dim *dim, uint32_t i)
{
	const char *mark = strstr(name, "%s");
	int before = (int)(mark ? (size_t)(mark - name) : strlen(name));

	if (!dim->array)
		return name;
	return pool_format(&svd->pool, "%.*s%s%s", before, name, svd_index(svd, dim, i),
			   mark ? mark + 2 : "");
}

/* ---- names ---- */

char *svd_clean_name(struct svd *svd, const char *raw, bool array)
{
	char *name = pool_alloc(&svd->pool, strlen(raw) + 2), *out = name;
	bool marked = !array;

	if (*raw >= '0' && *raw <= '9')
		*out++ = '_';
	while (*raw) {
		size_t mark = strncmp(raw, "[%s]", 4) == 0 ? 4 : strncmp(raw, "%s", 2) == 0 ? 2 : 0;

		if (mark && !marked) {
			marked = true;
			*out++ = '%';
			*out++ = 's';
			raw += mark;
			continue;
		}
		*out++ = is_word(*raw) ? *raw : '_';
		do {
			raw++;
		} while ((*raw & 0xc0) == 0x80); /* one _ for one character */
	}
	return name;
}

/* The index may be in front, too */
static bool begins_with_digit(struct svd *svd, const char *name, const struct svd_dim *dim)
{
	for (uint32_t i = 0; name[0] == '%' && i < dim->count; i++) {
		char first = svd_index(svd, dim, i)[0];

		if (first >= '0' && first <= '9')
			return true;
	}
	return false;
}

/* A key of the board's file as well as the names that it stands for */
static bool is_free(struct svd *svd, const struct dict *taken, const char *name,
		    const struct svd_dim *dim)
{
	if (dict_find(taken, name))
		return false;
	for (uint32_t i = 0; i < dim->count; i++)
		if (dict_find(taken, svd_element(svd, name, dim, i)))
			return false;
	return true;
}

static size_t longest_index(struct svd *svd, const struct svd_dim *dim)
{
	size_t longest = 0;

	for (uint32_t i = 0; dim->array && i < dim->count; i++) {
		size_t length = strlen(svd_index(svd, dim, i));

		longest = length > longest ? length : longest;
	}
	return longest;
}

/* Room for the index and for a suffix is left */
static char *shorten(struct svd *svd, char *name, const struct svd_dim *dim)
{
	size_t room = MAX_PART - 8 - longest_index(svd, dim);
	char *mark = dim->array ? strstr(name, "%s") : NULL;

	if (strlen(name) - (mark ? 2 : 0) <= room + 8)
		return name;
	if (longest_index(svd, dim) > MAX_PART / 2)
		room = MAX_PART / 4;
	if (mark && (size_t)(mark - name) >= room)
		return pool_format(&svd->pool, "%.*s%%s", (int)room, name);
	name[room + (mark ? 2 : 0)] = '\0';
	return name;
}

struct svd_name svd_name_take(struct svd *svd, struct dict *taken, const struct svd_node *node,
			      const char *raw, const struct svd_dim *dim)
{
	char *clean = svd_clean_name(svd, raw, dim->array), *name;
	struct svd_name result = { NULL, NULL };
	size_t length;

	if (begins_with_digit(svd, clean, dim))
		clean = pool_format(&svd->pool, "_%s", clean);
	if (!*clean)
		clean = pool_format(&svd->pool, "_");
	length = strlen(clean);
	name = shorten(svd, clean, dim);
	if (strlen(name) < length) {
		svd_warn(svd, node, "%.80s: the name is too long; shortened to %s", raw, name);
		result.was = raw;
	}
	clean = name;
	for (unsigned int i = 2; !is_free(svd, taken, name, dim); i++) {
		name = pool_format(&svd->pool, "%s_%u", clean, i);
		result.was = raw;
	}
	for (uint32_t i = 0; i < dim->count; i++)
		dict_add(&svd->pool, taken, svd_element(svd, name, dim, i), NULL);
	if (dim->array)
		dict_add(&svd->pool, taken, name, NULL);
	result.text = name;
	return result;
}
