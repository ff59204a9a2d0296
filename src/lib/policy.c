// SPDX-License-Identifier: MIT
/* policy.c - access policies, named as in UVM's register model (IEEE 1800.2, uvm_reg_field) */
#include "policy.h"

#include <string.h>

static const struct token {
	char name[6];
	uint8_t read;
	uint8_t write;
} tokens[] = {
	{ "rw", HWREG_READ_VALUE, HWREG_WRITE_VALUE },
	{ "ro", HWREG_READ_VALUE, HWREG_WRITE_NONE },
	{ "wo", HWREG_READ_NONE, HWREG_WRITE_VALUE },
	{ "w1c", HWREG_READ_VALUE, HWREG_WRITE_1C },
	{ "w1s", HWREG_READ_VALUE, HWREG_WRITE_1S },
	{ "w1t", HWREG_READ_VALUE, HWREG_WRITE_1T },
	{ "w0c", HWREG_READ_VALUE, HWREG_WRITE_0C },
	{ "w0s", HWREG_READ_VALUE, HWREG_WRITE_0S },
	{ "w0t", HWREG_READ_VALUE, HWREG_WRITE_0T },
	{ "rc", HWREG_READ_CLEAR, HWREG_WRITE_NONE },
	{ "rs", HWREG_READ_SET, HWREG_WRITE_NONE },
	{ "wc", HWREG_READ_VALUE, HWREG_WRITE_CLEAR },
	{ "ws", HWREG_READ_VALUE, HWREG_WRITE_SET },
	{ "wrc", HWREG_READ_CLEAR, HWREG_WRITE_VALUE },
	{ "wrs", HWREG_READ_SET, HWREG_WRITE_VALUE },
	{ "wsrc", HWREG_READ_CLEAR, HWREG_WRITE_SET },
	{ "wcrs", HWREG_READ_SET, HWREG_WRITE_CLEAR },
	{ "w1src", HWREG_READ_CLEAR, HWREG_WRITE_1S },
	{ "w1crs", HWREG_READ_SET, HWREG_WRITE_1C },
	{ "w0src", HWREG_READ_CLEAR, HWREG_WRITE_0S },
	{ "w0crs", HWREG_READ_SET, HWREG_WRITE_0C },
	{ "woc", HWREG_READ_NONE, HWREG_WRITE_CLEAR },
	{ "wos", HWREG_READ_NONE, HWREG_WRITE_SET },
	{ "w1", HWREG_READ_VALUE, HWREG_WRITE_ONCE },
	{ "wo1", HWREG_READ_NONE, HWREG_WRITE_ONCE },
};

#define TOKEN_COUNT (sizeof(tokens) / sizeof(tokens[0]))

static const char *const read_names[] = { "value", "none", "clear", "set", "effect" };
static const char *const write_names[] = { "value", "none", "1c",    "1s",  "1t",   "0c",
					   "0s",    "0t",   "clear", "set", "once", "effect" };

#define READ_COUNT (sizeof(read_names) / sizeof(read_names[0]))
#define WRITE_COUNT (sizeof(write_names) / sizeof(write_names[0]))

enum hwreg_neutral hwreg_policy_neutral(enum hwreg_read_policy read, enum hwreg_write_policy write)
{
	switch (write) {
	case HWREG_WRITE_1C:
	case HWREG_WRITE_1S:
	case HWREG_WRITE_1T:
		return HWREG_NEUTRAL_ZERO;
	case HWREG_WRITE_0C:
	case HWREG_WRITE_0S:
	case HWREG_WRITE_0T:
		return HWREG_NEUTRAL_ONE;
	case HWREG_WRITE_NONE:
		return read == HWREG_READ_NONE ? HWREG_NEUTRAL_ZERO : HWREG_NEUTRAL_READ;
	case HWREG_WRITE_VALUE:
		return read == HWREG_READ_NONE ? HWREG_NEUTRAL_NONE : HWREG_NEUTRAL_READ;
	default:
		return HWREG_NEUTRAL_NONE;
	}
}

bool hwreg_policy_read_changes(enum hwreg_read_policy read)
{
	return read == HWREG_READ_CLEAR || read == HWREG_READ_SET || read == HWREG_READ_EFFECT;
}

const char *hwreg_policy_name(enum hwreg_read_policy read, enum hwreg_write_policy write)
{
	for (size_t i = 0; i < TOKEN_COUNT; i++)
		if (tokens[i].read == read && tokens[i].write == write)
			return tokens[i].name;
	return NULL;
}

const char *hwreg_read_policy_name(enum hwreg_read_policy read)
{
	return (unsigned int)read < READ_COUNT ? read_names[read] : "?";
}

const char *hwreg_write_policy_name(enum hwreg_write_policy write)
{
	return (unsigned int)write < WRITE_COUNT ? write_names[write] : "?";
}

bool hwreg_policy_parse(const char *token, enum hwreg_read_policy *read,
			enum hwreg_write_policy *write)
{
	for (size_t i = 0; i < TOKEN_COUNT; i++) {
		if (strcmp(tokens[i].name, token) == 0) {
			*read = tokens[i].read;
			*write = tokens[i].write;
			return true;
		}
	}
	return false;
}

bool hwreg_read_policy_parse(const char *word, enum hwreg_read_policy *read)
{
	for (size_t i = 0; i < READ_COUNT; i++) {
		if (strcmp(read_names[i], word) == 0) {
			*read = i;
			return true;
		}
	}
	return false;
}

bool hwreg_write_policy_parse(const char *word, enum hwreg_write_policy *write)
{
	for (size_t i = 0; i < WRITE_COUNT; i++) {
		if (strcmp(write_names[i], word) == 0) {
			*write = i;
			return true;
		}
	}
	return false;
}
