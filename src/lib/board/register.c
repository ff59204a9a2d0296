// SPDX-License-Identifier: MIT
/* register.c - a register of a type: all its keys but its fields */
#include "item.h"

#include <string.h>

#include "policy.h"

enum {
	KEY_RESET = ITEM_KEY_COUNT,
	KEY_RESET_MASK,
	KEY_VOLATILE,
	KEY_PROTECT,
	KEY_TRIGGER,
	KEY_OVERLAP,
	KEY_FIELDS,
	KEY_ACCESS_WIDTH,
	KEY_ORDER,
	KEY_ALIASES,
	REGISTER_COUNT,
};

// clang-format off
static const struct key register_keys[] = {
	COMMON_KEYS, ITEM_KEYS,
	[KEY_OFFSET] = { "offset", true },
	[KEY_RESET] = { "reset", false }, [KEY_RESET_MASK] = { "reset-mask", false },
	[KEY_VOLATILE] = { "volatile", false }, [KEY_PROTECT] = { "protect", false },
	[KEY_TRIGGER] = { "trigger", false }, [KEY_OVERLAP] = { "overlap", false },
	[KEY_FIELDS] = { "fields", false }, [KEY_ACCESS_WIDTH] = { "access-width", false },
	[KEY_ORDER] = { "order", false }, [KEY_ALIASES] = { "aliases", false },
};
// clang-format on

static bool fits(uint64_t value, unsigned int width)
{
	return width >= 64 || value >> width == 0;
}

static void reset_read(struct loader *loader, const struct scope *scope,
		       const struct node *const *values, struct hwreg_register *reg)
{
	const struct node *const nodes[] = { values[KEY_RESET], values[KEY_RESET_MASK] };
	uint64_t numbers[] = { 0, reg->width >= 64 ? UINT64_MAX : (UINT64_C(1) << reg->width) - 1 };
	bool good = nodes[0] != NULL;

	if (!nodes[0] && nodes[1])
		loader_report(loader, CHECK_MISSING_KEY, node_key_place(nodes[1]),
			      "%s'reset-mask' needs 'reset'", scope_prefix(loader, scope));
	for (int i = 0; i < 2; i++) {
		if (!nodes[i])
			continue;
		if (!value_number(loader, scope, nodes[i], &numbers[i])) {
			good = false;
		} else if (!fits(numbers[i], reg->width)) {
			good = false;
			loader_report(loader, CHECK_RESET_RANGE, node_place(nodes[i]),
				      "%s%s: %s does not fit %u bits", scope_prefix(loader, scope),
				      nodes[i]->key, nodes[i]->text, reg->width);
		}
	}
	if (good) {
		reg->reset = numbers[0] & numbers[1];
		reg->reset_mask = numbers[1];
	}
}

/* In several accesses or in one; one has 64 bits at most */
static void check_access(struct loader *loader, const struct scope *scope, const struct node *node,
			 uint16_t width, struct entry *entry)
{
	struct hwreg_register *reg = &entry->reg;

	if (!node && reg->width > 64)
		loader_report(
			loader, CHECK_ACCESS_WIDTH, node_key_place(entry->node),
			"%s%u bits take several accesses: 'access-width' and 'order' say which",
			scope_prefix(loader, scope), reg->width);
	else if (node && (width > 64 || (width & (width - 1))))
		loader_report(loader, CHECK_ACCESS_WIDTH, node_place(node),
			      "%saccess-width: %u is not 8, 16, 32 or 64",
			      scope_prefix(loader, scope), width);
	else if (node && width >= reg->width)
		loader_report(loader, CHECK_ACCESS_WIDTH, node_place(node),
			      "%saccess-width: %u is not less than the register's %u",
			      scope_prefix(loader, scope), width, reg->width);
	else if (node && reg->width % width)
		loader_report(loader, CHECK_ACCESS_WIDTH, node_place(node),
			      "%saccess-width: accesses of %u bits do not make up the register's "
			      "%u",
			      scope_prefix(loader, scope), width, reg->width);
	else
		reg->access = (uint8_t)width;
}

static void access_width_read(struct loader *loader, const struct scope *scope,
			      const struct node *const *values, struct entry *entry)
{
	static const char *const orders[] = { "low-first", "high-first", NULL };
	const struct node *node = values[KEY_ACCESS_WIDTH], *order = values[KEY_ORDER];
	uint16_t width = entry->reg.width;
	unsigned int word;

	if (!node != !order) {
		const struct node *there = node ? node : order;

		loader_report(loader, CHECK_MISSING_KEY, node_key_place(there), "%s'%s' needs '%s'",
			      scope_prefix(loader, scope), there->key,
			      node ? "order" : "access-width");
	}
	if (order && value_word(loader, scope, order, orders, &word))
		entry->reg.high_first = word == 1;
	if (node) {
		width = 0;
		width_read(loader, scope, node, &width);
	}
	if (width)
		check_access(loader, scope, node, width, entry);
}

