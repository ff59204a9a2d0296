// SPDX-License-Identifier: MIT
/* item.c - what types, clusters and registers have in common: inheritance, offsets, arrays */
#include "item.h"

#include <string.h>

/* ---- what is inherited ---- */

void width_read(struct loader *loader, const struct scope *scope, const struct node *node,
		uint16_t *out)
{
	uint64_t width;

	if (!value_number(loader, scope, node, &width))
		return;
	if (width && width <= HWREG_WIDEST && width % 8 == 0)
		*out = (uint16_t)width;
	else
		loader_report(loader, CHECK_WIDTH, node_place(node),
			      "%s%s: %s is no multiple of 8 up to %u", scope_prefix(loader, scope),
			      node->key, node->text, HWREG_WIDEST);
}

static void endian_read(struct loader *loader, const struct scope *scope, const struct node *node,
			uint8_t *out)
{
	static const char *const words[] = { "little", "big", NULL };
	unsigned int word;

	if (value_word(loader, scope, node, words, &word))
		*out = word ? HWREG_BIG_ENDIAN : HWREG_LITTLE_ENDIAN;
}

static void bit_order_read(struct loader *loader, const struct scope *scope,
			   const struct node *node, bool *msb0)
{
	static const char *const words[] = { "lsb0", "msb0", NULL };
	unsigned int word;

	if (value_word(loader, scope, node, words, &word))
		*msb0 = word == 1;
}

static void reserved_read(struct loader *loader, const struct scope *scope, const struct node *node,
			  uint8_t *out)
{
	static const char *const words[] = { "keep", "0", "1", "reset", NULL };
	unsigned int word;

	if (value_word(loader, scope, node, words, &word))
		*out = (uint8_t)word; /* in the order of enum hwreg_reserved */
}

void defaults_read(struct loader *loader, const struct scope *scope, struct type *type,
		   const struct entry *entry, const struct node *const *values,
		   struct defaults *defaults)
{
	static const struct {
		enum item_key key;
		enum hwreg_rule kind;
	} lists[] = { { KEY_REQUIRES, HWREG_RULE_REQUIRES },
		      { KEY_UNLOCK, HWREG_RULE_UNLOCK },
		      { KEY_LOCK, HWREG_RULE_LOCK } };
	const struct rules *inherited = defaults->rules;

	if (values[KEY_WIDTH])
		width_read(loader, scope, values[KEY_WIDTH], &defaults->width);
	if (values[KEY_ENDIAN])
		endian_read(loader, scope, values[KEY_ENDIAN], &defaults->endian);
	if (values[KEY_RESERVED])
		reserved_read(loader, scope, values[KEY_RESERVED], &defaults->reserved);
	if (values[KEY_BIT_ORDER])
		bit_order_read(loader, scope, values[KEY_BIT_ORDER], &defaults->msb0);
	policy_read(loader, scope, values[KEY_POLICY], values[KEY_READ], values[KEY_WRITE],
		    &defaults->policy);
	for (unsigned int i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (values[lists[i].key])
			rules_read(loader, scope, type, lists[i].kind, values[lists[i].key], entry,
				   inherited, &defaults->rules);
}

/* ---- what registers and clusters have in common ---- */

bool offset_read(struct loader *loader, const struct scope *scope, const struct node *node,
		 unsigned int shift, uint64_t *out)
{
	uint64_t number;

	if (!value_number(loader, scope, node, &number))
		return false;
	if (number > UINT64_MAX >> shift) {
		loader_report(loader, CHECK_REGISTER_RANGE, node_place(node),
			      "%s%s with reg-shift %u goes beyond 64 bits",
			      scope_prefix(loader, scope), node->text, shift);
		return false;
	}
	*out = number << shift;
	return true;
}

static void check_stride(struct loader *loader, const struct scope *scope, const struct node *node,
			 const struct defaults *defaults, const struct entry *entry)
{
	uint64_t stride = entry->repeat.stride, end;

	if (!node || entry->repeat.count < 2)
		return;
	if (stride == 0)
		loader_report(loader, CHECK_STRIDE_RANGE, node_place(node),
			      "%sstride: all elements would be in one place",
			      scope_prefix(loader, scope));
	else if (stride > UINT64_MAX >> defaults->shift ||
		 __builtin_mul_overflow(stride << defaults->shift, entry->repeat.count, &end))
		loader_report(loader, CHECK_STRIDE_RANGE, node_place(node),
			      "%sstride: %u times %s goes beyond 64 bits",
			      scope_prefix(loader, scope), entry->repeat.count, node->text);
}

void item_read(struct loader *loader, const struct scope *scope, struct type *type,
	       const struct node *const *values, const struct defaults *inherited,
	       struct defaults *defaults, struct entry *entry)
{
	struct repeat *repeat = &entry->repeat;

	*defaults = *inherited;
	defaults_read(loader, scope, type, entry, values, defaults);
	repeat_read(loader, scope, values[KEY_COUNT], values[KEY_STRIDE], values[KEY_INDEX],
		    repeat);
	repeat_check_name(loader, scope->parent, entry->node, repeat);
	check_stride(loader, scope, values[KEY_STRIDE], defaults, entry);
	repeat->stride <<= defaults->shift;
	if (values[KEY_OFFSET])
		offset_read(loader, scope, values[KEY_OFFSET], defaults->shift, &entry->offset);
	if (values[KEY_WHEN] && value_text(loader, scope, values[KEY_WHEN], &entry->when)) {
		rules_read(loader, scope, type, HWREG_RULE_WHEN, values[KEY_WHEN], entry,
			   inherited->rules, &defaults->rules);
		if (inherited->when)
			entry->when =
				arena_format(&loader->arena, "%s %s", inherited->when, entry->when);
		defaults->when = entry->when;
	}
	entry->when = defaults->when;
	entry->rules = defaults->rules;
}
