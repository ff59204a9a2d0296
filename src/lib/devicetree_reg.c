// SPDX-License-Identifier: MIT
/* devicetree_reg.c - where a node's registers are: `reg`, translated by the `ranges` of all buses above */
#include "devicetree.h"

#include <stdlib.h>
#include <string.h>

#define MOST_CELLS 4 /* of a number; those beyond 64 bits must be 0 */
#define BAD_CELLS 99

/* Cells of numbers in `reg` of the nodes below a node, and in its `ranges` */
struct cells {
	unsigned int address, size;
};

static uint32_t cell(const struct devtree_prop *prop, size_t at)
{
	const uint8_t *bytes = prop->bytes + at;

	return (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

/* false: it has more than 64 bits */
static bool number(const struct devtree_prop *prop, size_t at, unsigned int cells, uint64_t *out)
{
	bool fits = true;

	*out = 0;
	for (unsigned int i = 0; i < cells; i++) {
		fits = fits && *out >> 32 == 0;
		*out = *out << 32 | cell(prop, at + 4 * (size_t)i);
	}
	return fits;
}

static unsigned int read_cells(const struct devtree_view *node, const char *name,
			       unsigned int absent)
{
	struct devtree_prop prop;
	int r = devtree_read(node, name, &prop);

	if (r == -ENOENT)
		return absent;
	return r || prop.size != 4 || cell(&prop, 0) > MOST_CELLS ? BAD_CELLS : cell(&prop, 0);
}

static int find_cells(const struct devtree_view *node, struct cells *cells, struct hwreg_error *err)
{
	cells->address = read_cells(node, "#address-cells", 2);
	cells->size = read_cells(node, "#size-cells", 1);
	if (cells->address <= MOST_CELLS && cells->size <= MOST_CELLS)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
			       "target '%s': #address-cells or #size-cells of %.*s is no number "
			       "from 0 to %d",
			       node->spec, node->length, node->path, MOST_CELLS);
}

static int cannot_read(const struct devtree_view *node, const char *name, int sys_errno,
		       struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno,
			       "target '%s': read %s of %.*s: %s", node->spec, name, node->length,
			       node->path, strerror(sys_errno));
}

/* ---- Translation ------------------------------------------------------------------------------ */

static bool is_pci(const struct devtree_view *bus)
{
	struct devtree_prop type;

	return devtree_read(bus, "device_type", &type) == 0 &&
	       strncmp((char *)type.bytes, "pci", 3) == 0;
}

/* What the registers of this bus's devices are reached by, as far as its name tells */
static int not_mapped(const struct devtree_view *bus, struct hwreg_error *err)
{
	const char *name = bus->path + devtree_parent(bus).length + 1;
	int length = bus->length - (int)(name - bus->path);

	hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP, "target '%s': the node is below %.*s, ",
			bus->spec, bus->length, bus->path);
	if (is_pci(bus))
		hwreg_error_append(err, "a PCI bus: use pci:DDDD:BB:DD.F/barN (hwreg targets lists "
					"the devices)");
	else if (length >= 3 && strncmp(name, "i2c", 3) == 0)
		hwreg_error_append(err, "an I2C bus: use i2c:BUS:ADDR");
	else
		hwreg_error_append(err, "whose addresses are not mapped to the CPU's (it has no "
					"ranges)");
	return -ENOTSUP;
}

static int bad_ranges(const struct devtree_view *bus, const struct hwreg_range *range, bool outside,
		      struct hwreg_error *err)
{
	if (outside)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
				       "target '%s': 0x%llx-0x%llx is in none of the ranges of "
				       "%.*s as a whole, so that the CPU does not see it",
				       bus->spec, (unsigned long long)range->first,
				       (unsigned long long)range->last, bus->length, bus->path);
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
			       "target '%s': ranges of %.*s is no list of whole entries", bus->spec,
			       bus->length, bus->path);
}

/* To the addresses of the bus above; false: it is in none of the ranges as a whole */
static bool translate(const struct devtree_prop *ranges, const struct cells *own,
		      const struct cells *above, struct hwreg_range *range)
{
	size_t parent_at = 4 * (size_t)own->address;
	size_t size_at = parent_at + 4 * (size_t)above->address;
	size_t entry = size_at + 4 * (size_t)own->size;
	uint64_t child, parent, size;

	for (size_t at = 0; at < ranges->size; at += entry) {
		if (!number(ranges, at, own->address, &child) ||
		    !number(ranges, at + parent_at, above->address, &parent) ||
		    !number(ranges, at + size_at, own->size, &size))
			continue;
		if (range->first < child || range->last - child >= size)
			continue;
		if (range->last - child > UINT64_MAX - parent)
			return false;
		range->first = range->first - child + parent;
		range->last = range->last - child + parent;
		return true;
	}
	return false;
}

