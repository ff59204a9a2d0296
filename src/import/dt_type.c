// SPDX-License-Identifier: MIT
/* dt_type.c - what the device files know, by compatible; types without registers for the rest */
#include "dt.h"

#include <string.h>

static const char *copy(struct dt *dt, const char *text)
{
	return pool_copy(&dt->pool, text, strlen(text));
}

/* Files with a type of one name cannot both be included: the first goes */
static int take_type(void *data, const struct hwreg_type_info *info)
{
	struct dt *dt = data;
	struct dt_type *type;

	if (dict_find(&dt->type_names, info->name))
		return 0;
	type = pool_alloc(&dt->pool, sizeof(*type));
	type->name = copy(dt, info->name);
	type->file = copy(dt, info->file);
	type->description = copy(dt, info->description);
	type->length = info->length;
	type->width = info->width;
	type->endian = info->endian;
	type->reg_shift = info->reg_shift;
	type->alignment = info->alignment;
	dict_add(&dt->pool, &dt->type_names, type->name, type);
	if (info->flags & HWREG_TYPE_I2C)
		return 0;
	for (uint32_t i = 0; i < info->compatible_count; i++)
		if (!dict_find(&dt->types, info->compatible[i]))
			dict_add(&dt->pool, &dt->types, copy(dt, info->compatible[i]), type);
	return 0;
}

bool dt_find_types(struct dt *dt)
{
	return hwreg_type_list(NULL, take_type, dt, dt->err) == 0;
}

/* ---- choosing ---- */

static bool is_cell(const struct dt_node *node, const char *name, uint32_t otherwise,
		    uint32_t wanted)
{
	const struct dt_prop *prop = dt_prop(node, name);

	if (!prop)
		return otherwise == wanted;
	return prop->size == 4 && dt_cell(prop, 0) == wanted;
}

/* Where a node says how its registers are laid out, does the type have them so? */
static bool is_laid_out(const struct dt_node *node, const struct dt_type *type)
{
	uint32_t step = type->reg_shift;
	bool big = dt_prop(node, "big-endian") != NULL;

	if (!step)
		while (8u << step < type->width)
			step++;
	if (dt_prop(node, "native-endian"))
		return false;
	return big == (type->endian == HWREG_BIG_ENDIAN) &&
	       is_cell(node, "reg-shift", step, step) &&
	       is_cell(node, "reg-io-width", type->width / 8, type->width / 8);
}

static struct dt_type *known_type(const struct dt *dt, const struct dt_region *region)
{
	const struct dt_prop *compatible = dt_prop(region->node, "compatible");
	const struct dict_slot *slot;
	struct dt_type *type;
	const char *name;

	if (region->index)
		return NULL;
	for (unsigned int i = 0; (name = dt_string(compatible, i)); i++) {
		slot = dict_find(&dt->types, name);
		type = slot ? slot->value : NULL;
		if (type && is_laid_out(region->node, type) &&
		    region->address % type->alignment == 0 &&
		    type->length - 1 <= UINT64_MAX - region->address)
			return type;
	}
	return NULL;
}

/* One for each first compatible and length; further places of a node are no device of that name */
static struct dt_local *local_type(struct dt *dt, const struct dt_region *region)
{
	const char *compatible = dt_string(dt_prop(region->node, "compatible"), 0);
	const char *name = compatible && *compatible ? compatible : region->node->name;
	const char *key = pool_format(&dt->pool, "%s %llx %u", name,
				      (unsigned long long)region->length, region->index != 0);
	const struct dict_slot *slot = dict_find(&dt->locals, key);
	struct dt_local *local = slot ? slot->value : NULL;

	if (local)
		return local;
	local = pool_alloc(&dt->pool, sizeof(*local));
	local->name = dt_unique(dt, &dt->type_names,
				dt_part(dt, name, strcspn(name, compatible ? "" : "@"), false));
	local->compatible = compatible && *compatible && !region->index ? compatible : NULL;
	local->length = region->length;
	dict_add(&dt->pool, &dt->locals, key, local);
	if (dt->last_local)
		dt->last_local->next = local;
	else
		dt->first_local = local;
	dt->last_local = local;
	return local;
}

static uint64_t length_of(const struct dt_region *region)
{
	return region->type ? region->type->length : region->length;
}

/* Of two that share addresses the longer has to say so: a bus with the devices in it, mostly */
static void find_overlaps(struct dt *dt)
{
	struct dt_region *last = NULL; /* of those that need not; they share nothing */

	for (size_t i = 0; i < dt->region_count; i++) {
		struct dt_region *region = &dt->regions[i];

		if (last && region->address - last->address < length_of(last)) {
			if (length_of(region) >= length_of(last)) {
				region->overlap = true;
				continue;
			}
			last->overlap = true;
		}
		last = region;
	}
}

void dt_choose_types(struct dt *dt)
{
	for (size_t i = 0; i < dt->region_count; i++) {
		struct dt_region *region = &dt->regions[i];

		region->type = known_type(dt, region);
		if (region->type)
			region->type->included = true;
		else
			region->local = local_type(dt, region);
	}
	find_overlaps(dt);
}
