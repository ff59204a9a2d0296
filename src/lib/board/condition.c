// SPDX-License-Identifier: MIT
/* condition.c - texts that name registers: `when`, `requires`, `unlock`, `lock`, `window` */
#include "type.h"

#include <stdio.h>
#include <string.h>

/* A text taken apart: NAME[:HIGH[:LOW]] OP VALUE[/MASK] [,PART=VALUE] */
struct parts {
	char name[MAX_NAME + 1];
	char value[MAX_NAME + 1];
	char mask[MAX_NAME + 1]; /* or "" */
	int high, low; /* -1: not said */
	const char *rest; /* behind a comma, or NULL */
};

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

static const char *const operators[] = { "==", "!=", "<=", ">=", "<", ">", "&" };

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
	size_t i = 0, count = sizeof(operators) / sizeof(operators[0]);

	*parts = (struct parts){ .rest = NULL };
	if (!take_name(&text, parts->name, sizeof(parts->name)) || !take_slice(&text, parts))
		return false;
	while (i < count && strncmp(text, operators[i], strlen(operators[i])) != 0)
		i++;
	if (i == count)
		return false;
	text += strlen(operators[i]);
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

void condition_add(struct loader *loader, const struct scope *scope, struct array *list,
		   enum condition_kind kind, const struct node *node, const struct entry *entry)
{
	struct condition condition = { .kind = kind, .node = node, .entry = entry };
	struct condition *slot;
	const char *text;

	if (!value_text(loader, scope, node, &text))
		return;
	if (!form_is_good(&condition)) {
		bool write = kind == CONDITION_WRITE;

		loader_report(
			loader, write ? CHECK_WRITE_SYNTAX : CHECK_CONDITION_SYNTAX,
			node_place(node), "%s'%.80s' is not %s", scope_prefix(loader, scope), text,
			write                    ? "NAME=VALUE"
			: kind == CONDITION_NAME ? "the name of a register"
						 : "NAME==VALUE or with another of != < <= > >= &");
		return;
	}
	slot = array_push(&loader->arena, list, 1);
	condition.scope = scope_name(loader, scope);
	if (slot)
		*slot = condition;
}

/* ---- once the image stands ---- */

/* a name in the image: a register, maybe with a field of it */
struct target {
	const struct hwreg_register *reg;
	const struct hwreg_field *field;
};

static bool find_full(const struct hwreg_board *board, const char *name, struct target *out)
{
	const struct hwreg_register *registers = image_array(board, IMAGE_REGISTERS);
	const char *dot = strrchr(name, '.');
	unsigned int kind;
	uint32_t index = image_find(board, name, strlen(name), &kind);

	out->field = NULL;
	if (index != IMAGE_NONE && kind == IMAGE_NAME_REGISTER) {
		out->reg = &registers[index];
		return true;
	}
	if (!dot)
		return false;
	index = image_find(board, name, (size_t)(dot - name), &kind);
	if (index == IMAGE_NONE || kind != IMAGE_NAME_REGISTER)
		return false;
	out->reg = &registers[index];
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

static void report(struct loader *loader, const struct condition *condition, enum check check,
		   const char *what)
{
	if (check == CHECK_CONDITION_NAME && (loader->incomplete || loader->lost_blocks))
		return;
	loader_report(loader, check, node_place(condition->node), "%s: '%.80s': %s",
		      condition->scope, condition->node->text, what);
}

static void check_value(struct loader *loader, const struct hwreg_board *board,
			const struct condition *condition, const struct parts *parts,
			const struct target *target)
{
	struct hwreg_error why = HWREG_ERROR_INIT;
	unsigned int width = target->reg->width;
	uint64_t value;

	if (target->field && !target->field->mask)
		return; /* what is wrong with it has been reported */
	if (target->field && parts->high < 0) {
		if (hwreg_field_value_parse(board, target->field, parts->value, &value, &why))
			report(loader, condition, CHECK_CONDITION_VALUE, why.message);
		return;
	}
	if (target->field || parts->high >= (int)width) {
		report(loader, condition, CHECK_CONDITION_NAME, "there are no such bits");
		return;
	}
	if (parts->high >= 0)
		width = (unsigned int)(parts->high - parts->low) + 1;
	if (hwreg_number_parse(parts->value, &value, &why))
		report(loader, condition, CHECK_CONDITION_VALUE, why.message);
	else if (width < 64 && value >> width)
		report(loader, condition, CHECK_CONDITION_VALUE, "the value does not fit");
	if (parts->mask[0] && hwreg_number_parse(parts->mask, &value, &why))
		report(loader, condition, CHECK_CONDITION_VALUE, why.message);
}

/* The fields behind a comma belong to the register of the first. */
static void check_more_fields(struct loader *loader, const struct hwreg_board *board,
			      const struct condition *condition, const char *text,
			      const struct target *target)
{
	struct target more = { target->reg, NULL };
	struct parts parts;

	while (text && split_write(text, &parts)) {
		if (!target->field ||
		    hwreg_field_find(board, more.reg, parts.name, &more.field, NULL))
			report(loader, condition, CHECK_CONDITION_NAME, "there is no such field");
		else
			check_value(loader, board, condition, &parts, &more);
		text = parts.rest;
	}
}

static void condition_check(struct loader *loader, const struct hwreg_board *board,
			    const struct condition *condition)
{
	const char *text = condition->node->text;
	struct target target;
	struct parts parts;

	if (condition->kind == CONDITION_NAME) {
		if (!find_target(board, condition, text, &target) || target.field)
			report(loader, condition, CHECK_CONDITION_NAME,
			       "there is no such register");
		return;
	}
	if (condition->kind == CONDITION_WRITE)
		split_write(text, &parts);
	else
		split_condition(text, &parts);
	if (!find_target(board, condition, parts.name, &target)) {
		report(loader, condition, CHECK_CONDITION_NAME,
		       "there is no such register or field");
		return;
	}
	check_value(loader, board, condition, &parts, &target);
	check_more_fields(loader, board, condition, parts.rest, &target);
}

void conditions_check(struct loader *loader, const struct hwreg_board *board)
{
	const struct condition *conditions = loader->conditions.data;

	for (size_t i = 0; i < loader->conditions.count; i++)
		condition_check(loader, board, &conditions[i]);
}