static int pass_bus(const struct devtree_view *bus, struct hwreg_range *range,
		    struct hwreg_error *err)
{
	struct devtree_view parent = devtree_parent(bus);
	struct cells own, above;
	struct devtree_prop ranges;
	size_t entry;
	int r = devtree_read(bus, "ranges", &ranges);

	if (r == -ENOENT || is_pci(bus))
		return not_mapped(bus, err);
	if (r)
		return cannot_read(bus, "ranges", -r, err);
	if (ranges.size == 0)
		return 0;
	r = find_cells(bus, &own, err);
	if (!r)
		r = find_cells(&parent, &above, err);
	if (r)
		return r;
	entry = 4 * ((size_t)own.address + above.address + own.size);
	if (entry == 0 || ranges.size % entry)
		return bad_ranges(bus, range, false, err);
	return translate(&ranges, &own, &above, range) ? 0 : bad_ranges(bus, range, true, err);
}

/* ---- reg -------------------------------------------------------------------------------------- */

static int no_part(const struct devtree_view *node, const char *part,
		   const struct devtree_prop *names, unsigned int count, struct hwreg_error *err)
{
	hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT, "target '%s': reg has no part '%s'; %s",
			node->spec, part, count > 1 ? "there are 0" : "there is 0");
	if (count > 1)
		hwreg_error_append(err, " to %u", count - 1);
	for (size_t at = 0; at < names->size; at += strlen((char *)names->bytes + at) + 1)
		hwreg_error_append(err, "%s%s", at ? ", " : ", by name ",
				   (char *)names->bytes + at);
	return -ENOENT;
}

/* By its number, or its place in reg-names */
static int find_part(const struct devtree_view *node, const char *part, struct devtree_place *place,
		     struct hwreg_error *err)
{
	struct devtree_prop names;
	unsigned int index = 0;
	bool found;

	place->index = 0;
	if (!part)
		return 0;
	if (devtree_read(node, "reg-names", &names) != 0)
		names.size = 0;
	if (strspn(part, "0123456789") == strlen(part)) {
		index = strlen(part) < 6 ? (unsigned int)atoi(part) : place->count;
		found = index < place->count && (part[0] != '0' || !part[1]);
	} else {
		size_t at = 0;

		for (; at < names.size && strcmp((char *)names.bytes + at, part) != 0; index++)
			at += strlen((char *)names.bytes + at) + 1;
		found = at < names.size && index < place->count;
	}
	place->index = index;
	return found ? 0 : no_part(node, part, &names, place->count, err);
}

/* One range of `reg`, in the addresses of the bus that the node is on */
static int take_range(const struct devtree_view *node, const struct devtree_prop *reg,
		      const struct cells *cells, struct devtree_place *place,
		      struct hwreg_error *err)
{
	size_t at = 4 * ((size_t)cells->address + cells->size) * place->index;
	uint64_t address, size;
	bool fits = number(reg, at, cells->address, &address);

	fits = number(reg, at + 4 * (size_t)cells->address, cells->size, &size) && fits;
	if (fits && hwreg_range_make(&place->range, address, size))
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOTSUP,
			       "target '%s': part %u of reg has no bytes, or goes beyond 64 bits",
			       node->spec, place->index);
}

static int no_reg(const struct devtree_view *node, const char *why, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT,
			       "target '%s': the node %s has no registers: %s", node->spec,
			       node->length ? node->path : "/", why);
}

int devtree_find_range(const struct devtree_view *node, const char *part,
		       struct devtree_place *place, struct hwreg_error *err)
{
	struct devtree_view bus = devtree_parent(node);
	struct cells cells;
	struct devtree_prop reg;
	size_t entry;
	int r = devtree_read(node, "reg", &reg);

	if (r == -ENOENT || node->length == 0)
		return no_reg(node, "it has no reg", err);
	if (r)
		return cannot_read(node, "reg", -r, err);
	r = find_cells(&bus, &cells, err);
	if (r)
		return r;
	if (cells.size == 0 || is_pci(&bus))
		return bus.length ? not_mapped(&bus, err)
				  : no_reg(node, "its reg is a number", err);
	entry = 4 * ((size_t)cells.address + cells.size);
	if (reg.size == 0 || reg.size % entry)
		return no_reg(node, "its reg is no list of whole entries", err);
	place->count = (unsigned int)(reg.size / entry);
	r = find_part(node, part, place, err);
	if (!r)
		r = take_range(node, &reg, &cells, place, err);
	for (; !r && bus.length; bus = devtree_parent(&bus))
		r = pass_bus(&bus, &place->range, err);
	return r;
}
