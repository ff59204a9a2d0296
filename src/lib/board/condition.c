// SPDX-License-Identifier: MIT
/* condition.c - texts that name registers: `when`, `requires`, `unlock`, `lock`, `window` */
#include "type.h"

#include <stdio.h>
#include <string.h>

#include "compare.h"
#include "range.h"

/* A text taken apart: NAME[:HIGH[:LOW]] OP VALUE[/MASK] [,PART=VALUE] */
struct parts {
	char name[MAX_NAME + 1];
	char value[MAX_NAME + 1];
	char mask[MAX_NAME + 1]; /* or "" */
	int high, low; /* -1: not said */
	enum hwreg_operator operator;
	const char *rest; /* behind a comma, or NULL */
};

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

static bool take(const char **text, const char *characters, char *out, size_t size)
{
	size_t length = strspn(*text, characters);

	if (!length || length >= size)
		return false;
	memcpy(out, *text, length);
	out[length] = '\0';
	*text += length;
	return true;
}

static bool take_name(const char **text, char *out, size_t size)
{
	if (**text >= '0' && **text <= '9')
		return false;
	if (!take(text, LETTERS ".", out, size) || out[0] == '.')
		return false;
	return !strstr(out, "..") && out[strlen(out) - 1] != '.';
}

static bool take_bit(const char **text, int *out)
{
	char digits[4];
	uint64_t bit;

	(*text)++; /* the colon */
	if (!take(text, "0123456789", digits, sizeof(digits)) ||
	    hwreg_number_parse(digits, &bit, NULL) || bit > 63)
		return false;
	*out = (int)bit;
	return true;
}

static bool take_slice(const char **text, struct parts *parts)
{
	parts->high = parts->low = -1;
	if (**text != ':')
		return true;
	if (!take_bit(text, &parts->high))
		return false;
	parts->low = parts->high;
	return **text != ':' || (take_bit(text, &parts->low) && parts->low <= parts->high);
}

/* A number, or the name of an enumerator. */
static bool take_value(const char **text, char *out, size_t size)
{
	uint64_t number;

	if (!take(text, LETTERS, out, size))
		return false;
	return out[0] < '0' || out[0] > '9' || hwreg_number_parse(out, &number, NULL) == 0;
}

static bool split_condition(const char *text, struct parts *parts)
{
	*parts = (struct parts){ .rest = NULL };
	if (!take_name(&text, parts->name, sizeof(parts->name)) || !take_slice(&text, parts))
		return false;
	parts->operator= hwreg_operator_find(text);
	if (parts->operator== HWREG_OPERATOR_COUNT)
		return false;
	text += strlen(hwreg_operator_text(parts->operator));
	return take_value(&text, parts->value, sizeof(parts->value)) && !*text;
}

static bool split_write(const char *text, struct parts *parts)
{
	*parts = (struct parts){ .rest = NULL };
	if (!take_name(&text, parts->name, sizeof(parts->name)) || !take_slice(&text, parts) ||
	    *text++ != '=' || !take_value(&text, parts->value, sizeof(parts->value)))
		return false;
	if (*text == '/') {
		text++;
		return take_value(&text, parts->mask, sizeof(parts->mask)) && !*text;
	}
	if (*text == ',')
		parts->rest = text + 1;
	return !*text || (parts->rest && parts->high < 0);
}

static bool form_is_good(const struct condition *condition)
{
	const char *text = condition->node->text;
	char name[MAX_NAME + 1];
	struct parts parts;

	switch (condition->kind) {
	case CONDITION_NAME:
		return take_name(&text, name, sizeof(name)) && !*text;
	case CONDITION_WRITE:
		while (text && split_write(text, &parts))
			text = parts.rest;
		return !text;
	default:
		return split_condition(text, &parts);
	}
}

const struct condition *condition_add(struct loader *loader, const struct scope *scope,
				      struct array *list, enum condition_kind kind,
				      const struct node *node, const struct entry *entry)
{
	struct condition condition = { .kind = kind, .node = node, .entry = entry };
	struct condition *slot;
	const char *text;

	if (!value_text(loader, scope, node, &text))
		return NULL;
	if (!form_is_good(&condition)) {
		bool write = kind == CONDITION_WRITE;

		loader_report(
			loader, write ? CHECK_WRITE_SYNTAX : CHECK_CONDITION_SYNTAX,
			node_place(node), "%s'%.80s' is not %s", scope_prefix(loader, scope), text,
			write                    ? "NAME=VALUE"
			: kind == CONDITION_NAME ? "the name of a register"
						 : "NAME==VALUE or with another of != < <= > >= &");
		return NULL;
	}
	slot = array_push(&loader->arena, list, 1);
	condition.scope = scope_name(loader, scope);
	if (slot)
		*slot = condition;
	return slot;
}

/* ---- once the image stands ---- */

