// SPDX-License-Identifier: MIT
/* svd_derive.c - what elements are derived from, and what is in them then */
#include "svd.h"

#include <ctype.h>
#include <string.h>

enum { NEW, BUSY, DONE };

/* ---- what is in an element ---- */

static bool is_member(const struct svd_node *node, const struct svd_node *of)
{
	switch (of->tag) {
	case TAG_device:
		return node->tag == TAG_peripheral;
	case TAG_register:
		return node->tag == TAG_field;
	case TAG_enumeratedValues:
		return node->tag == TAG_enumeratedValue;
	default:
		return node->tag == TAG_register || node->tag == TAG_cluster;
	}
}

static enum svd_tag container_of(const struct svd_node *node)
{
	switch (node->tag) {
	case TAG_device:
		return TAG_peripherals;
	case TAG_peripheral:
		return TAG_registers;
	case TAG_register:
		return TAG_fields;
	default:
		return TAG_NONE; /* they are in the element itself */
	}
}

/* Registers of alternate groups may have names of others */
static const char *member_key(struct svd *svd, const struct svd_node *member)
{
	const char *name = svd_text(member, TAG_name), *group;

	if (!name)
		return NULL;
	group = member->tag == TAG_register ? svd_text(member, TAG_alternateGroup) : NULL;
	return group ? pool_format(&svd->pool, "%s\n%s", name, group) : name;
}

static void append(struct svd *svd, struct svd_members *members, const struct svd_node *member)
{
	if (members->count == members->room) {
		size_t room = members->room ? members->room * 2 : 8;
		const struct svd_node **list = pool_alloc(&svd->pool, room * sizeof(*list));

		if (members->count)
			memcpy(list, members->list, members->count * sizeof(*list));
		members->list = list;
		members->room = room;
	}
	members->list[members->count++] = member;
}

/* What has the name of an inherited member replaces it, where it was */
static bool add_member(struct svd *svd, struct svd_members *members, size_t inherited,
		       const struct svd_node *member)
{
	const char *key = member_key(svd, member);
	struct dict_slot *slot = key ? dict_find(&members->by_name, key) : NULL;
	size_t index;

	if (!key || !*key) {
		if (member->tag != TAG_enumeratedValue)
			return svd_error(svd, member, "<%s> has no <name>",
					 svd_tag_name(member->tag));
		append(svd, members, member);
		return true;
	}
	if (!slot) {
		dict_add(&svd->pool, &members->by_name, key, (void *)members->count);
		append(svd, members, member);
		return true;
	}
	index = (size_t)slot->value;
	if (index < inherited && members->list[index]->parent != member->parent) {
		members->list[index] = member;
		return true;
	}
	if (member->tag != TAG_enumeratedValue)
		return svd_error(svd, member, "%s: another %s of %s has this name",
				 svd_text(member, TAG_name), svd_tag_name(member->tag),
				 member->parent->parent ? "its level" : "the device");
	append(svd, members, member); /* datasheets have many that are called reserved */
	return true;
}

static bool add_from(struct svd *svd, struct svd_members *members, size_t inherited,
		     const struct svd_node *container, const struct svd_node *node)
{
	for (const struct svd_node *child = container->first; child; child = child->next)
		if (is_member(child, node) &&
		    (!svd_derive(svd, child) || !add_member(svd, members, inherited, child)))
			return false;
	return true;
}

static bool add_own(struct svd *svd, struct svd_members *members, const struct svd_node *node)
{
	enum svd_tag tag = container_of(node);
	size_t inherited = members->count;

	if (!tag)
		return add_from(svd, members, inherited, node, node);
	for (const struct svd_node *child = node->first; child; child = child->next)
		if (child->tag == tag && !add_from(svd, members, inherited, child, node))
			return false;
	return true;
}

const struct svd_members *svd_members(struct svd *svd, const struct svd_node *node)
{
	struct svd_node *open = (struct svd_node *)node;
	struct svd_members *members;
	const struct svd_members *base;

	if (node->members)
		return node->members;
	if (!svd_derive(svd, node))
		return NULL;
	members = pool_alloc(&svd->pool, sizeof(*members));
	base = node->base ? svd_members(svd, node->base) : NULL;
	if (node->base && !base)
		return NULL;
	for (size_t i = 0; base && i < base->count; i++)
		if (!add_member(svd, members, 0, base->list[i]))
			return NULL;
	if (!add_own(svd, members, node))
		return NULL;
	open->members = members;
	return members;
}

/* ---- paths ---- */

/* "CH%s" and "CH[%s]" are also named by "CH" and by any of their elements */
static bool is_name_of(const char *name, const char *part)
{
	const char *mark = strstr(name, "%s");
	size_t before, behind, length = strlen(part);

	if (strcmp(name, part) == 0)
		return true;
	if (!mark)
		return false;
	before = (size_t)(mark - name) - (mark > name && mark[-1] == '[');
	behind = strlen(mark + 2);
	if (behind && mark[2] == ']' && before < (size_t)(mark - name))
		behind--;
	return length >= before + behind && strncmp(name, part, before) == 0 &&
	       strcmp(name + strlen(name) - behind, part + length - behind) == 0;
}

