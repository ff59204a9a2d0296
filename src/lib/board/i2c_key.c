// SPDX-License-Identifier: MIT
/* i2c_key.c - how registers are reached on I2C: `i2c` of a type, kept with the space */
#include "type.h"

#include <string.h>

enum { KEY_ADDRESS_WIDTH, KEY_ADDRESS_ENDIAN, KEY_TRANSFER, I2C_KEY_COUNT };

static const struct key i2c_keys[] = {
	[KEY_ADDRESS_WIDTH] = { "address-width", false },
	[KEY_ADDRESS_ENDIAN] = { "address-endian", false },
	[KEY_TRANSFER] = { "transfer", false },
};

uint32_t i2c_space_flags(const char *target)
{
	return strncmp(target, "i2c:", 4) == 0 ? IMAGE_I2C_NUMBERS : 0;
}

static void address_width_read(struct loader *loader, const struct scope *scope,
			       const struct node *node, uint32_t *flags)
{
	uint64_t width;

	if (!value_number(loader, scope, node, &width))
		return;
	if (width == 16 && (*flags & IMAGE_I2C_SMBUS))
		loader_report(
			loader, CHECK_I2C_ADDRESS, node_place(node),
			"%saddress-width: SMBus commands have 8 bits; 16 take plain transfers",
			scope_prefix(loader, scope));
	else if (width != 8 && width != 16)
		loader_report(loader, CHECK_I2C_ADDRESS, node_place(node),
			      "%saddress-width: %s is neither 8 nor 16",
			      scope_prefix(loader, scope), node->text);
	else if (width == 16)
		*flags |= IMAGE_I2C_ADDRESS_16;
}

void i2c_read(struct loader *loader, const struct scope *scope, const struct node *node,
	      uint32_t *out)
{
	static const char *const orders[] = { "big", "little", NULL };
	static const char *const transfers[] = { "plain", "smbus", NULL };
	const struct node *values[I2C_KEY_COUNT];
	uint32_t flags = IMAGE_I2C_SAID;
	unsigned int word;

	if (!keys_read(loader, scope, node, i2c_keys, I2C_KEY_COUNT, values))
		return;
	if (values[KEY_ADDRESS_ENDIAN] &&
	    value_word(loader, scope, values[KEY_ADDRESS_ENDIAN], orders, &word) && word == 1)
		flags |= IMAGE_I2C_ADDRESS_LITTLE;
	if (values[KEY_TRANSFER] &&
	    value_word(loader, scope, values[KEY_TRANSFER], transfers, &word))
		flags |= word ? IMAGE_I2C_SMBUS : IMAGE_I2C_PLAIN;
	if (values[KEY_ADDRESS_WIDTH])
		address_width_read(loader, scope, values[KEY_ADDRESS_WIDTH], &flags);
	*out = flags;
}

/* Where memory is meant; a file or a simulation may stand for any device */
static bool in_memory(const char *target)
{
	size_t length = strcspn(target, ":");

	return (length == 4 &&
		(memcmp(target, "auto", 4) == 0 || memcmp(target, "vfio", 4) == 0)) ||
	       (length == 3 && (memcmp(target, "mem", 3) == 0 || memcmp(target, "uio", 3) == 0 ||
				memcmp(target, "pci", 3) == 0));
}

void i2c_apply(struct loader *loader, const struct type *type, const char *owner, uint32_t index)
{
	struct image_space *space = (struct image_space *)draft_array(loader, IMAGE_SPACES) + index;
	uint32_t before = space->i2c & ~IMAGE_I2C_NUMBERS;

	if (!type->i2c)
		return;
	if (in_memory(draft_text(loader, space->target)))
		loader_report(loader, CHECK_I2C_SPACE, node_key_place(type->i2c_node),
			      "%s: i2c: this block is in the space %s, which is memory, not I2C",
			      owner, draft_text(loader, space->name));
	else if (before && before != type->i2c)
		loader_report(loader, CHECK_I2C_CONFLICT, node_key_place(type->i2c_node),
			      "%s: i2c: another block of the space %s speaks to the device in "
			      "another way",
			      owner, draft_text(loader, space->name));
	space->i2c |= type->i2c;
}
