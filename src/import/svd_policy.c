// SPDX-License-Identifier: MIT
/* svd_policy.c - size, access, reset, modifiedWriteValues and readAction, inherited, to policies */
#include "svd.h"

#include <string.h>

struct word {
	const char *name;
	int value;
};

static const struct word accesses[] = {
	{ "read-only", 0 }, { "write-only", 0 },     { "read-write", 0 },
	{ "writeOnce", 0 }, { "read-writeOnce", 0 }, { NULL, 0 },
};

static const struct word modifications[] = {
	{ "oneToClear", HWREG_WRITE_1C },  { "oneToSet", HWREG_WRITE_1S },
	{ "oneToToggle", HWREG_WRITE_1T }, { "zeroToClear", HWREG_WRITE_0C },
	{ "zeroToSet", HWREG_WRITE_0S },   { "zeroToToggle", HWREG_WRITE_0T },
	{ "clear", HWREG_WRITE_CLEAR },    { "set", HWREG_WRITE_SET },
	{ "modify", HWREG_WRITE_VALUE },   { NULL, 0 },
};

static const struct word actions[] = {
	{ "clear", HWREG_READ_CLEAR },
	{ "set", HWREG_READ_SET },
	{ "modify", HWREG_READ_EFFECT },
	{ "modifyExternal", HWREG_READ_EFFECT },
	{ NULL, 0 },
};

/* Return: the end of the list, which has no name, if it is not there */
static const struct word *find_word(const struct word *words, const char *name)
{
	while (words->name && strcmp(words->name, name) != 0)
		words++;
	return words;
}

static bool read_word(struct svd *svd, const struct svd_node *node, enum svd_tag tag,
		      const struct word *words, const char **out, const struct svd_node **where)
{
	const struct svd_node *child = svd_own(node, tag);

	if (!child)
		return true;
	if (!child->text || !find_word(words, child->text)->name)
		return svd_error(svd, child, "%s: there is no '%.64s' in CMSIS-SVD",
				 svd_tag_name(tag), child->text ? child->text : "");
	*out = child->text;
	if (where)
		*where = child;
	return true;
}

static bool read_number(struct svd *svd, const struct svd_node *node, enum svd_tag tag, bool *given,
			uint64_t *out)
{
	const struct svd_node *child = svd_own(node, tag);

	if (!child)
		return true;
	if (given)
		*given = true;
	return svd_number(svd, child, out);
}

bool svd_props_read(struct svd *svd, const struct svd_node *node, struct svd_props *props)
{
	if (node->base && !svd_props_read(svd, node->base, props))
		return false;
	return read_number(svd, node, TAG_size, NULL, &props->size) &&
	       read_number(svd, node, TAG_resetValue, &props->has_reset, &props->reset) &&
	       read_number(svd, node, TAG_resetMask, &props->has_mask, &props->reset_mask) &&
	       read_word(svd, node, TAG_access, accesses, &props->access, NULL) &&
	       read_word(svd, node, TAG_modifiedWriteValues, modifications, &props->modified,
			 &props->modified_node) &&
	       read_word(svd, node, TAG_readAction, actions, &props->action, &props->action_node);
}

static void policy_of_access(const char *access, struct svd_policy *policy)
{
	bool reads = strncmp(access, "read", 4) == 0;

	policy->read = reads ? HWREG_READ_VALUE : HWREG_READ_NONE;
	if (strcmp(access, "read-only") == 0)
		policy->write = HWREG_WRITE_NONE;
	else if (strcmp(access, "writeOnce") == 0 || strcmp(access, "read-writeOnce") == 0)
		policy->write = HWREG_WRITE_ONCE;
	else
		policy->write = HWREG_WRITE_VALUE;
}

/* What a field has of its register can be about its other bits, and needs no warning */
static void apply_modified(struct svd *svd, const struct svd_node *node,
			   const struct svd_props *props, struct svd_policy *policy)
{
	const struct svd_node *said = props->modified_node;
	int write = find_word(modifications, props->modified)->value;

	if (policy->write == HWREG_WRITE_VALUE)
		policy->write = (enum hwreg_write_policy)write;
	else if (write != HWREG_WRITE_VALUE && said->parent == node)
		svd_warn(svd, said, "%s: modifiedWriteValues %s cannot be said with access %s",
			 svd_text(node, TAG_name), props->modified, props->access);
}

static void apply_action(struct svd *svd, const struct svd_node *node,
			 const struct svd_props *props, struct svd_policy *policy)
{
	const struct svd_node *said = props->action_node;

	if (policy->read == HWREG_READ_VALUE)
		policy->read = (enum hwreg_read_policy)find_word(actions, props->action)->value;
	else if (said->parent == node)
		svd_warn(svd, said, "%s: readAction %s cannot be said with access %s",
			 svd_text(node, TAG_name), props->action, props->access);
}

struct svd_policy svd_policy_of(struct svd *svd, const struct svd_node *node,
				const struct svd_props *props)
{
	struct svd_policy policy = { HWREG_READ_VALUE, HWREG_WRITE_VALUE };

	if (props->access)
		policy_of_access(props->access, &policy);
	if (props->modified)
		apply_modified(svd, node, props, &policy);
	if (props->action)
		apply_action(svd, node, props, &policy);
	return policy;
}
