// SPDX-License-Identifier: MIT
/* expression.c - understand expressions: C's operators and precedence, numbers, variables */
#include "sequence.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "nearest.h"

#define MOST_PARTS 256 /* numbers, variables and operators of one */

static const struct binary {
	const char *sign;
	uint8_t operation;
	uint8_t precedence; /* the higher the tighter */
} binaries[] = {
	/* the longer ones first */
	{ "<<", OP_LEFT, 8 },     { ">>", OP_RIGHT, 8 },     { "<=", OP_AT_MOST, 7 },
	{ ">=", OP_AT_LEAST, 7 }, { "==", OP_EQUAL, 6 },     { "!=", OP_DIFFERENT, 6 },
	{ "&&", OP_AND, 2 },      { "||", OP_OR, 1 },        { "*", OP_MULTIPLY, 10 },
	{ "/", OP_DIVIDE, 10 },   { "%", OP_REMAINDER, 10 }, { "+", OP_ADD, 9 },
	{ "-", OP_SUBTRACT, 9 },  { "<", OP_LESS, 7 },       { ">", OP_GREATER, 7 },
	{ "&", OP_AND_BITS, 5 },  { "^", OP_XOR_BITS, 4 },   { "|", OP_OR_BITS, 3 },
};

/**
 * struct parsing - one expression while it is read
 * @at: what comes next
 * @parts: so far
 * @depth: of parentheses and signs in front
 */
struct parsing {
	struct loader *loader;
	const struct script *owner;
	const char *text;
	const char *at;
	struct place place;
	unsigned int parts;
	unsigned int depth;
};

static const struct expression *parse_binary(struct parsing *parsing, unsigned int precedence);

static const struct expression *wrong(struct parsing *parsing, const char *what)
{
	if (*parsing->at)
		loader_report(parsing->loader, CHECK_EXPRESSION_SYNTAX, parsing->place,
			      "'%.80s': %s, at '%.32s'", parsing->text, what, parsing->at);
	else
		loader_report(parsing->loader, CHECK_EXPRESSION_SYNTAX, parsing->place,
			      "'%.80s': %s, at its end", parsing->text, what);
	return NULL;
}

static void skip_blanks(struct parsing *parsing)
{
	while (isspace((unsigned char)*parsing->at))
		parsing->at++;
}

static struct expression *make(struct parsing *parsing, enum operation operation, const char *at)
{
	struct expression *made;

	if (++parsing->parts > MOST_PARTS) {
		wrong(parsing, "the expression is too long");
		return NULL;
	}
	made = arena_alloc(&parsing->loader->arena, sizeof(*made));
	if (made)
		*made = (struct expression){ .operation = (uint8_t)operation,
					     .variable = NO_VARIABLE,
					     .text = parsing->text,
					     .at = at };
	return made;
}

/* ---- Numbers and variables ---------------------------------------------------------------------- */

static const struct expression *parse_number(struct parsing *parsing, const char *word,
					     const char *start)
{
	struct expression *made = make(parsing, OP_NUMBER, start);
	struct hwreg_error why = HWREG_ERROR_INIT;

	if (!made || hwreg_number_parse(word, &made->number, &why) == 0)
		return made;
	loader_report(parsing->loader, CHECK_EXPRESSION_SYNTAX, parsing->place, "'%.80s': %s",
		      parsing->text, why.message);
	return NULL;
}

