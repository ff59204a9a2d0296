// SPDX-License-Identifier: MIT
/* values.c - nodes to values: texts, numbers, words, names; each says what is wrong with it */
#include "loader.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"

static size_t scope_length(const struct scope *scope)
{
	return scope ? scope_length(scope->parent) + strlen(scope->name) + 1 : 0;
}

static char *scope_write(const struct scope *scope, char *out)
{
	size_t length = strlen(scope->name);

	if (scope->parent) {
		out = scope_write(scope->parent, out);
		*out++ = '.';
	}
	memcpy(out, scope->name, length);
	return out + length;
}

const char *scope_name(struct loader *loader, const struct scope *scope)
{
	char *name = arena_alloc(&loader->arena, scope_length(scope) + 1);

	if (!name)
		return "";
	if (scope)
		scope_write(scope, name);
	return name;
}

const char *scope_prefix(struct loader *loader, const struct scope *scope)
{
	const char *name = scope_name(loader, scope);
	const char *text = name[0] ? arena_format(&loader->arena, "%s: ", name) : "";

	return text ? text : "";
}

static bool mismatch(struct loader *loader, const struct scope *scope, const struct node *node,
		     const char *wanted)
{
	bool named = node->key && (!scope || scope->name != node->key);

	loader_report(loader, CHECK_TYPE_MISMATCH, node_place(node),
		      "%s%s%s%s is needed here, not %s", scope_prefix(loader, scope),
		      named ? node->key : "", named ? ": " : "", wanted, node_kind_name(node));
	return false;
}

