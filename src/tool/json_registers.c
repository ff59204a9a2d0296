// SPDX-License-Identifier: MIT
/* json_registers.c - registers, fields and accesses as JSON */
#include "json.h"
#include "output.h"

static void put_hex(struct json_object *object, uint64_t value, unsigned int width)
{
	char buffer[NUMBER_SIZE];

	json_put_text(object, "hex", number_format(buffer, value, width, FORMAT_HEX, false));
}

static void put_policy(struct json_object *object, enum hwreg_read_policy read,
		       enum hwreg_write_policy write)
{
	json_put_text(object, "policy", hwreg_policy_name(read, write));
	json_put_text(object, "read", hwreg_read_policy_name(read));
	json_put_text(object, "write", hwreg_write_policy_name(write));
}

static void put_space(struct json_object *object, const struct hwreg_board *board, uint32_t index)
{
	struct hwreg_space_info info = { .size = sizeof(info) };

	if (index && hwreg_board_space(board, index, &info) == 0)
		json_put_text(object, "space", info.name);
}

static void put_field_value(struct json_object *object, const struct hwreg_board *board,
			    const struct hwreg_field *field, uint64_t value)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	const char *name = hwreg_field_value_name(board, field, value);
	int64_t number = (int64_t)value;

	hwreg_field_describe(board, field, &info);
	json_put_number(object, "value", value);
	put_hex(object, value, 0);
	if (name)
		json_put_text(object, "enum", name);
	if (info.flags & HWREG_FIELD_SIGNED) {
		number = number_sign_extend(value, info.width);
		json_put_signed(object, "signed", number);
	}
	if (info.flags & HWREG_FIELD_SCALED) {
		json_put_real(object, "physical", (double)number * info.scale + info.offset);
		json_put_text(object, "unit", info.unit);
	}
}

static struct json_object *field_values(const struct hwreg_board *board,
					const struct hwreg_register *reg,
					const struct hwreg_wide *reg_value)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	struct json_object *array = json_make_array();
	const struct hwreg_field *field;

	for (uint32_t i = 0; reg && (field = hwreg_register_field(board, reg, i)); i++) {
		struct json_object *object = json_make_object();

		hwreg_field_describe(board, field, &info);
		json_put_text(object, "name", info.name);
		json_put_number(object, "high", info.high);
		json_put_number(object, "low", info.low);
		put_field_value(
			object, board, field,
			hwreg_field_get(board, field, hwreg_wide_part(reg_value, info.shift)));
		json_push(array, object);
	}
	return array;
}

static void put_item_policy(struct json_object *object, const struct hwreg_board *board,
			    const struct hwreg_item *item)
{
	struct hwreg_register_info reg = { .size = sizeof(reg) };
	struct hwreg_field_info field = { .size = sizeof(field) };

	if (item->field) {
		hwreg_field_describe(board, item->field, &field);
		put_policy(object, field.read, field.write);
	} else if (item->reg) {
		hwreg_register_describe(board, item->reg, &reg);
		put_policy(object, reg.read, reg.write);
	}
}

/* The register itself, of which a number of JSON holds no more than 64 bits; or the part of it */
static void put_value(struct json_object *object, const struct context *context,
		      const struct hwreg_item *item, const struct hwreg_wide *reg_value)
{
	uint64_t value;
	char hex[NUMBER_SIZE];

	if (item_is_wide(item)) {
		json_put(object, "value", NULL);
		json_put_text(object, "hex",
			      wide_format(hex, reg_value, item->width, FORMAT_HEX, false));
		return;
	}
	value = item_value(context, item, hwreg_wide_part(reg_value, item->shift));
	if (item->field) {
		put_field_value(object, context->board, item->field, value);
		return;
	}
	json_put_number(object, "value", value);
	put_hex(object, value, item_is_whole(item) ? item->width : 0);
}

struct json_object *json_item_wide(struct json_object *object, const struct context *context,
				   const struct hwreg_item *item,
				   const struct hwreg_wide *reg_value)
{
	bool whole = item_is_whole(item);
	char name[NAME_SIZE];

	json_put_text(object, "name", item->reg || !whole ? text_name(context, item, name) : NULL);
	put_space(object, context->board, item->space);
	json_put_number(object, "address", item_number(item));
	json_put_number(object, "width", item->width);
	if (!whole) {
		json_put_number(object, "high", item->high);
		json_put_number(object, "low", item->low);
	}
	put_value(object, context, item, reg_value);
	put_item_policy(object, context->board, item);
	if (whole)
		json_put(object, "fields", field_values(context->board, item->reg, reg_value));
	return object;
}

struct json_object *json_item(struct json_object *object, const struct context *context,
			      const struct hwreg_item *item, uint64_t reg_value)
{
	const struct hwreg_wide value = item_from_part(item, reg_value);

	return json_item_wide(object, context, item, &value);
}

static struct json_object *enumerators(const struct hwreg_board *board,
				       const struct hwreg_field *field)
{
	struct hwreg_enumerator_info info = { .size = sizeof(info) };
	struct json_object *array = json_make_array();

	for (uint32_t i = 0; hwreg_field_enumerator(board, field, i, &info) == 0; i++) {
		struct json_object *object = json_make_object();

		json_put_text(object, "name", info.name);
		json_put_number(object, "value", info.value);
		json_put_text(object, "description", info.description);
		json_push(array, object);
	}
	return array;
}

