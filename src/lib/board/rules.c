// SPDX-License-Identifier: MIT
/* rules.c - `requires`, `when`, `unlock` and `lock`: which of them each register is tied to */
#include "type.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- while a type is read ---- */

static struct rules *own_rules(struct loader *loader, const struct scope *scope,
			       const struct rules *inherited, struct rules **rules)
{
	struct rules *own = *rules;

	if (own && own != inherited)
		return own;
	own = arena_alloc(&loader->arena, sizeof(*own));
	if (!own)
		return NULL;
	own->outer = *rules;
	own->index = IMAGE_NONE;
	for (const struct scope *each = scope->parent; each; each = each->parent)
		own->depth++;
	for (unsigned int kind = 0; kind < HWREG_RULE_COUNT; kind++)
		own->lists[kind].size = sizeof(struct condition);
	*rules = own;
	return own;
}

static void add(struct loader *loader, const struct scope *scope, struct type *type,
		enum hwreg_rule kind, const struct node *node, const struct entry *entry,
		struct array *list)
{
	static const enum condition_kind kinds[] = {
		[HWREG_RULE_REQUIRES] = CONDITION_REQUIRES,
		[HWREG_RULE_WHEN] = CONDITION_WHEN,
		[HWREG_RULE_UNLOCK] = CONDITION_WRITE,
		[HWREG_RULE_LOCK] = CONDITION_WRITE,
	};
	const struct condition *condition =
		condition_add(loader, scope, &type->conditions, kinds[kind], node, entry);
	struct condition *slot;

	if (!condition)
		return;
	if (list->count == MAX_RULES) {
		loader_report(loader, CHECK_COUNT_RANGE, node_place(node),
			      "%smore than %u in one list", scope_prefix(loader, scope), MAX_RULES);
		return;
	}
	slot = array_push(&loader->arena, list, 1);
	if (slot)
		*slot = *condition;
}

void rules_read(struct loader *loader, const struct scope *scope, struct type *type,
		enum hwreg_rule kind, const struct node *node, const struct entry *entry,
		const struct rules *inherited, struct rules **rules)
{
	struct rules *own = own_rules(loader, scope, inherited, rules);

	if (!own)
		return;
	own->given[kind] = true;
	if (node->kind == NODE_TEXT)
		add(loader, scope, type, kind, node, entry, &own->lists[kind]);
	else if (value_list(loader, scope, node))
		for (const struct node *each = node->first; each; each = each->next)
			add(loader, scope, type, kind, each, entry, &own->lists[kind]);
}

/* A block's conditions are its own, and so checked with it */
void rules_read_block(struct loader *loader, const struct scope *scope, const struct node *node,
		      const char *context, struct rules **rules)
{
	struct type alone = { .conditions = { .size = sizeof(struct condition) } };
	const struct condition *list;
	struct condition *out;

	rules_read(loader, scope, &alone, HWREG_RULE_REQUIRES, node, NULL, NULL, rules);
	list = alone.conditions.data;
	for (size_t i = 0; i < alone.conditions.count; i++) {
		out = array_push(&loader->arena, &loader->conditions, 1);
		if (!out)
			return;
		*out = list[i];
		out->context = context;
	}
}

/* ---- blocks: instances of types ---- */

/* The first levels of a name */
static size_t levels(const char *name, unsigned int depth)
{
	const char *at = name;

	for (; depth; depth--) {
		at += strcspn(at, ".");
		at += depth > 1 && *at ? 1 : 0;
	}
	return (size_t)(at - name);
}

uint32_t rules_instance(struct loader *loader, struct rules *own, struct rules *block_rules,
			const char *block, const char *name)
{
	struct rules *rules = own ? own : block_rules;
	size_t length = levels(name, rules->depth);
	struct instance_rules *instance;

	if (rules->block == block && rules->prefix_length == length &&
	    memcmp(rules->prefix, name, length) == 0)
		return rules->index + 1;
	instance = array_push(&loader->arena, &loader->rules, 1);
	if (!instance)
		return 0;
	instance->rules = rules;
	instance->block = own ? block_rules : NULL;
	instance->context =
		length ? arena_format(&loader->arena, "%s.%.*s", block, (int)length, name) : block;
	rules->block = block;
	rules->prefix = name;
	rules->prefix_length = length;
	rules->index = (uint32_t)loader->rules.count - 1;
	return rules->index + 1;
}