static void aliases_read(struct loader *loader, const struct scope *scope, const struct node *node,
			 const struct defaults *defaults, struct entry *entry)
{
	static const struct key keys[ALIAS_COUNT] = { { "set", false },
						      { "clear", false },
						      { "toggle", false } };

	if (!keys_read(loader, scope, node, keys, ALIAS_COUNT, entry->alias_nodes))
		return;
	if (!node->first)
		loader_report(loader, CHECK_MISSING_KEY, node_place(node),
			      "%saliases: at least one of set, clear and toggle is needed",
			      scope_prefix(loader, scope));
	for (int i = 0; i < ALIAS_COUNT; i++)
		if (entry->alias_nodes[i] && !offset_read(loader, scope, entry->alias_nodes[i],
							  defaults->shift, &entry->aliases[i]))
			entry->alias_nodes[i] = NULL;
}

/* The register's own policy counts for bits without a field, if the register itself says it. */
static uint32_t policy_flags(const struct loader *loader, const struct hwreg_register *reg,
			     bool all_covered, bool own)
{
	const struct hwreg_field *fields = draft_array(loader, IMAGE_FIELDS);
	bool counts = reg->field_count == 0 || (own && !all_covered);
	bool changes = !all_covered && hwreg_policy_read_changes(reg->read);
	bool readable = counts && reg->read != HWREG_READ_NONE;
	bool writable = counts && reg->write != HWREG_WRITE_NONE;
	uint32_t flags = 0;

	for (uint32_t i = 0; i < reg->field_count; i++) {
		const struct hwreg_field *field = &fields[reg->first_field + i];

		changes |= hwreg_policy_read_changes(field->read);
		readable |= field->read != HWREG_READ_NONE;
		writable |= field->write != HWREG_WRITE_NONE;
		if (field->flags & HWREG_FIELD_VOLATILE)
			flags |= HWREG_REGISTER_VOLATILE;
	}
	return flags | (changes ? HWREG_REGISTER_READ_CHANGES : 0) |
	       (readable ? 0 : HWREG_REGISTER_UNREADABLE) |
	       (writable ? 0 : HWREG_REGISTER_UNWRITABLE);
}

static bool flag_read(struct loader *loader, const struct scope *scope, const struct node *node)
{
	bool value = false;

	return node && value_bool(loader, scope, node, &value) && value;
}

void register_read(struct loader *loader, const struct scope *scope, struct type *type,
		   const struct defaults *inherited, struct entry *entry)
{
	const struct node *values[REGISTER_COUNT] = { NULL };
	struct hwreg_register *reg = &entry->reg;
	struct defaults defaults;
	bool all_covered = false;
	const char *protect;

	if (entry->node->kind == NODE_MAPPING)
		keys_read(loader, scope, entry->node, register_keys, REGISTER_COUNT, values);
	else
		values[KEY_OFFSET] = entry->node;
	item_read(loader, scope, type, values, inherited, &defaults, entry);
	reg->width = defaults.width;
	reg->endian = defaults.endian;
	reg->reserved_bits = defaults.reserved;
	reg->read = defaults.policy.read;
	reg->write = defaults.policy.write;
	reg->description = value_description(loader, scope, values[KEY_DESCRIPTION]);
	if (values[KEY_PROTECT] && value_text(loader, scope, values[KEY_PROTECT], &protect))
		reg->protect = draft_string(loader, protect);
	reset_read(loader, scope, values, reg);
	reg->access = 8;
	access_width_read(loader, scope, values, entry);
	if (values[KEY_ALIASES])
		aliases_read(loader, scope, values[KEY_ALIASES], &defaults, entry);
	entry->overlap = flag_read(loader, scope, values[KEY_OVERLAP]);
	if (flag_read(loader, scope, values[KEY_VOLATILE]))
		reg->flags |= HWREG_REGISTER_VOLATILE;
	if (flag_read(loader, scope, values[KEY_TRIGGER]))
		reg->flags |= HWREG_REGISTER_TRIGGER;
	if (values[KEY_FIELDS])
		fields_read(loader, scope, values[KEY_FIELDS], &defaults,
			    reg->flags & HWREG_REGISTER_VOLATILE, reg, &all_covered);
	reg->flags |= policy_flags(loader, reg, all_covered,
				   values[KEY_POLICY] || values[KEY_READ] || values[KEY_WRITE]);
}
