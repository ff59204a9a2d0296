// SPDX-License-Identifier: MIT
/* board_keys.c - the sections of a board besides its types: spaces, GPIO lines, match */
#include "type.h"

#include <stdio.h>
#include <string.h>

/* ---- spaces ---- */

static const char *const target_kinds[] = { "auto", "mem", "uio", "pci",  "vfio", "file",
					    "dev",  "sim", "i2c", "port", "dt" };

static bool is_target(const char *text)
{
	size_t length = strcspn(text, ":");

	for (size_t i = 0; i < sizeof(target_kinds) / sizeof(target_kinds[0]); i++)
		if (strlen(target_kinds[i]) == length && memcmp(target_kinds[i], text, length) == 0)
			return true;
	return false;
}

static void space_read(struct loader *loader, const struct node *node)
{
	struct image_space *spaces = draft_array(loader, IMAGE_SPACES);
	const char *target;
	uint32_t name, spec;

	if (!name_check(loader, NULL, node, false) || !value_text(loader, NULL, node, &target))
		return;
	if (!is_target(target))
		loader_report(
			loader, CHECK_SPACE_TARGET, node_place(node),
			"%s: '%.64s' is no kind of target: auto, mem, uio:, dt:, pci:, vfio:, "
			"file:, dev:, "
			"sim, i2c: or port",
			node->key, target);
	name = draft_string(loader, node->key);
	spec = draft_string(loader, target);
	if (strcmp(node->key, "phys") != 0) {
		spaces = draft_push(loader, IMAGE_SPACES, 1);
		if (!spaces || !map_add(&loader->arena, &loader->space_indexes, node->key,
					draft_count(loader, IMAGE_SPACES) - 1))
			return;
	}
	*spaces = (struct image_space){ name, spec, i2c_space_flags(target) };
}

static void spaces_read(struct loader *loader)
{
	const struct source_value *sources = loader->spaces.data;
	struct image_space *phys = draft_push(loader, IMAGE_SPACES, 1);

	if (!phys)
		return;
	map_add(&loader->arena, &loader->space_indexes, "phys", 0);
	phys->name = draft_string(loader, "phys");
	phys->target = draft_string(loader, "auto");
	for (size_t i = 0; i < loader->spaces.count; i++)
		space_read(loader, sources[i].node);
}

/* ---- GPIO lines ---- */

enum { GPIO_CHIP, GPIO_LINE, GPIO_ACTIVE_LOW, GPIO_DESCRIPTION, GPIO_KEY_COUNT };

static const struct key gpio_keys[] = {
	[GPIO_CHIP] = { "chip", true },
	[GPIO_LINE] = { "line", true },
	[GPIO_ACTIVE_LOW] = { "active-low", false },
	[GPIO_DESCRIPTION] = { "description", false },
};

/* What starts with a digit is a number, else the name that the kernel knows the line by. */
static void check_line(struct loader *loader, const struct scope *scope, const struct node *node,
		       const char *line)
{
	uint64_t number;

	if (line[0] < '0' || line[0] > '9' || !value_number(loader, scope, node, &number))
		return;
	if (number > UINT32_MAX)
		loader_report(loader, CHECK_GPIO_LINE, node_place(node),
			      "%s: line: %s does not fit 32 bits", scope->name, line);
}

static void gpio_read(struct loader *loader, const struct node *node)
{
	const struct scope scope = { NULL, node->key };
	const struct node *values[GPIO_KEY_COUNT];
	const char *chip = NULL, *line = NULL;
	struct image_gpio *gpio;
	bool active_low = false;

	name_check(loader, NULL, node, false);
	if (!keys_read(loader, &scope, node, gpio_keys, GPIO_KEY_COUNT, values))
		return;
	if (values[GPIO_CHIP])
		value_text(loader, &scope, values[GPIO_CHIP], &chip);
	if (values[GPIO_LINE] && value_text(loader, &scope, values[GPIO_LINE], &line))
		check_line(loader, &scope, values[GPIO_LINE], line);
	if (values[GPIO_ACTIVE_LOW])
		value_bool(loader, &scope, values[GPIO_ACTIVE_LOW], &active_low);
	value_description(loader, &scope, values[GPIO_DESCRIPTION]);
	gpio = draft_push(loader, IMAGE_GPIOS, 1);
	if (gpio)
		*gpio = (struct image_gpio){ draft_string(loader, node->key),
					     draft_string(loader, chip), draft_string(loader, line),
					     active_low };
}

/* ---- match ---- */

static void match_syntax(struct loader *loader, const struct node *node)
{
	loader_report(
		loader, CHECK_MATCH_SYNTAX, node_place(node),
		"match: this is neither any nor {compatible: NAME} nor {compatible: NAME, machine: "
		"NAME} nor {dmi: {KEY: VALUE}} nor a list of these");
}

static void add_match(struct loader *loader, enum image_match_kind kind, uint32_t group,
		      const char *key, const struct node *node)
{
	struct image_match *match;
	const char *text;

	if (!value_text(loader, NULL, node, &text))
		return;
	match = draft_push(loader, IMAGE_MATCHES, 1);
	if (match)
		*match = (struct image_match){ kind, group, draft_string(loader, key),
					       draft_string(loader, text) };
}

