// SPDX-License-Identifier: MIT
/* cmd_info.c - hwreg info: all that the board says about one thing */
#include "context.h"
#include "describe.h"
#include "json.h"
#include "lookup.h"
#include "output.h"

#include <stdio.h>

static void heading(const char *name, const char *description)
{
	output_print("%s%s%s%s%s\n", output_bold(true), name, output_bold(false),
		     *description ? "  " : "", description);
}

static void print_block(struct context *context, const struct hwreg_block *block)
{
	struct hwreg_block_info info = { .size = sizeof(info) };
	struct hwreg_space_info space = { .size = sizeof(space), .name = "" };

	hwreg_block_describe(context->board, block, &info);
	if (json_wanted(context)) {
		describe_list(context, info.name);
		return;
	}
	heading(info.name, info.description);
	output_print("    type       %s\n", info.type);
	output_print("    address    0x%08llx-0x%08llx", (unsigned long long)info.base,
		     (unsigned long long)(info.base + (info.length ? info.length - 1 : 0)));
	if (info.space && hwreg_board_space(context->board, info.space, &space) == 0)
		output_print(" in space %s", space.name);
	output_print("\n    registers  %u\n", info.register_count);
	if (info.register_count)
		output_print("\n");
	describe_list(context, info.name);
}

static void print_reset(const struct hwreg_register_info *info)
{
	unsigned int width = info->width < 64 ? info->width : 64;
	uint64_t all = width < 64 ? (UINT64_C(1) << width) - 1 : UINT64_MAX;
	char value[NUMBER_SIZE], mask[NUMBER_SIZE];

	if (!info->reset_mask)
		output_print("    reset      unknown\n");
	else
		output_print("    reset      %s%s%s%s\n",
			     number_format(value, info->reset, width, FORMAT_HEX, false),
			     info->width > 64 ? ", the lowest 64 bits" : "",
			     info->reset_mask == all ? "" : ", known bits ",
			     info->reset_mask == all ? ""
						     : number_format(mask, info->reset_mask, width,
								     FORMAT_HEX, false));
}

static void print_aliases(const struct context *context, const struct hwreg_register *reg)
{
	static const char *const words[] = { "ones set", "ones clear", "ones toggle" };
	uint64_t address;

	for (unsigned int kind = HWREG_ALIAS_SET; kind <= HWREG_ALIAS_TOGGLE; kind++)
		if (hwreg_register_alias(context->board, reg, kind, &address) == 0)
			output_print("    alias      0x%08llx, where %s bits\n",
				     (unsigned long long)address, words[kind]);
}

static void print_window(const struct context *context, const struct hwreg_register *reg)
{
	struct hwreg_register_info index = { .size = sizeof(index) };
	struct hwreg_register_info data = { .size = sizeof(data) };
	struct hwreg_window_info info = { .size = sizeof(info) };

	if (hwreg_register_window(context->board, reg, &info) < 0)
		return;
	hwreg_register_describe(context->board, info.index, &index);
	hwreg_register_describe(context->board, info.data, &data);
	output_print("    window     each access writes 0x%llx to %s, then goes to %s\n",
		     (unsigned long long)info.offset, index.name, data.name);
}

static void print_remarks(const struct hwreg_register_info *info)
{
	if (info->flags & HWREG_REGISTER_VOLATILE)
		output_print("    volatile   changes by itself\n");
	if (info->flags & HWREG_REGISTER_READ_CHANGES)
		output_print("    reading    changes something; globs, blocks and dumps skip it\n");
	if (info->flags & HWREG_REGISTER_TRIGGER)
		output_print("    trigger    a write starts something\n");
	if (info->protect)
		output_print("    protected  %s; writing needs --force=protect\n", info->protect);
}

static void print_rules(const struct context *context, const struct hwreg_register *reg)
{
	static const char *const words[HWREG_RULE_COUNT] = {
		[HWREG_RULE_REQUIRES] = "requires ",
		[HWREG_RULE_WHEN] = "when     ",
		[HWREG_RULE_UNLOCK] = "unlock   ",
		[HWREG_RULE_LOCK] = "lock     ",
	};
	char text[2 * NAME_SIZE];

	for (unsigned int kind = 0; kind < HWREG_RULE_COUNT; kind++)
		for (uint32_t i = 0;
		     hwreg_register_rule(context->board, reg, kind, i, text, sizeof(text)) == 0;
		     i++)
			output_print("    %s  %s\n", words[kind], text);
}

static void print_register(const struct context *context, const struct hwreg_register *reg)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	struct hwreg_block_info block = { .size = sizeof(block) };
	char policy[32];

	hwreg_register_describe(context->board, reg, &info);
	hwreg_block_describe(context->board, hwreg_board_block(context->board, info.block), &block);
	heading(info.name, info.description);
	output_print("    address    0x%08llx, offset 0x%llx in %s (%s)\n",
		     (unsigned long long)info.address,
		     (unsigned long long)(info.address - block.base), block.name, block.type);
	output_print("    width      %u bits%s\n", info.width,
		     info.width == 8                   ? ""
		     : info.endian == HWREG_BIG_ENDIAN ? ", big endian"
						       : ", little endian");
	if (info.access_width != info.width)
		output_print("    accesses   %u of %u bits, the %s first\n",
			     info.width / info.access_width, info.access_width,
			     info.high_first ? "highest" : "lowest");
	output_print("    policy     %s: read %s, write %s\n",
		     text_policy(info.read, info.write, policy, sizeof(policy)),
		     hwreg_read_policy_name(info.read), hwreg_write_policy_name(info.write));
	print_reset(&info);
	print_aliases(context, reg);
	print_rules(context, reg);
	print_window(context, reg);
	print_remarks(&info);
	if (info.field_count)
		output_print("\n");
	describe_fields(context, reg, true);
}

static int print_registers(struct context *context, struct found *found)
{
	bool first = true;

	do {
		if (json_wanted(context)) {
			json_append(context, "registers",
				    json_register(context->board, found->reg));
		} else {
			output_print("%s", first ? "" : "\n");
			print_register(context, found->reg);
		}
		first = false;
	} while (lookup_next(context, found));
	return 0;
}

int cmd_info(struct context *context)
{
	struct found found;
	int r = context_board(context, BOARD_NEEDED);

	if (r == 0)
		context_seal(context);
	if (r == 0)
		r = lookup(context, context->settings.arguments.list[0], &found);
	if (r)
		return r;
	if (found.group)
		describe_list(context, found.group);
	else if (found.block)
		print_block(context, found.block);
	else
		print_registers(context, &found);
	return 0;
}