/* a name in the image: a register, maybe with a field of it */
struct target {
	const struct hwreg_register *reg;
	const struct hwreg_field *field;
};

static bool find_full(const struct hwreg_board *board, const char *name, struct target *out)
{
	const char *dot = strrchr(name, '.');
	unsigned int kind;
	uint32_t index = image_find(board, name, strlen(name), &kind);

	out->field = NULL;
	if (index != IMAGE_NONE && kind == IMAGE_NAME_REGISTER) {
		out->reg = hwreg_board_register(board, index);
		return true;
	}
	if (!dot)
		return false;
	index = image_find(board, name, (size_t)(dot - name), &kind);
	if (index == IMAGE_NONE || kind != IMAGE_NAME_REGISTER)
		return false;
	out->reg = hwreg_board_register(board, index);
	return hwreg_field_find(board, out->reg, dot + 1, &out->field, NULL) == 0;
}

/* Relative to the cluster that the condition stands in, then to that around it, then in full. */
static bool find_target(const struct hwreg_board *board, const struct condition *condition,
			const char *name, struct target *out)
{
	char full[2 * MAX_NAME + 2];
	size_t length = strlen(condition->context);

	if (length > MAX_NAME)
		return false;
	memcpy(full, condition->context, length + 1);
	while (length) {
		full[length] = '.';
		snprintf(full + length + 1, sizeof(full) - length - 1, "%s", name);
		if (find_full(board, full, out))
			return true;
		while (length && full[length - 1] != '.')
			length--;
		length -= length ? 1 : 0;
	}
	return find_full(board, name, out);
}

uint32_t condition_register(const struct hwreg_board *board, const char *context,
			    const struct node *name)
{
	const struct condition condition = { .context = context };
	struct target target;

	if (!name || name->kind != NODE_TEXT ||
	    !find_target(board, &condition, name->text, &target) || target.field)
		return IMAGE_NONE;
	return hwreg_register_index(board, target.reg);
}

static void report(struct loader *loader, const struct condition *condition, enum check check,
		   const char *what)
{
	if (check == CHECK_CONDITION_NAME && (loader->incomplete || loader->lost_blocks))
		return;
	loader_report(loader, check, node_place(condition->node), "%s: '%.80s': %s",
		      condition->scope, condition->node->text, what);
}

/* A number of so many bits */
static bool number_value(struct loader *loader, const struct condition *condition, const char *text,
			 unsigned int bits, uint64_t *out)
{
	struct hwreg_error why = HWREG_ERROR_INIT;

	if (hwreg_number_parse(text, out, &why))
		report(loader, condition, CHECK_CONDITION_VALUE, why.message);
	else if (bits < 64 && *out >> bits)
		report(loader, condition, CHECK_CONDITION_VALUE, "the value does not fit");
	else
		return true;
	return false;
}

/* The value of the field or bits of @target, in their own bits */
static bool part_value(struct loader *loader, const struct hwreg_board *board,
		       const struct condition *condition, const struct parts *parts,
		       const struct target *target, uint64_t *out)
{
	struct hwreg_error why = HWREG_ERROR_INIT;
	unsigned int width = target->reg->width;

	if (target->field && !target->field->mask)
		return false; /* what is wrong with it has been reported */
	if (target->field && parts->high < 0) {
		if (hwreg_field_value_parse(board, target->field, parts->value, out, &why) == 0)
			return true;
		report(loader, condition, CHECK_CONDITION_VALUE, why.message);
		return false;
	}
	if (target->field || parts->high >= (int)width) {
		report(loader, condition, CHECK_CONDITION_NAME, "there are no such bits");
		return false;
	}
	if (parts->high >= 0)
		width = (unsigned int)(parts->high - parts->low) + 1;
	return number_value(loader, condition, parts->value, width, out);
}

static bool find_part(struct loader *loader, const struct hwreg_board *board,
		      const struct condition *condition, const struct parts *parts,
		      struct target *target)
{
	if (find_target(board, condition, parts->name, target))
		return true;
	report(loader, condition, CHECK_CONDITION_NAME, "there is no such register or field");
	return false;
}

/* Reading it must give something, and change nothing */
static bool check_readable(struct loader *loader, const struct condition *condition,
			   const struct target *target)
{
	bool unreadable = target->field ? target->field->read == HWREG_READ_NONE
					: target->reg->flags & HWREG_REGISTER_UNREADABLE;

	if (unreadable)
		report(loader, condition, CHECK_CONDITION_READ, "it cannot be read");
	else if (target->reg->width > 64)
		report(loader, condition, CHECK_CONDITION_READ, "it has more than 64 bits");
	else if (target->reg->window)
		report(loader, condition, CHECK_CONDITION_READ,
		       "it is behind an index register, so that reading it writes");
	else if (target->reg->flags & HWREG_REGISTER_READ_CHANGES)
		report(loader, condition, CHECK_CONDITION_READ, "reading it changes something");
	else
		return true;
	return false;
}

