// SPDX-License-Identifier: MIT
/* dt_map.c - nodes to regions: `reg`, translated by the `ranges` of all buses above */
#include "dt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct place {
	uint64_t address, length;
};

/* A number of several cells; false: it has more than 64 bits */
static bool number(const struct dt_prop *prop, size_t offset, unsigned int cells, uint64_t *out)
{
	bool fits = true;

	*out = 0;
	for (unsigned int i = 0; i < cells; i++) {
		fits = fits && *out >> 32 == 0;
		*out = *out << 32 | dt_cell(prop, offset + (size_t)4 * i);
	}
	return fits;
}

/* ---- what is no device of the CPU's bus ---- */

static bool has_prefix(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_pci(const struct dt_node *bus)
{
	const char *type = dt_string(dt_prop(bus, "device_type"), 0);

	return type && strncmp(type, "pci", 3) == 0; /* or pciex */
}

/* Processors, memory, and ends of the lines that show how devices hang together */
static bool is_no_device(const struct dt_node *node)
{
	const char *type = dt_string(dt_prop(node, "device_type"), 0);

	if (type && (strcmp(type, "memory") == 0 || strcmp(type, "cpu") == 0))
		return true;
	if (dt_is_named(node, "port") || dt_is_named(node, "endpoint") ||
	    dt_is_named(node, "memory"))
		return true;
	for (; node; node = node->parent)
		if (node->depth == 1 &&
		    (dt_is_named(node, "cpus") || dt_is_named(node, "reserved-memory")))
			return true;
	return false;
}

static enum dt_reason reason_of(const struct dt_node *bus)
{
	if (is_pci(bus))
		return DT_PCI;
	if (has_prefix(bus->name, "i2c"))
		return DT_I2C;
	return has_prefix(bus->name, "spi") ? DT_SPI : DT_UNMAPPED;
}

static void skip(struct dt *dt, struct dt_node *bus, const struct dt_node *node,
		 enum dt_reason reason)
{
	struct dt_skip *entry;

	if (bus->skips && bus->skips->node == node)
		return; /* with another of its places */
	entry = pool_alloc(&dt->pool, sizeof(*entry));
	*entry = (struct dt_skip){ bus->skips, node, reason };
	bus->skips = entry;
}

/* ---- translation ---- */

/* A bus whose `ranges` or cells are wrong is told about once, and is not mapped */
static bool check_ranges(struct dt *dt, const struct dt_node *bus, const struct dt_prop *ranges,
			 size_t entry)
{
	if (bus->address_cells > 4 || bus->size_cells > 4 || bus->parent->address_cells > 4)
		return false; /* told about at its `reg`s */
	if (!ranges->size)
		return true;
	if (!entry || ranges->size % entry) {
		dt_warn(dt, bus, "ranges has %zu bytes, which is not a multiple of %zu; left out",
			ranges->size, entry);
		return false;
	}
	if (ranges->size / entry > MAX_DT_RANGES) {
		dt_warn(dt, bus, "ranges has more than %d entries; left out", MAX_DT_RANGES);
		return false;
	}
	return true;
}

/* To the addresses of the bus above; false: it is in none of the ranges as a whole */
static bool translate(const struct dt_node *bus, const struct dt_prop *ranges, size_t entry,
		      struct place *place)
{
	unsigned int child_cells = bus->address_cells, parent_cells = bus->parent->address_cells;
	uint64_t child, parent, length;

	if (!ranges->size)
		return true;
	for (size_t at = 0; at < ranges->size; at += entry) {
		size_t parent_at = at + 4 * (size_t)child_cells;

		if (!number(ranges, at, child_cells, &child) ||
		    !number(ranges, parent_at, parent_cells, &parent) ||
		    !number(ranges, parent_at + 4 * (size_t)parent_cells, bus->size_cells, &length))
			continue;
		if (place->address < child || place->address - child >= length ||
		    place->length > length - (place->address - child))
			continue;
		place->address -= child;
		if (place->address > UINT64_MAX - parent ||
		    place->length - 1 > UINT64_MAX - parent - place->address)
			return false;
		place->address += parent;
		return true;
	}
	return false;
}

static bool to_cpu(struct dt *dt, const struct dt_node *node, struct place *place)
{
	for (struct dt_node *bus = node->parent; bus->parent; bus = bus->parent) {
		const struct dt_prop *ranges = dt_prop(bus, "ranges");
		size_t entry = 4 * ((size_t)bus->address_cells + bus->parent->address_cells +
				    bus->size_cells);

		if (!ranges || is_pci(bus)) {
			skip(dt, bus, node, reason_of(bus));
			return false;
		}
		if (bus->skips && bus->skips->node == NULL)
			return false; /* was found wrong before */
		if (!check_ranges(dt, bus, ranges, entry)) {
			skip(dt, bus, NULL, DT_UNMAPPED);
			return false;
		}
		if (!translate(bus, ranges, entry, place)) {
			skip(dt, bus, node, DT_OUTSIDE);
			return false;
		}
	}
	return true;
}

/* ---- regions ---- */

static bool add_region(struct dt *dt, struct dt_node *node, unsigned int index,
		       const struct place *place)
{
	struct dt_region *region;

	if (dt->region_count == MAX_DT_REGIONS)
		return dt_refuse(dt, HWREG_ERROR_REQUEST, EFBIG,
				 "this device tree has more than %d devices", MAX_DT_REGIONS);
	if (dt->region_count == dt->region_room) {
		size_t room = dt->region_room ? dt->region_room * 2 : 256;
		struct dt_region *list = pool_alloc(&dt->pool, room * sizeof(*list));

		if (dt->region_count)
			memcpy(list, dt->regions, dt->region_count * sizeof(*list));
		dt->regions = list;
		dt->region_room = room;
	}
	region = &dt->regions[dt->region_count++];
	*region = (struct dt_region){
		.node = node,
		.index = index,
		.order = (uint32_t)dt->region_count - 1,
		.address = place->address,
		.length = place->length,
		.part = dt_string(dt_prop(node, "reg-names"), index),
	};
	return true;
}

/* Bytes of an entry of `reg`; 0: it cannot be understood */
static size_t reg_entry(struct dt *dt, const struct dt_node *node, const struct dt_prop *reg)
{
	const struct dt_node *bus = node->parent;
	size_t entry = 4 * ((size_t)bus->address_cells + bus->size_cells);

	if (bus->address_cells > 4 || bus->size_cells > 4 || !entry) {
		dt_warn(dt, node,
			"reg cannot be understood: above it are #address-cells = %u and "
			"#size-cells = %u; left out",
			bus->address_cells, bus->size_cells);
		return 0;
	}
	if (!reg->size || reg->size % entry) {
		dt_warn(dt, node, "reg has %zu bytes, which is not a multiple of %zu; left out",
			reg->size, entry);
		return 0;
	}
	if (reg->size / entry > MAX_DT_PLACES) {
		dt_warn(dt, node, "reg has more than %d places; left out", MAX_DT_PLACES);
		return 0;
	}
	return entry;
}

/* false: too many */
static bool map_reg(struct dt *dt, struct dt_node *node, const struct dt_prop *reg, size_t entry)
{
	struct dt_node *bus = node->parent;
	size_t first = dt->region_count;

	for (size_t i = 0; i < reg->size / entry; i++) {
		size_t at = i * entry;
		struct place place;

		if (!number(reg, at, bus->address_cells, &place.address) ||
		    !number(reg, at + 4 * (size_t)bus->address_cells, bus->size_cells,
			    &place.length) ||
		    (place.length && place.length - 1 > UINT64_MAX - place.address)) {
			dt_warn(dt, node, "reg: place %zu goes beyond 64 bits; left out", i);
			continue;
		}
		if (!place.length) {
			dt_warn(dt, node, "reg: place %zu has no bytes; left out", i);
			continue;
		}
		if (to_cpu(dt, node, &place) && !add_region(dt, node, (unsigned int)i, &place))
			return false;
	}
	for (size_t i = first; i < dt->region_count; i++)
		dt->regions[i].count = (uint32_t)(dt->region_count - first);
	return true;
}

static bool map_node(struct dt *dt, struct dt_node *node)
{
	const struct dt_prop *reg = dt_prop(node, "reg");
	struct dt_node *bus = node->parent;
	size_t entry;

	if (!reg || !bus || is_no_device(node))
		return true;
	if (bus->parent && (is_pci(bus) || !dt_prop(bus, "ranges"))) {
		skip(dt, bus, node, reason_of(bus));
		return true;
	}
	entry = reg_entry(dt, node, reg);
	if (!entry)
		return true;
	if (!bus->size_cells) {
		skip(dt, bus, node, DT_UNMAPPED);
		return true;
	}
	return map_reg(dt, node, reg, entry);
}

static int compare(const void *a, const void *b)
{
	const struct dt_region *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

bool dt_map(struct dt *dt)
{
	bool good = true;

	for (struct dt_node *node = dt->root; good && node; node = node->following)
		good = map_node(dt, node);
	if (dt->region_count)
		qsort(dt->regions, dt->region_count, sizeof(*dt->regions), compare);
	return good;
}