static const struct svd_node *enums_of(const struct svd_node *field, const char *name,
				       const struct svd_node *but)
{
	for (; field; field = field->base)
		for (const struct svd_node *child = field->first; child; child = child->next) {
			const char *own = child->tag == TAG_enumeratedValues
						  ? svd_text(child, TAG_name)
						  : NULL;

			if (child->tag == TAG_enumeratedValues && child != but &&
			    (!name || (own && strcmp(own, name) == 0)))
				return child;
		}
	return NULL;
}

/* A child of an element by name. Members are not asked for: they may be in the making. */
static const struct svd_node *child_named(struct svd *svd, const struct svd_node *node,
					  const char *part)
{
	const struct svd_node *like = NULL;

	for (; node; node = node->base) {
		enum svd_tag tag = container_of(node);
		const struct svd_node *container = tag ? svd_own(node, tag) : node;

		if (!svd_derive(svd, node))
			return NULL;
		for (const struct svd_node *child = container ? container->first : NULL; child;
		     child = child->next) {
			const struct svd_node *name = svd_own(child, TAG_name);

			if (!is_member(child, node) || !name || !name->text)
				continue;
			if (strcmp(name->text, part) == 0)
				return child;
			if (!like && is_name_of(name->text, part))
				like = child;
		}
	}
	return like;
}

static const struct svd_node *descend(struct svd *svd, const struct svd_node *scope,
				      const char *path, const struct svd_node *node)
{
	while (*path && scope && scope->tag != TAG_enumeratedValues) {
		size_t length = strcspn(path, ".");
		const char *part = pool_copy(&svd->pool, path, length);

		path += length + (path[length] == '.');
		if (scope->tag == TAG_field)
			scope = node->tag == TAG_enumeratedValues ? enums_of(scope, part, node)
								  : NULL;
		else
			scope = child_named(svd, scope, part);
	}
	if (scope && !*path && node->tag == TAG_enumeratedValues && scope->tag == TAG_field)
		scope = enums_of(scope, NULL, node);
	return scope && !*path && scope->tag == node->tag && scope != node ? scope : NULL;
}

/* A set of enumerators may be named alone, wherever it is below an element */
static const struct svd_node *enums_below(const struct svd_node *scope, const struct svd_node *node)
{
	const struct svd_node *found = NULL;

	for (const struct svd_node *child = scope->first; child && !found; child = child->next) {
		const struct svd_node *name = svd_own(child, TAG_name);

		if (child->tag == TAG_enumeratedValues && child != node && name && name->text &&
		    strcmp(name->text, node->from) == 0)
			found = child;
		else if (child->first)
			found = enums_below(child, node);
	}
	return found;
}

static bool is_scope(const struct svd_node *node)
{
	return node->tag == TAG_device || node->tag == TAG_peripheral || node->tag == TAG_cluster ||
	       node->tag == TAG_register || node->tag == TAG_field;
}

/* Names are looked up in what is around the element, then further out */
static const struct svd_node *find(struct svd *svd, const struct svd_node *node)
{
	const struct svd_node *found = NULL;

	for (const struct svd_node *scope = node->parent; scope && !found && !svd->failed;
	     scope = scope->parent)
		if (is_scope(scope))
			found = descend(svd, scope, node->from, node);
	if (node->tag != TAG_enumeratedValues)
		return found;
	for (const struct svd_node *scope = node->parent; scope && !found; scope = scope->parent)
		found = enums_below(scope, node);
	return found;
}

static bool is_inside(const struct svd_node *node, const struct svd_node *outer)
{
	while (node && node != outer)
		node = node->parent;
	return node != NULL;
}

static bool derive_base(struct svd *svd, struct svd_node *node)
{
	const struct svd_node *base = find(svd, node);

	if (svd->failed)
		return false;
	if (!base)
		return svd_error(svd, node, "derivedFrom: there is no %s '%.128s' to derive from",
				 svd_tag_name(node->tag), node->from);
	if (is_inside(node, base))
		return svd_error(svd, node, "%.128s: derivedFrom goes in a circle", node->from);
	if (!svd_derive(svd, base))
		return false;
	node->base = base;
	node->steps = (uint16_t)(base->steps + 1);
	return true;
}

bool svd_derive(struct svd *svd, const struct svd_node *node)
{
	struct svd_node *open = (struct svd_node *)node;
	bool good = true;

	if (node->state == BUSY)
		return svd_error(svd, node, "%s: derivedFrom goes in a circle",
				 node->from ? node->from : svd_tag_name(node->tag));
	if (node->state == DONE)
		return !svd->failed;
	open->state = BUSY;
	if (node->from && ++svd->deriving <= MAX_STEPS)
		good = derive_base(svd, open);
	if (svd->deriving > MAX_STEPS || node->steps > MAX_STEPS)
		good = svd_error(svd, node, "%.128s: derivedFrom goes on for more than %d steps",
				 node->from, MAX_STEPS);
	svd->deriving -= node->from != NULL;
	open->state = DONE;
	return good && !svd->failed;
}
