// SPDX-License-Identifier: MIT
/* repeat.c - arrays of blocks, clusters and registers: `count`, `stride`, `index`, %s in names */
#include "type.h"

#include <stdio.h>
#include <string.h>

static void index_syntax(struct loader *loader, const struct scope *scope, const struct node *node)
{
	loader_report(loader, CHECK_INDEX_SYNTAX, node_place(node),
		      "%sindex: this is neither a list of names nor \"FIRST-LAST\" in decimal",
		      scope_prefix(loader, scope));
}

static bool is_index_name(const char *text)
{
	size_t length = strlen(text);

	return length && length <= 64 &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
		       length;
}

static bool decimal(const char *text, size_t length, uint64_t *out)
{
	char number[24];

	if (!length || length >= sizeof(number) || strspn(text, "0123456789") < length)
		return false;
	memcpy(number, text, length);
	number[length] = '\0';
	return hwreg_number_parse(number, out, NULL) == 0;
}

static bool index_range(struct loader *loader, const struct scope *scope, const struct node *node,
			struct repeat *repeat)
{
	size_t length = strcspn(node->text, "-");
	const char *second = node->text + length + (node->text[length] == '-');
	uint64_t last;

	if (!decimal(node->text, length, &repeat->first) ||
	    !decimal(second, strlen(second), &last) || last < repeat->first) {
		index_syntax(loader, scope, node);
		return false;
	}
	if (last - repeat->first >= MAX_COUNT) {
		loader_report(loader, CHECK_COUNT_RANGE, node_place(node),
			      "%sindex: more than %u elements", scope_prefix(loader, scope),
			      MAX_COUNT);
		return false;
	}
	repeat->count = (uint32_t)(last - repeat->first) + 1;
	return true;
}

static bool index_list(struct loader *loader, const struct scope *scope, const struct node *node,
		       struct repeat *repeat)
{
	uint32_t count = 0;

	for (const struct node *each = node->first; each; each = each->next)
		if (count++ == MAX_COUNT)
			break;
	if (count > MAX_COUNT) {
		loader_report(loader, CHECK_COUNT_RANGE, node_place(node),
			      "%sindex: more than %u elements", scope_prefix(loader, scope),
			      MAX_COUNT);
		return false;
	}
	repeat->names = count ? arena_alloc(&loader->arena, count * sizeof(char *)) : NULL;
	if (!repeat->names) {
		index_syntax(loader, scope, node);
		return false;
	}
	repeat->count = 0;
	for (const struct node *each = node->first; each; each = each->next) {
		if (each->kind != NODE_TEXT || !is_index_name(each->text)) {
			index_syntax(loader, scope, each);
			return false;
		}
		repeat->names[repeat->count++] = each->text;
	}
	return true;
}

static bool read_count(struct loader *loader, const struct scope *scope, const struct node *node,
		       uint32_t *count)
{
	uint64_t number;

	if (!value_number(loader, scope, node, &number))
		return false;
	if (number == 0 || number > MAX_COUNT) {
		loader_report(loader, CHECK_COUNT_RANGE, node_place(node),
			      "%scount: %s is not between 1 and %u", scope_prefix(loader, scope),
			      node->text, MAX_COUNT);
		return false;
	}
	*count = (uint32_t)number;
	return true;
}

bool repeat_read(struct loader *loader, const struct scope *scope, const struct node *count,
		 const struct node *stride, const struct node *index, struct repeat *repeat)
{
	uint32_t number = 0;
	bool good = true;

	*repeat = (struct repeat){ .count = 1 };
	repeat->array = count || index;
	repeat->place = count ? count : index ? index : stride;
	if (index && index->kind == NODE_TEXT)
		good = index_range(loader, scope, index, repeat);
	else if (index && value_list(loader, scope, index))
		good = index_list(loader, scope, index, repeat);
	if (count && !read_count(loader, scope, count, &number))
		good = false;
	if (good && count && index && number != repeat->count) {
		loader_report(loader, CHECK_INDEX_SYNTAX, node_place(index),
			      "%sindex: %u elements, but count is %u", scope_prefix(loader, scope),
			      repeat->count, number);
		good = false;
	}
	if (count && !index)
		repeat->count = number;
	if (stride && !value_number(loader, scope, stride, &repeat->stride))
		good = false;
	if (stride && !repeat->array)
		loader_report(loader, CHECK_MISSING_KEY, node_key_place(stride),
			      "%s'stride' needs 'count'", scope_prefix(loader, scope));
	if (good && !stride && repeat->array && repeat->count > 1) {
		loader_report(loader, CHECK_MISSING_KEY, node_key_place(repeat->place),
			      "%s'%s' needs 'stride'", scope_prefix(loader, scope),
			      repeat->place->key);
		good = false;
	}
	if (!good) { /* the rest can still be checked */
		repeat->count = 1;
		repeat->names = NULL;
	}
	return good;
}

const char *repeat_name(struct loader *loader, const char *name, const struct repeat *repeat,
			uint32_t i)
{
	char digits[24], *number = digits + sizeof(digits) - 1, *out;
	unsigned long long value = repeat->first + i;
	const char *mark, *index = number;
	size_t before, length;

	if (!repeat->array)
		return name;
	mark = strstr(name, "%s");
	before = mark ? (size_t)(mark - name) : strlen(name);
	*number = '\0';
	for (; !repeat->names && (index == digits + sizeof(digits) - 1 || value); value /= 10) {
		*--number = (char)('0' + value % 10);
		index = number;
	}
	if (repeat->names)
		index = repeat->names[i];
	length = strlen(index);
	out = arena_alloc(&loader->arena, before + length + (mark ? strlen(mark + 2) : 0) + 1);
	if (!out)
		return name;
	memcpy(out, name, before);
	memcpy(out + before, index, length);
	if (mark)
		strcpy(out + before + length, mark + 2);
	return out;
}

bool repeat_check_name(struct loader *loader, const struct scope *scope, const struct node *node,
		       const struct repeat *repeat)
{
	const char *name = node->key;

	if (!name_check(loader, scope, node, true))
		return false;
	if (!repeat->array && strstr(name, "%s")) {
		loader_report(loader, CHECK_NAME_SYNTAX, node_key_place(node),
			      "%s%s: %%s needs 'count' or 'index'", scope_prefix(loader, scope),
			      name);
		return false;
	}
	/* of numbers the last one is the longest, and all start alike */
	for (uint32_t i = repeat->names ? 0 : repeat->count - 1; repeat->array && i < repeat->count;
	     i++) {
		const char *element = repeat_name(loader, name, repeat, i);

		if (!name_is_part(element, false)) {
			loader_report(loader, CHECK_NAME_SYNTAX, node_key_place(node),
				      "%s'%.80s' is not a name: letters, digits and _, no digit in "
				      "front, 64 at most",
				      scope_prefix(loader, scope), element);
			return false;
		}
	}
	return true;
}