/* ---- once the image stands ---- */

/* The conditions about one register know each other, so that one read does for all of them. */
static uint32_t find_same(struct loader *loader, const struct image_condition *condition)
{
	const char *key = arena_format(&loader->arena, "%" PRIu32, condition->reg);
	uint32_t index = draft_count(loader, IMAGE_CONDITIONS);
	const struct map_slot *slot;

	if (!key)
		return 0;
	slot = map_find(&loader->resolved_keys, key, strlen(key));
	if (slot)
		return slot->value;
	map_add(&loader->arena, &loader->resolved_keys, key, index);
	return index;
}

static uint32_t condition_index(struct loader *loader, const struct image_condition *condition,
				const struct condition *source)
{
	const char *key = arena_format(&loader->arena, "%" PRIu32 ".%" PRIu32 ".%u.%u.%u.%" PRIx64,
				       condition->reg, condition->field, condition->operator,
				       condition->high, condition->low, condition->value);
	uint32_t same, index = draft_count(loader, IMAGE_CONDITIONS);
	const struct map_slot *slot;
	const struct condition **sources;
	struct image_condition *out;

	if (!key)
		return 0;
	slot = map_find(&loader->resolved_keys, key, strlen(key));
	if (slot)
		return slot->value;
	same = find_same(loader, condition);
	out = draft_push(loader, IMAGE_CONDITIONS, 1);
	sources = array_push(&loader->arena, &loader->resolved, 1);
	if (!out || !sources || !map_add(&loader->arena, &loader->resolved_keys, key, index))
		return 0;
	*out = *condition;
	out->same = same;
	*sources = source;
	return index;
}

/* @source: where it stands; @here: the same, with a context */
static bool resolve(struct loader *loader, const struct hwreg_board *board, enum hwreg_rule kind,
		    const struct condition *source, const struct condition *here, uint32_t *out)
{
	struct image_condition condition;
	struct image_write write, *slot;

	if (kind == HWREG_RULE_REQUIRES || kind == HWREG_RULE_WHEN) {
		if (!condition_resolve(loader, board, here, &condition))
			return false;
		*out = condition_index(loader, &condition, source);
		return !loader_failed(loader);
	}
	if (!write_resolve(loader, board, here, &write))
		return false;
	*out = draft_count(loader, IMAGE_WRITES);
	slot = draft_push(loader, IMAGE_WRITES, 1);
	if (slot)
		*slot = write;
	return slot != NULL;
}

/* Everything of one level; names are looked up from there. */
static bool add_level(struct loader *loader, const struct hwreg_board *board,
		      const struct rules *rules, enum hwreg_rule kind, const char *context,
		      uint32_t *count)
{
	const struct condition *list = rules->lists[kind].data;
	size_t length = levels(context, rules->depth + 1);
	struct condition condition;
	uint32_t *item, index;

	for (size_t i = 0; i < rules->lists[kind].count; i++) {
		condition = list[i];
		condition.context = arena_text(&loader->arena, context, length);
		if (!condition.context ||
		    !resolve(loader, board, kind, &list[i], &condition, &index))
			return false;
		if (draft_count(loader, IMAGE_RULE_ITEMS) >= MAX_RULE_ITEMS) {
			loader_report(loader, CHECK_COUNT_RANGE, node_place(condition.node),
				      "%s: more than %u conditions and writes in all",
				      condition.scope, MAX_RULE_ITEMS);
			return false;
		}
		item = draft_push(loader, IMAGE_RULE_ITEMS, 1);
		if (!item)
			return false;
		*item = index;
		++*count;
	}
	return true;
}

/* Conditions add up from the outside in, but an empty `requires` begins anew; of writes the innermost
 * list counts alone. */