static struct json_object *field_description(const struct hwreg_board *board,
					     const struct hwreg_field *field)
{
	struct hwreg_field_info info = { .size = sizeof(info) };
	struct json_object *object = json_make_object();
	char bits[64];

	hwreg_field_describe(board, field, &info);
	json_put_text(object, "name", info.name);
	json_put_number(object, "high", info.high);
	json_put_number(object, "low", info.low);
	json_put_text(object, "bits", text_bits(board, field, &info, bits, sizeof(bits)));
	put_policy(object, info.read, info.write);
	json_put_bool(object, "volatile", info.flags & HWREG_FIELD_VOLATILE);
	json_put_bool(object, "signed", info.flags & HWREG_FIELD_SIGNED);
	if (info.flags & HWREG_FIELD_SCALED) {
		json_put_real(object, "scale", info.scale);
		json_put_real(object, "offset", info.offset);
		json_put_text(object, "unit", info.unit);
	}
	json_put(object, "enums", enumerators(board, field));
	json_put_text(object, "description", info.description);
	return object;
}

static void put_aliases(struct json_object *object, const struct hwreg_board *board,
			const struct hwreg_register *reg)
{
	static const char *const keys[] = { "set", "clear", "toggle" };
	struct json_object *aliases = NULL;
	uint64_t address;

	for (unsigned int kind = HWREG_ALIAS_SET; kind <= HWREG_ALIAS_TOGGLE; kind++) {
		if (hwreg_register_alias(board, reg, kind, &address) != 0)
			continue;
		aliases = aliases ? aliases : json_make_object();
		json_put_number(aliases, keys[kind], address);
	}
	if (aliases)
		json_put(object, "aliases", aliases);
}

/* Members for what the register has alone */
static void put_rules(struct json_object *object, const struct hwreg_board *board,
		      const struct hwreg_register *reg)
{
	static const char *const keys[HWREG_RULE_COUNT] = {
		[HWREG_RULE_REQUIRES] = "requires",
		[HWREG_RULE_WHEN] = "when",
		[HWREG_RULE_UNLOCK] = "unlock",
		[HWREG_RULE_LOCK] = "lock",
	};
	struct json_object *array;
	char text[2 * NAME_SIZE];

	for (unsigned int kind = 0; kind < HWREG_RULE_COUNT; kind++) {
		array = NULL;
		for (uint32_t i = 0;
		     hwreg_register_rule(board, reg, kind, i, text, sizeof(text)) == 0; i++) {
			array = array ? array : json_make_array();
			json_push_text(array, text);
		}
		if (array)
			json_put(object, keys[kind], array);
	}
}

static void put_window(struct json_object *object, const struct hwreg_board *board,
		       const struct hwreg_register *reg)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct hwreg_window_info window = { .size = sizeof(window) };
	struct json_object *description;

	if (hwreg_register_window(board, reg, &window) < 0)
		return;
	description = json_make_object();
	hwreg_register_describe(board, window.index, &info);
	json_put_text(description, "index", info.name);
	hwreg_register_describe(board, window.data, &info);
	json_put_text(description, "data", info.name);
	json_put_number(description, "offset", window.offset);
	json_put(object, "window", description);
}

struct json_object *json_register(const struct hwreg_board *board, const struct hwreg_register *reg)
{
	static const char *const reserved[] = { "keep", "0", "1", "reset" };
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct json_object *object = json_make_object(), *fields = json_make_array();
	const struct hwreg_field *field;

	hwreg_register_describe(board, reg, &info);
	json_put_text(object, "name", info.name);
	put_space(object, board, info.space);
	json_put_number(object, "address", info.address);
	json_put_number(object, "width", info.width);
	json_put_text(object, "endian", info.endian == HWREG_BIG_ENDIAN ? "big" : "little");
	if (info.access_width != info.width) {
		json_put_number(object, "access_width", info.access_width);
		json_put_text(object, "order", info.high_first ? "high-first" : "low-first");
	}
	put_policy(object, info.read, info.write);
	json_put_bool(object, "volatile", info.flags & HWREG_REGISTER_VOLATILE);
	json_put_bool(object, "trigger", info.flags & HWREG_REGISTER_TRIGGER);
	json_put_text(object, "protect", info.protect);
	json_put_text(object, "reserved", reserved[info.reserved]);
	put_aliases(object, board, reg);
	put_rules(object, board, reg);
	put_window(object, board, reg);
	if (info.reset_mask)
		json_put_number(object, "reset", info.reset);
	else
		json_put(object, "reset", NULL);
	json_put_number(object, "reset_mask", info.reset_mask);
	json_put_text(object, "description", info.description);
	for (uint32_t i = 0; (field = hwreg_register_field(board, reg, i)); i++)
		json_push(fields, field_description(board, field));
	json_put(object, "fields", fields);
	return object;
}

struct json_object *json_access(const struct hwreg_access *access)
{
	struct json_object *object = json_make_object();

	json_put_text(object, "access", access->write ? "write" : "read");
	json_put_text(object, "name", access->name);
	json_put_number(object, "address", access->name ? access->address : access->number);
	json_put_number(object, "width", access->width);
	json_put_text(object, "target", access->target);
	if (access->count > 1) {
		json_put_number(object, "count", access->count);
		json_put_number(object, "step", access->step);
		return object;
	}
	if (access->write || access->tried)
		json_put_number(object, "value", access->value);
	if (access->write)
		json_put_number(object, "keep", access->keep);
	if (access->write && access->tried)
		json_put_number(object, "before", access->before);
	if (access->write || access->tried)
		put_hex(object, access->value, access->width);
	return object;
}
