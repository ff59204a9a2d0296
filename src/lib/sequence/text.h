/* SPDX-License-Identifier: MIT */
/* text.h - variables, expressions, and texts with expressions in them */
#ifndef HWREG_LIB_SEQUENCE_TEXT_H
#define HWREG_LIB_SEQUENCE_TEXT_H

#include "board/loader.h"

#define EXPRESSION_DEPTH 64 /* of parentheses and operators */
#define NO_VARIABLE UINT32_MAX

struct script;

/** enum known - when the value of something is known */
enum known {
	KNOWN_NOW, /* since it was read */
	KNOWN_LOOP, /* it depends on loops alone, so that all its values can be tried beforehand */
	KNOWN_LATE, /* it depends on what a peek reads */
};

/**
 * struct variable - a name with a value
 * @known: what sets it
 * @loop: by a `repeat`, inside of it
 * @visible: steps that are read now may use it
 * @peeked: by a `peek`
 * @used: since this was last set to false, an expression was read that uses it
 * @set: it has a value now
 * @initial: what `variables` says; NULL: it is not from there, or was set from outside
 * @given: what the `set` of the `run` says, in the variables of the sequence around; or NULL
 */
struct variable {
	const char *name;
	uint8_t known;
	bool loop;
	bool peeked;
	bool visible;
	bool used;
	bool set;
	uint64_t value;
	struct place place;
	const struct expression *initial;
	const struct expression *given;
};

enum operation {
	OP_NUMBER,
	OP_VARIABLE,
	OP_NOT,
	OP_INVERT,
	OP_MULTIPLY,
	OP_DIVIDE,
	OP_REMAINDER,
	OP_ADD,
	OP_SUBTRACT,
	OP_LEFT,
	OP_RIGHT,
	OP_LESS,
	OP_AT_MOST,
	OP_GREATER,
	OP_AT_LEAST,
	OP_EQUAL,
	OP_DIFFERENT,
	OP_AND_BITS,
	OP_XOR_BITS,
	OP_OR_BITS,
	OP_AND,
	OP_OR,
};

/**
 * struct expression - a number, a variable, or an operation on one or two others
 * @text: the whole expression as it was written, for messages
 * @at: where in it this part begins: for an operation its sign
 */
struct expression {
	uint8_t operation;
	uint8_t known;
	uint32_t variable;
	uint64_t number;
	const char *text;
	const char *at;
	const struct expression *left;
	const struct expression *right;
};

/**
 * expression_parse() - understand an expression; reports what is wrong
 * @owner: whose variables are meant; those that are not visible are refused. NULL: none may be used
 *
 * One whose value is known is evaluated, so that its mistakes are found.
 *
 * Return: NULL if it is wrong or memory is out.
 */
const struct expression *expression_parse(struct loader *loader, const struct script *owner,
					  const char *text, struct place place);

/** expression_value() - evaluate; Return: 0, -ERANGE or -EDOM with a message, -ENODATA: a variable is not set */
int expression_value(const struct expression *part, const struct script *owner, uint64_t *value,
		     struct hwreg_error *err);

/** struct piece - a part of a text: as it is, or an expression */
struct piece {
	const char *text;
	size_t length;
	const struct expression *expression;
};

/**
 * struct text - a text with expressions in it
 * @plain: what it is if that is known; else what was written
 * @pieces: of a text whose value is not known
 */
struct text {
	const char *plain;
	const struct piece *pieces;
	uint32_t count;
	uint8_t known;
	bool decimal;
	struct place place;
};

/** struct buffer - a text that grows; starts zeroed, freed with free(@data) */
struct buffer {
	char *data;
	size_t length;
	size_t room;
	bool failed;
};

void buffer_add(struct buffer *buffer, const char *text, size_t length);
void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** buffer_text() - what is in it; never NULL */
static inline const char *buffer_text(const struct buffer *buffer)
{
	return buffer->data ? buffer->data : "";
}

/** text_parse() - understand a text; @decimal: how its values are written. Reports; false: wrong */
bool text_parse(struct loader *loader, const struct script *owner, const char *source,
		struct place place, bool decimal, struct text *out);

/**
 * struct late - how values are treated that only a peek will know
 * @value: that stands for them
 * @at: filled: where in the text the first one is; SIZE_MAX: there is none
 */
struct late {
	uint64_t value;
	size_t at;
};

/**
 * text_expand() - the text with its values
 * @buffer: emptied first; not used by a text whose value is known
 * @late: NULL: all variables have values, or else that is an error
 * @out: the text; lives as long as @buffer is not used again
 *
 * Return: 0, -ENOMEM, or what expression_value() says.
 */
int text_expand(const struct text *text, const struct script *owner, struct buffer *buffer,
		struct late *late, const char **out, struct hwreg_error *err);

#endif
