/* SPDX-License-Identifier: MIT */
/*
 * check.h - the checks of a board file, by name, and what they found
 *
 * Every check has one bad file in tests/boards-bad, named after it, that it alone complains about,
 * and a line in hwreg-board(5). A new check is a new line here and those two.
 */
#ifndef HWREG_LIB_BOARD_CHECK_H
#define HWREG_LIB_BOARD_CHECK_H

#include "error.h"
#include "memory.h"

// clang-format off
#define CHECKS(X) \
	X(YAML_SYNTAX, "yaml-syntax", "what the YAML parser refuses, invalid UTF-8 included") \
	X(YAML_DEPTH, "yaml-depth", "mappings and lists nested too deep") \
	X(YAML_SIZE, "yaml-size", "a text, a file or all files together are too large") \
	X(YAML_ALIAS, "yaml-alias", "an alias that is not defined or expands to too much") \
	X(YAML_MERGE, "yaml-merge", "a merge key; `<<` is not supported") \
	X(YAML_TAG, "yaml-tag", "a tag such as !!int; the key of a value says what it is") \
	X(YAML_KEY, "yaml-key", "a key that is not a word") \
	X(TEXT_CONTROL, "text-control", "a control character in a text") \
	X(DOCUMENT, "document", "no document, several, or one that is not a mapping") \
	X(FORMAT_VERSION, "format-version", "a version of the format that is not known") \
	X(UNKNOWN_KEY, "unknown-key", "a key that does not belong there") \
	X(DUPLICATE_KEY, "duplicate-key", "a key given twice in one mapping") \
	X(MISSING_KEY, "missing-key", "a key that must be there is not") \
	X(TYPE_MISMATCH, "type-mismatch", "a mapping, a list or a text where another is needed") \
	X(NAME_SYNTAX, "name-syntax", "a name that is not made of letters, digits and _") \
	X(NUMBER_SYNTAX, "number-syntax", "a text that is not a number, or none of 64 bits") \
	X(BOOL_SYNTAX, "bool-syntax", "a text that is neither true nor false") \
	X(WORD_SYNTAX, "word-syntax", "a text that is not one of the few words allowed") \
	X(TEXT_EMPTY, "text-empty", "an empty text where it must say something") \
	X(DUPLICATE_NAME, "duplicate-name", "two things of one level with one name") \
	X(UNKNOWN_TYPE, "unknown-type", "a block of a type that does not exist") \
	X(UNKNOWN_SPACE, "unknown-space", "a block in a space that does not exist") \
	X(UNKNOWN_REGISTER, "unknown-register", \
	  "`override` or `omit` of what the type does not have") \
	X(INCLUDE_CYCLE, "include-cycle", "files that include themselves, or each other 16 deep") \
	X(INCLUDE_MISSING, "include-missing", "an included or extended file that cannot be read") \
	X(EXTENDS_CYCLE, "extends-cycle", "boards that extend themselves, or each other 16 deep") \
	X(FIELD_OVERLAP, "field-overlap", "two fields share bits, neither with `overlap: true`") \
	X(FIELD_RANGE, "field-range", "a bit that the register does not have") \
	X(BITS_SYNTAX, "bits-syntax", "bits that are neither a number nor \"high:low\"") \
	X(BITS_REVERSED, "bits-reversed", "bits given as low:high") \
	X(PIECE_OVERLAP, "piece-overlap", "pieces of one field share bits") \
	X(ENUM_RANGE, "enum-range", "the value of an enumerator does not fit its field") \
	X(ENUM_DUPLICATE, "enum-duplicate", "two enumerators of a field have one value") \
	X(POLICY_UNKNOWN, "policy-unknown", "a policy that does not exist") \
	X(POLICY_CONFLICT, "policy-conflict", "`policy` beside `read` or `write`") \
	X(RESET_RANGE, "reset-range", "`reset` or `reset-mask` does not fit the register") \
	X(REGISTER_OVERLAP, "register-overlap", "two registers share bytes without a reason") \
	X(REGISTER_RANGE, "register-range", "a register outside its block") \
	X(REGISTER_ALIGNMENT, "register-alignment", \
	  "an address that is not a multiple of the width") \
	X(REG_SHIFT, "reg-shift", "`reg-shift` is more than 8") \
	X(BLOCK_OVERLAP, "block-overlap", \
	  "two blocks share addresses, neither with `overlap: true`") \
	X(BLOCK_RANGE, "block-range", "a block that is empty or goes beyond the 64-bit space") \
	X(COUNT_RANGE, "count-range", "`count` is 0 or too large") \
	X(STRIDE_RANGE, "stride-range", "`stride` is less than what it steps over") \
	X(INDEX_SYNTAX, "index-syntax", \
	  "`index` that is no list, no \"first-last\", or not `count` long") \
	X(WIDTH, "width", "a width that is no multiple of 8 up to 256") \
	X(MEMORY_WIDTH, "memory-width", "an access that no CPU makes, such as one of 24 bits") \
	X(ACCESS_WIDTH, "access-width", \
	  "`access-width` and `order` that do not split the register") \
	X(WINDOW_REGISTER, "window-register", \
	  "`window` of registers through which those behind it cannot be accessed") \
	X(WINDOW_OFFSET, "window-offset", \
	  "an offset behind a window that does not fit the index register") \
	X(ALIAS_RANGE, "alias-range", "an address of `aliases` outside the block or not aligned") \
	X(SCALE_SYNTAX, "scale-syntax", \
	  "`scale` or `offset` of a field that is not a decimal number") \
	X(MATCH_SYNTAX, "match-syntax", "`match` that says nothing that can be compared") \
	X(SPACE_TARGET, "space-target", "a space with a target of no known kind") \
	X(I2C_ADDRESS, "i2c-address", "`address-width` that is not 8 or 16, or 16 on SMBus") \
	X(I2C_SPACE, "i2c-space", "`i2c` of a type whose block is in memory") \
	X(I2C_CONFLICT, "i2c-conflict", "two types in one space with different `i2c`") \
	X(GPIO_LINE, "gpio-line", "a GPIO line whose number does not fit 32 bits") \
	X(CONDITION_SYNTAX, "condition-syntax", "a condition that is not NAME==VALUE or its like") \
	X(CONDITION_NAME, "condition-name", \
	  "a condition, write or window names what does not exist") \
	X(CONDITION_VALUE, "condition-value", "the value of a condition or write does not fit") \
	X(CONDITION_READ, "condition-read", \
	  "a condition on what cannot be read, or changes by it") \
	X(CONDITION_CYCLE, "condition-cycle", "conditions on registers that need each other") \
	X(WRITE_SYNTAX, "write-syntax", "`unlock` or `lock` with what is not NAME=VALUE") \
	X(WRITE_TARGET, "write-target", "`unlock` or `lock` of what cannot be written")