static void report_unknown_key(struct loader *loader, const struct scope *scope,
			       const struct node *child, const struct key *keys, size_t count)
{
	struct hwreg_nearest nearest = { .word = child->key };
	char hint[256];

	for (size_t i = 0; i < count; i++)
		hwreg_nearest_offer(&nearest, keys[i].name);
	loader_report(loader, CHECK_UNKNOWN_KEY, node_key_place(child),
		      "%sthere is no key '%.64s' here%s", scope_prefix(loader, scope), child->key,
		      hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
}

bool keys_read(struct loader *loader, const struct scope *scope, const struct node *node,
	       const struct key *keys, size_t count, const struct node **values)
{
	memset(values, 0, count * sizeof(*values));
	if (!value_mapping(loader, scope, node))
		return false;
	for (const struct node *child = node->first; child; child = child->next) {
		size_t i = 0;

		while (i < count && strcmp(keys[i].name, child->key) != 0)
			i++;
		if (i < count)
			values[i] = child;
		else if (strncmp(child->key, "x-", 2) != 0)
			report_unknown_key(loader, scope, child, keys, count);
	}
	for (size_t i = 0; i < count; i++)
		if (keys[i].needed && !values[i])
			loader_report(loader, CHECK_MISSING_KEY, node_key_place(node),
				      "%sthe key '%s' is missing", scope_prefix(loader, scope),
				      keys[i].name);
	return true;
}

bool value_mapping(struct loader *loader, const struct scope *scope, const struct node *node)
{
	return node->kind == NODE_MAPPING || mismatch(loader, scope, node, "a mapping");
}

bool value_list(struct loader *loader, const struct scope *scope, const struct node *node)
{
	return node->kind == NODE_LIST || mismatch(loader, scope, node, "a list");
}

bool value_text(struct loader *loader, const struct scope *scope, const struct node *node,
		const char **out)
{
	if (node->kind != NODE_TEXT)
		return mismatch(loader, scope, node, "a text");
	if (!node->text[0]) {
		loader_report(loader, CHECK_TEXT_EMPTY, node_place(node), "%s%s must not be empty",
			      scope_prefix(loader, scope), node->key ? node->key : "the text");
		return false;
	}
	*out = node->text;
	return true;
}

bool value_number(struct loader *loader, const struct scope *scope, const struct node *node,
		  uint64_t *out)
{
	struct hwreg_error why = HWREG_ERROR_INIT;

	if (node->kind != NODE_TEXT)
		return mismatch(loader, scope, node, "a number");
	if (strlen(node->text) > 100)
		snprintf(why.message, sizeof(why.message), "'%.32s...' is not a number",
			 node->text);
	else if (hwreg_number_parse(node->text, out, &why) == 0)
		return true;
	loader_report(loader, CHECK_NUMBER_SYNTAX, node_place(node), "%s%s%s%s",
		      scope_prefix(loader, scope), node->key ? node->key : "",
		      node->key ? ": " : "", why.message);
	return false;
}

bool value_bool(struct loader *loader, const struct scope *scope, const struct node *node,
		bool *out)
{
	if (node->kind != NODE_TEXT)
		return mismatch(loader, scope, node, "true or false");
	if (strcmp(node->text, "true") != 0 && strcmp(node->text, "false") != 0) {
		loader_report(loader, CHECK_BOOL_SYNTAX, node_place(node),
			      "%s%s: '%.64s' is neither true nor false",
			      scope_prefix(loader, scope), node->key ? node->key : "", node->text);
		return false;
	}
	*out = node->text[0] == 't';
	return true;
}

/* -12.5e-3: what strtod() takes beyond that (inf, nan, hexadecimal) is not meant here */
static bool is_decimal(const char *text)
{
	const char *p = text + (*text == '-' || *text == '+');
	size_t whole = strspn(p, "0123456789"), fraction = 0;

	p += whole;
	if (*p == '.') {
		fraction = strspn(p + 1, "0123456789");
		p += 1 + fraction;
	}
	if (!whole && !fraction)
		return false;
	if (*p == 'e' || *p == 'E') {
		p += 1 + (p[1] == '-' || p[1] == '+');
		if (!strspn(p, "0123456789"))
			return false;
		p += strspn(p, "0123456789");
	}
	return *p == '\0';
}

bool value_decimal(struct loader *loader, const struct scope *scope, const struct node *node,
		   double *out)
{
	locale_t plain, before;

	if (node->kind != NODE_TEXT)
		return mismatch(loader, scope, node, "a number");
	if (!is_decimal(node->text)) {
		loader_report(loader, CHECK_SCALE_SYNTAX, node_place(node),
			      "%s%s: '%.64s' is not a decimal number", scope_prefix(loader, scope),
			      node->key ? node->key : "", node->text);
		return false;
	}
	plain = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* the point is a point everywhere */
	if (!plain) {
		loader->arena.failed = true;
		return false;
	}
	before = uselocale(plain);
	*out = strtod(node->text, NULL);
	uselocale(before);
	freelocale(plain);
	if (isfinite(*out))
		return true;
	loader_report(loader, CHECK_SCALE_SYNTAX, node_place(node), "%s%s: '%.64s' is too large",
		      scope_prefix(loader, scope), node->key ? node->key : "", node->text);
	return false;
}

bool value_word(struct loader *loader, const struct scope *scope, const struct node *node,
		const char *const *words, unsigned int *out)
{
	char list[128] = "";

	if (node->kind != NODE_TEXT)
		return mismatch(loader, scope, node, "a word");
	for (unsigned int i = 0; words[i]; i++) {
		size_t length = strlen(list);

		if (strcmp(words[i], node->text) == 0) {
			*out = i;
			return true;
		}
		snprintf(list + length, sizeof(list) - length, "%s%s", i ? ", " : "", words[i]);
	}
	loader_report(loader, CHECK_WORD_SYNTAX, node_place(node), "%s%s: '%.64s' is none of %s",
		      scope_prefix(loader, scope), node->key ? node->key : "", node->text, list);
	return false;
}

uint32_t value_description(struct loader *loader, const struct scope *scope,
			   const struct node *node)
{
	const char *text;
	char *line;
	size_t length;

	if (!node || !value_text(loader, scope, node, &text))
		return 0;
	length = strlen(text);
	while (length && strchr(" \n\t", text[length - 1]))
		length--;
	line = arena_alloc(&loader->arena, length + 1);
	if (!line)
		return 0;
	for (size_t i = 0; i < length; i++)
		line[i] = text[i] == '\n' || text[i] == '\t' ? ' ' : text[i];
	return draft_string(loader, line);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool name_is_part(const char *name, bool array)
{
	const char *p = name;
	bool seen = false;

	if (*p >= '0' && *p <= '9')
		return false;
	for (; *p; p++) {
		if (array && !seen && p[0] == '%' && p[1] == 's') {
			seen = true;
			p++;
		} else if (!is_letter(*p) && !(*p >= '0' && *p <= '9')) {
			return false;
		}
	}
	return p != name && p - name <= 64;
}

bool name_check(struct loader *loader, const struct scope *scope, const struct node *node,
		bool array)
{
	if (name_is_part(node->key, array))
		return true;
	loader_report(loader, CHECK_NAME_SYNTAX, node_key_place(node),
		      "%s'%.80s' is not a name: letters, digits and _, no digit in front, 64 at "
		      "most%s",
		      scope_prefix(loader, scope), node->key,
		      array ? ", and one %s in an array" : "");
	return false;
}
