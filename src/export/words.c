// SPDX-License-Identifier: MIT
/* words.c - what several formats say in the same words */
#include "words.h"

#include <stdio.h>
#include <string.h>

const char *words_policy(enum hwreg_read_policy read, enum hwreg_write_policy write,
			 char buffer[WORDS_SIZE])
{
	const char *token = hwreg_policy_name(read, write);

	if (token)
		return token;
	snprintf(buffer, WORDS_SIZE, "%s/%s", hwreg_read_policy_name(read),
		 hwreg_write_policy_name(write));
	return buffer;
}

const char *words_bits(const struct hwreg_board *board, const struct hwreg_field *field,
		       char buffer[WORDS_SIZE])
{
	size_t length = 0;
	uint32_t high, low;

	buffer[0] = '\0';
	for (uint32_t i = 0; length < WORDS_SIZE; i++) {
		if (hwreg_field_piece(board, field, i, &high, &low) < 0)
			break;
		length +=
			snprintf(buffer + length, WORDS_SIZE - length, "%s%u", i ? "," : "", high);
		if (high != low && length < WORDS_SIZE)
			length += snprintf(buffer + length, WORDS_SIZE - length, ":%u", low);
	}
	return buffer;
}

const char *words_reset(uint64_t reset, uint64_t mask, unsigned int width, char buffer[WORDS_SIZE])
{
	char *out = buffer;

	if (!mask || !width)
		return "";
	*out++ = '0';
	*out++ = 'x';
	for (unsigned int digits = (width + 3) / 4; digits-- > 0;) {
		unsigned int all = digits * 4 + 4 > width ? 0xfu >> (digits * 4 + 4 - width) : 0xfu;
		unsigned int known = digits < 16 ? mask >> digits * 4 & 0xfu : 0;
		unsigned int digit = digits < 16 ? reset >> digits * 4 & 0xfu : 0;

		*out++ = (known & all) == all ? "0123456789abcdef"[digit & all] : 'x';
	}
	*out = '\0';
	return buffer;
}

const char *words_obstacle(const struct hwreg_board *board, const struct hwreg_register *reg)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct hwreg_window_info window = { .size = sizeof(window) };

	if (hwreg_register_window(board, reg, &window) == 0)
		return "window";
	hwreg_register_describe(board, reg, &info);
	return info.access_width != info.width ? "access-width" : NULL;
}

/* pci:…/config, vfio:…/config[,noiommu] */
static bool is_config_space(const char *target)
{
	const char *slash = strrchr(target, '/');

	return (strncmp(target, "pci:", 4) == 0 || strncmp(target, "vfio:", 5) == 0) && slash &&
	       strncmp(slash, "/config", 7) == 0;
}

bool words_is_memory(const struct hwreg_board *board, uint32_t space)
{
	struct hwreg_space_info info = { .size = sizeof(info), .target = "" };

	if (hwreg_board_space(board, space, &info) < 0)
		return false;
	return strncmp(info.target, "i2c:", 4) != 0 && strcmp(info.target, "port") != 0 &&
	       !is_config_space(info.target);
}

bool words_rule(const struct hwreg_board *board, const struct hwreg_register *reg,
		enum hwreg_rule kind, uint32_t index, char buffer[WORDS_RULE_SIZE])
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct hwreg_block_info block = { .size = sizeof(block) };
	size_t length;

	if (hwreg_register_rule(board, reg, kind, index, buffer, WORDS_RULE_SIZE) < 0)
		return false;
	hwreg_register_describe(board, reg, &info);
	hwreg_block_describe(board, hwreg_board_block(board, info.block), &block);
	length = strlen(block.name);
	if (!strncmp(buffer, block.name, length) && buffer[length] == '.')
		memmove(buffer, buffer + length + 1, strlen(buffer + length + 1) + 1);
	return true;
}

const char *words_rule_name(enum hwreg_rule kind)
{
	static const char *const names[HWREG_RULE_COUNT] = {
		[HWREG_RULE_REQUIRES] = "requires",
		[HWREG_RULE_WHEN] = "when",
		[HWREG_RULE_UNLOCK] = "unlock",
		[HWREG_RULE_LOCK] = "lock",
	};

	return names[kind];
}