static bool add_levels(struct loader *loader, const struct hwreg_board *board,
		       const struct rules *rules, const struct rules *block, enum hwreg_rule kind,
		       const char *context, uint32_t *count)
{
	bool writes = kind == HWREG_RULE_UNLOCK || kind == HWREG_RULE_LOCK;
	bool last = rules->given[kind] && (writes || !rules->lists[kind].count);

	if (rules->outer && !last &&
	    !add_levels(loader, board, rules->outer, block, kind, context, count))
		return false;
	if (!rules->outer && !last && block &&
	    !add_level(loader, board, block, kind, context, count))
		return false;
	return add_level(loader, board, rules, kind, context, count);
}

static bool fill(struct loader *loader, const struct hwreg_board *board,
		 const struct instance_rules *instance, struct image_rules *out)
{
	*out = (struct image_rules){ .first = draft_count(loader, IMAGE_RULE_ITEMS) };
	for (unsigned int kind = 0; kind < HWREG_RULE_COUNT; kind++)
		if (!add_levels(loader, board, instance->rules, instance->block, kind,
				instance->context, &out->counts[kind]))
			return false;
	return true;
}

void rules_fill(struct loader *loader, struct image_header **image)
{
	const struct instance_rules *instances = loader->rules.data;
	struct hwreg_board board = { .image = *image };
	struct image_rules *out = draft_push(loader, IMAGE_RULES, loader->rules.count);

	for (size_t i = 0; out && i < loader->rules.count; i++)
		if (!fill(loader, &board, &instances[i], &out[i]))
			return;
	*image = draft_refill(loader, *image);
	board.image = *image;
	if (*image)
		rules_check_cycles(loader, &board);
}

/* ---- cycles ---- */

#define DEEPEST 32

/* What is known of registers that are read for conditions; of good ones how deep it goes, too */
enum mark { NOT_SEEN, BEING_SEEN, GOOD };

struct search {
	struct loader *loader;
	const struct hwreg_board *board;
	unsigned char *marks; /* of registers */
};

static void report_cycle(const struct search *search, uint32_t condition)
{
	const struct condition *const *sources = search->loader->resolved.data;
	const struct condition *source = sources[condition];

	loader_report(search->loader, CHECK_CONDITION_CYCLE, node_place(source->node),
		      "%s: '%.80s': before this can be read it must hold itself, or more than %d "
		      "other conditions",
		      source->scope, source->node->text, DEEPEST);
}

/* Registers to be read before @index; Return: false once something was reported */
static bool see(const struct search *search, uint32_t index, unsigned int depth)
{
	const struct hwreg_register *reg = hwreg_board_register(search->board, index);
	unsigned char mark = GOOD;
	uint32_t item, next;

	search->marks[index] = BEING_SEEN;
	for (unsigned int kind = HWREG_RULE_REQUIRES; kind <= HWREG_RULE_WHEN; kind++)
		for (uint32_t i = 0; i < image_rule_count(search->board, reg, kind); i++) {
			item = image_rule_item(search->board, reg, kind, i);
			next = image_condition_at(search->board, item)->reg;
			if (kind == HWREG_RULE_REQUIRES && next == index)
				break; /* it is held to those before it alone */
			if (search->marks[next] == NOT_SEEN && depth < DEEPEST &&
			    !see(search, next, depth + 1))
				return false;
			if (search->marks[next] < GOOD || search->marks[next] == GOOD + DEEPEST) {
				report_cycle(search, item);
				return false;
			}
			if (search->marks[next] >= mark)
				mark = search->marks[next] + 1;
		}
	search->marks[index] = mark;
	return true;
}

void rules_check_cycles(struct loader *loader, const struct hwreg_board *board)
{
	struct search search = { loader, board, NULL };
	uint32_t index;
	bool good = true;

	search.marks = calloc(image_count(board, IMAGE_REGISTERS) + 1, 1);
	if (!search.marks) {
		loader->arena.failed = true;
		return;
	}
	for (uint32_t i = 0; good && i < image_count(board, IMAGE_CONDITIONS); i++) {
		index = image_condition_at(board, i)->reg;
		good = search.marks[index] != NOT_SEEN || see(&search, index, 0);
	}
	free(search.marks);
}