static void report_unknown(struct parsing *parsing, const char *word)
{
	const struct script *owner = parsing->owner;
	struct hwreg_nearest nearest = { .word = word };
	const struct variable *variable;
	char hint[256];

	for (uint32_t i = 0; owner && i < owner->variables.count; i++) {
		variable = script_variable(owner, i);
		if (variable->visible)
			hwreg_nearest_offer(&nearest, variable->name);
	}
	loader_report(parsing->loader, CHECK_VARIABLE_UNKNOWN, parsing->place,
		      "'%.80s': nothing sets the variable %.64s%s", parsing->text, word,
		      hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
}

static void report_invisible(struct parsing *parsing, const struct variable *variable)
{
	loader_report(parsing->loader, CHECK_VARIABLE_UNKNOWN, parsing->place,
		      variable->loop ? "'%.80s': %s is set in the loop at %u:%u alone"
				     : "'%.80s': %s is set no earlier than at %u:%u",
		      parsing->text, variable->name, variable->place.line, variable->place.column);
}

static const struct expression *parse_variable(struct parsing *parsing, const char *word,
					       size_t length, const char *start)
{
	const struct script *owner = parsing->owner;
	const struct map_slot *slot = owner ? map_find(&owner->variable_names, word, length) : NULL;
	struct variable *variable = slot ? script_variable(owner, slot->value) : NULL;
	struct expression *made;

	if (!variable) {
		report_unknown(parsing, word);
		return NULL;
	}
	if (!variable->visible) {
		report_invisible(parsing, variable);
		return NULL;
	}
	variable->used = true;
	made = make(parsing, OP_VARIABLE, start);
	if (made) {
		made->variable = slot->value;
		made->known = variable->known;
	}
	return made;
}

static const struct expression *parse_word(struct parsing *parsing)
{
	const char *start = parsing->at;
	char word[72];
	size_t length = 0;

	while (isalnum((unsigned char)start[length]) || start[length] == '_')
		length++;
	if (!length)
		return wrong(parsing, "a number, a variable or ( is needed");
	if (length >= sizeof(word))
		return wrong(parsing, "this is too long for a number or a name");
	memcpy(word, start, length);
	word[length] = '\0';
	parsing->at += length;
	if (isdigit((unsigned char)*start))
		return parse_number(parsing, word, start);
	return parse_variable(parsing, word, length, start);
}

/* ---- Operators ---------------------------------------------------------------------------------- */

static const struct expression *parse_nested(struct parsing *parsing)
{
	const struct expression *inner;

	parsing->at++;
	inner = parse_binary(parsing, 1);
	if (!inner)
		return NULL;
	skip_blanks(parsing);
	if (*parsing->at != ')')
		return wrong(parsing, "a ) is needed");
	parsing->at++;
	return inner;
}

static const struct expression *parse_unary(struct parsing *parsing)
{
	const struct expression *operand;
	struct expression *made;
	const char *sign;

	skip_blanks(parsing);
	sign = parsing->at;
	if (++parsing->depth > EXPRESSION_DEPTH)
		return wrong(parsing, "this is nested too deep");
	if (*sign == '(') {
		operand = parse_nested(parsing);
	} else if (*sign == '~' || *sign == '!') {
		parsing->at++;
		operand = parse_unary(parsing);
		made = operand ? make(parsing, *sign == '~' ? OP_INVERT : OP_NOT, sign) : NULL;
		if (made) {
			made->left = operand;
			made->known = operand->known;
		}
		operand = made;
	} else {
		operand = parse_word(parsing);
	}
	parsing->depth--;
	return operand;
}

static const struct binary *find_binary(const char *at)
{
	for (size_t i = 0; i < sizeof(binaries) / sizeof(binaries[0]); i++)
		if (strncmp(at, binaries[i].sign, strlen(binaries[i].sign)) == 0)
			return &binaries[i];
	return NULL;
}

/* All operators that bind at least as tight as @precedence, from left to right */
static const struct expression *parse_binary(struct parsing *parsing, unsigned int precedence)
{
	const struct expression *left = parse_unary(parsing), *right;
	const struct binary *binary;
	struct expression *made;
	const char *sign;

	while (left) {
		skip_blanks(parsing);
		sign = parsing->at;
		binary = find_binary(sign);
		if (!binary || binary->precedence < precedence)
			break;
		parsing->at += strlen(binary->sign);
		right = parse_binary(parsing, binary->precedence + 1u);
		made = right ? make(parsing, binary->operation, sign) : NULL;
		if (!made)
			return NULL;
		made->left = left;
		made->right = right;
		made->known = left->known > right->known ? left->known : right->known;
		left = made;
	}
	return left;
}

const struct expression *expression_parse(struct loader *loader, const struct script *owner,
					  const char *text, struct place place)
{
	struct parsing parsing = { .loader = loader, .owner = owner, .place = place };
	struct hwreg_error why = HWREG_ERROR_INIT;
	const struct expression *made;
	uint64_t value;

	parsing.text = arena_text(&loader->arena, text, strlen(text));
	parsing.at = parsing.text;
	if (!parsing.text)
		return NULL;
	made = parse_binary(&parsing, 1);
	if (made && *parsing.at)
		return wrong(&parsing,
			     *parsing.at == '=' ? "a comparison is ==" : "an operator is needed");
	if (!made || made->known != KNOWN_NOW || expression_value(made, owner, &value, &why) == 0)
		return made;
	loader_report(loader, CHECK_EXPRESSION_VALUE, place, "%s", why.message);
	return NULL;
}