bool condition_resolve(struct loader *loader, const struct hwreg_board *board,
		       const struct condition *condition, struct image_condition *out)
{
	const struct hwreg_field *fields = image_at(board, IMAGE_FIELDS, 0);
	struct target target;
	struct parts parts;

	split_condition(condition->node->text, &parts);
	*out = (struct image_condition){ .operator= parts.operator};
	if (!find_part(loader, board, condition, &parts, &target) ||
	    !part_value(loader, board, condition, &parts, &target, &out->value) ||
	    !check_readable(loader, condition, &target))
		return false;
	out->reg = hwreg_register_index(board, target.reg);
	out->field = target.field ? (uint32_t)(target.field - fields) : IMAGE_NONE;
	out->high = parts.high < 0 ? target.reg->width - 1 : parts.high;
	out->low = parts.high < 0 ? 0 : parts.low;
	return true;
}

/* One NAME=VALUE of a write, put into what it writes */
static bool add_part(struct loader *loader, const struct hwreg_board *board,
		     const struct condition *condition, const struct parts *parts,
		     const struct target *target, struct image_write *out)
{
	unsigned int width = target->reg->width;
	uint64_t value, mask = hwreg_mask(width);

	if (!part_value(loader, board, condition, parts, target, &value))
		return false;
	if (target->field) {
		out->value = hwreg_field_put(board, target->field, out->value, value);
		out->mask |= target->field->mask;
		return true;
	}
	if (parts->high >= 0) {
		mask = ~UINT64_C(0) >> (63 - (parts->high - parts->low)) << parts->low;
		value <<= parts->low;
	} else if (parts->mask[0]) {
		if (!number_value(loader, condition, parts->mask, width, &mask))
			return false;
		if (!mask || (value & ~mask)) {
			report(loader, condition, CHECK_CONDITION_VALUE,
			       "the value has bits outside the mask, or that is 0");
			return false;
		}
	}
	out->value = value;
	out->mask = mask;
	return true;
}

/* The fields behind a comma belong to the register of the first. */
static bool add_more_fields(struct loader *loader, const struct hwreg_board *board,
			    const struct condition *condition, const char *text,
			    const struct target *target, struct image_write *out)
{
	struct target more = { target->reg, NULL };
	struct parts parts;

	while (text && split_write(text, &parts)) {
		if (!target->field ||
		    hwreg_field_find(board, more.reg, parts.name, &more.field, NULL)) {
			report(loader, condition, CHECK_CONDITION_NAME, "there is no such field");
			return false;
		}
		if (!add_part(loader, board, condition, &parts, &more, out))
			return false;
		text = parts.rest;
	}
	return true;
}

/* Does any bit that it means ignore writes? */
static bool check_writable(struct loader *loader, const struct hwreg_board *board,
			   const struct condition *condition, const struct hwreg_register *reg,
			   uint64_t mask)
{
	bool good = !(reg->flags & HWREG_REGISTER_UNWRITABLE) && reg->width <= 64;
	const struct hwreg_field *field;

	for (uint32_t i = 0; good && (field = hwreg_register_field(board, reg, i)); i++)
		good = !(field->mask & mask) || field->write != HWREG_WRITE_NONE ||
		       mask == hwreg_mask(reg->width);
	if (!good)
		report(loader, condition, CHECK_WRITE_TARGET, "it cannot be written");
	return good;
}

bool write_resolve(struct loader *loader, const struct hwreg_board *board,
		   const struct condition *condition, struct image_write *out)
{
	struct target target;
	struct parts parts;

	split_write(condition->node->text, &parts);
	*out = (struct image_write){ .value = 0 };
	if (!find_part(loader, board, condition, &parts, &target))
		return false;
	out->reg = hwreg_register_index(board, target.reg);
	return add_part(loader, board, condition, &parts, &target, out) &&
	       add_more_fields(loader, board, condition, parts.rest, &target, out) &&
	       check_writable(loader, board, condition, target.reg, out->mask);
}

static void condition_check(struct loader *loader, const struct hwreg_board *board,
			    const struct condition *condition)
{
	struct image_condition resolved;
	struct image_write write;
	struct target target;

	if (condition->kind == CONDITION_WRITE)
		write_resolve(loader, board, condition, &write);
	else if (condition->kind != CONDITION_NAME)
		condition_resolve(loader, board, condition, &resolved);
	else if (!find_target(board, condition, condition->node->text, &target) || target.field)
		report(loader, condition, CHECK_CONDITION_NAME, "there is no such register");
}

void conditions_check(struct loader *loader, const struct hwreg_board *board)
{
	const struct condition *conditions = loader->conditions.data;

	for (size_t i = 0; i < loader->conditions.count; i++)
		condition_check(loader, board, &conditions[i]);
}