/* Those of sequences, which use the general ones above too (hwreg-sequence(5)) */
#define SEQUENCE_CHECKS(Y) \
	Y(STEP_KIND, "step-kind", "a step with none, or several, of the keys that say what it does") \
	Y(SEQUENCE_SIZE, "sequence-size", "too many steps, or locations that loops make of them") \
	Y(SEQUENCE_DEPTH, "sequence-depth", "`run` and `repeat` nested more than 32 deep") \
	Y(REPEAT_COUNT, "repeat-count", "`repeat` 0 times, or more than 1,000,000 times") \
	Y(TIME_SYNTAX, "time-syntax", "a time that is not a number and ns, us, ms, s, m or h") \
	Y(EXPRESSION_SYNTAX, "expression-syntax", "an expression that cannot be understood") \
	Y(EXPRESSION_VALUE, "expression-value", \
	  "an expression without a value, or with one that does not belong there") \
	Y(VARIABLE_UNKNOWN, "variable-unknown", "a variable that nothing sets, or not before") \
	Y(VARIABLE_CONFLICT, "variable-conflict", "one name for two variables") \
	Y(VARIABLE_PLACE, "variable-place", "what a peek has read, in a location or file name") \
	Y(LOCATION, "location", "a location that is wrong, or cannot be read or written so") \
	Y(CONDITION_NEVER, "condition-never", "a condition that can never hold") \
	Y(PUT_BACK, "put-back", "`restore` at the top of what cannot be put back") \
	Y(GPIO_STEP, "gpio-step", "a `gpio` step that is wrong, or does not fit the others") \
	Y(IRQ_STEP, "irq-step", "an `irq` of what is no UIO device or block") \
	Y(STEP_FILE, "step-file", "a file of a step that cannot be read") \
	Y(RUN_MISSING, "run-missing", "`run` of a sequence that is not there") \
	Y(RUN_CYCLE, "run-cycle", "a sequence that runs itself") \
	Y(SHELL_REFUSED, "shell-refused", "`shell`, and it was not allowed")

/* Those of policies (hwreg-policy(5)) */
#define POLICY_CHECKS(Z) \
	Z(RANGE_SYNTAX, "range-syntax", "a range that is not 0xFIRST-0xLAST or 0xFIRST..+LENGTH") \
	Z(GROUP_UNKNOWN, "group-unknown", "a group that is neither in /etc/group nor a number") \
	Z(GRANT_EMPTY, "grant-empty", "a group without `read` and `write`")
// clang-format on

#define CHECK_ENUM(id, name, help) CHECK_##id,
enum check { CHECKS(CHECK_ENUM) SEQUENCE_CHECKS(CHECK_ENUM) POLICY_CHECKS(CHECK_ENUM) CHECK_COUNT };

/** check_name() - the stable name of a check */
const char *check_name(enum check check);

/** struct place - where something stands in a file; @file lives as long as the loading */
struct place {
	const char *file;
	uint32_t line;
	uint32_t column;
};

#define FINDINGS_MAX 100 /* more are only counted */

struct finding {
	enum check check;
	uint32_t order;
	struct place place;
	const char *message;
};

struct findings {
	struct arena *arena;
	struct finding list[FINDINGS_MAX];
	uint32_t count;
	uint32_t more; /* not in the list */
};

/** findings_add() - note a finding; one check speaks once about one place */
void findings_add(struct findings *findings, enum check check, struct place place,
		  const char *format, ...) __attribute__((format(printf, 4, 5)));

/**
 * findings_report() - hand the findings to the caller, in the order of the files
 * @file: path of the board, for what to do next; NULL: it is no board
 *
 * Return: 0 if there are none, else -EINVAL and the first in @err.
 */
int findings_report(struct findings *findings, const struct hwreg_board_options *options,
		    const char *file, struct hwreg_error *err);

#endif