/* The texts of a text or of a list, one after the other; any other node is reported */
static const struct node *first_text(struct loader *loader, const struct node *node)
{
	if (node->kind == NODE_TEXT)
		return node;
	if (node->kind == NODE_LIST && node->first)
		return node->first;
	match_syntax(loader, node);
	return NULL;
}

static const struct node *next_text(const struct node *whole, const struct node *text)
{
	return whole->kind == NODE_TEXT ? NULL : text->next;
}

/* One of the names, on one of the machines if they are given */
static void compatible_read(struct loader *loader, const struct node *names,
			    const struct node *machines)
{
	const struct node *name = first_text(loader, names);
	const struct node *first = machines ? first_text(loader, machines) : NULL;

	for (; name; name = next_text(names, name)) {
		if (!machines)
			add_match(loader, IMAGE_MATCH_COMPATIBLE, 0, NULL, name);
		for (const struct node *each = first; each; each = next_text(machines, each)) {
			uint32_t group = draft_count(loader, IMAGE_MATCHES) + 1;

			add_match(loader, IMAGE_MATCH_COMPATIBLE, group, NULL, name);
			add_match(loader, IMAGE_MATCH_MACHINE, group, "machine", each);
		}
	}
}

/* Keys are files below /sys/class/dmi/id: no path may hide in them. */
static void dmi_read(struct loader *loader, const struct node *node)
{
	uint32_t group = draft_count(loader, IMAGE_MATCHES) + 1;

	if (node->kind != NODE_MAPPING || !node->first) {
		match_syntax(loader, node);
		return;
	}
	for (const struct node *key = node->first; key; key = key->next)
		if (name_check(loader, NULL, key, false))
			add_match(loader, IMAGE_MATCH_DMI, group, key->key, key);
}

static void match_one(struct loader *loader, const struct node *node, bool *any)
{
	static const struct key keys[] = { { "compatible", false },
					   { "dmi", false },
					   { "machine", false } };
	const struct node *values[3];

	if (node->kind == NODE_TEXT && strcmp(node->text, "any") == 0) {
		*any = true;
		return;
	}
	if (node->kind != NODE_MAPPING || !node->first) {
		match_syntax(loader, node);
		return;
	}
	keys_read(loader, NULL, node, keys, 3, values);
	if (values[0])
		compatible_read(loader, values[0], values[2]);
	else if (values[2])
		match_syntax(loader, values[2]);
	if (values[1])
		dmi_read(loader, values[1]);
}

void match_read(struct loader *loader, const struct node *node, bool *any)
{
	*any = false;
	if (node->kind != NODE_LIST) {
		match_one(loader, node, any);
		return;
	}
	if (!node->first)
		match_syntax(loader, node);
	for (const struct node *each = node->first; each; each = each->next)
		match_one(loader, each, any);
}

/* ---- all of it ---- */

/* The name of a board is also that of its file. */
static void check_board_name(struct loader *loader)
{
	const char *name;

	if (!loader->board || !value_text(loader, NULL, loader->board, &name))
		return;
	if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-") !=
		    strlen(name) ||
	    name[0] == '.' || name[0] == '-')
		loader_report(loader, CHECK_NAME_SYNTAX, node_place(loader->board),
			      "board: '%.64s' is not a name: letters, digits, . _ + and -", name);
}

/* Mistakes in a type that no block uses, or none as it is, are found too. Nothing of it is kept. */
static void check_unused_type(struct loader *loader, const struct source_type *source)
{
	size_t before[IMAGE_SECTION_COUNT];
	struct type *type;

	if (source->type)
		return;
	for (int i = 0; i < IMAGE_STRINGS; i++)
		before[i] = loader->draft.sections[i].count;
	type = type_read(loader, source->name, source->node, source->name);
	if (type)
		type_check_layout(loader, type, source->name, LAYOUT_NUMBERS);
	for (int i = 0; i < IMAGE_STRINGS; i++) {
		struct array *section = &loader->draft.sections[i];

		if (section->count > before[i])
			memset((char *)section->data + before[i] * section->size, 0,
			       (section->count - before[i]) * section->size);
		section->count = before[i];
	}
}

void board_read(struct loader *loader)
{
	const struct source_value *gpios = loader->gpios.data;
	const struct source_block *blocks = loader->blocks.data;
	const struct source_type *types = loader->types.data;

	check_board_name(loader);
	spaces_read(loader);
	for (size_t i = 0; i < loader->gpios.count; i++)
		gpio_read(loader, gpios[i].node);
	for (size_t i = 0; i < loader->blocks.count && !loader_failed(loader); i++)
		block_read(loader, &blocks[i]);
	blocks_check_overlap(loader);
	for (size_t i = 0; i < loader->types.count && !loader_failed(loader); i++)
		check_unused_type(loader, &types[i]);
	sequences_read(loader);
	sequences_check(loader);
}
