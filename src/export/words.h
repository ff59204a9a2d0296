/* SPDX-License-Identifier: MIT */
/* words.h - what several formats say in the same words */
#ifndef HWREG_EXPORT_WORDS_H
#define HWREG_EXPORT_WORDS_H

#include <hwreg.h>

#define WORDS_SIZE 80

/** words_policy() - a policy's token, or what a read and a write do, "read/write" */
const char *words_policy(enum hwreg_read_policy read, enum hwreg_write_policy write,
			 char buffer[WORDS_SIZE]);

/** words_bits() - "7:4", or "10:8,4" for a field in pieces; as many as there is room for */
const char *words_bits(const struct hwreg_board *board, const struct hwreg_field *field,
		       char buffer[WORDS_SIZE]);

/**
 * words_reset() - hexadecimal, with x for each four bits that are not all known
 * @mask: the bits that are known
 * @width: bits of the register or field
 *
 * Return: @buffer, "" if no bit is known.
 */
const char *words_reset(uint64_t reset, uint64_t mask, unsigned int width, char buffer[WORDS_SIZE]);

#define WORDS_RULE_SIZE 1024

/**
 * words_rule() - what accesses to a register need besides, as hwreg_register_rule() tells it
 * @buffer: "LCR.DLAB==1": without the name of the register's own block
 *
 * Return: false after the last.
 */
bool words_rule(const struct hwreg_board *board, const struct hwreg_register *reg,
		enum hwreg_rule kind, uint32_t index, char buffer[WORDS_RULE_SIZE]);

/** words_rule_name() - the key of a rule in YAML */
const char *words_rule_name(enum hwreg_rule kind);

/**
 * words_obstacle() - why a register is not one access at its own address
 *
 * Return: the key in YAML, such as "window" or "access-width", or NULL.
 */
const char *words_obstacle(const struct hwreg_board *board, const struct hwreg_register *reg);

/** words_is_memory() - can a program map the registers of a space, or is there a bus before them? */
bool words_is_memory(const struct hwreg_board *board, uint32_t space);

#endif
