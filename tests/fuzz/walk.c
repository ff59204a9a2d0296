// SPDX-License-Identifier: MIT
/* walk.c - all that a board says, by the library's functions */
#include "fuzz.h"

#include <string.h>

#define MOST 256u /* of a kind that are looked at: more are no different */

static uint64_t seen; /* what is read may not be left out by the compiler */

static void look(const char *text)
{
	seen += text ? strlen(text) : 0;
}

static void walk_field(const struct hwreg_board *board, const struct hwreg_register *reg,
		       const struct hwreg_field *field)
{
	const struct hwreg_field *found = NULL;
	struct hwreg_field_info info = { .size = sizeof(info) };
	struct hwreg_enumerator_info value = { .size = sizeof(value) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint32_t high, low;
	uint64_t number;

	hwreg_field_describe(board, field, &info);
	look(info.name);
	look(info.description);
	look(info.unit);
	for (uint32_t i = 0; i < MOST && hwreg_field_piece(board, field, i, &high, &low) == 0; i++)
		fuzz_promise(high >= low && high < HWREG_WIDEST, "a piece lies in a register");
	for (uint32_t i = 0; i < MOST && hwreg_field_enumerator(board, field, i, &value) == 0;
	     i++) {
		look(value.name);
		look(value.description);
		look(hwreg_field_value_name(board, field, value.value));
		fuzz_error(hwreg_field_value_parse(board, field, value.name, &number, &err), &err);
		err = (struct hwreg_error)HWREG_ERROR_INIT;
	}
	fuzz_error(hwreg_field_find(board, reg, info.name, &found, &err), &err);
	number = hwreg_field_put(board, field, 0, UINT64_MAX);
	seen += hwreg_field_get(board, field, number);
}

static void walk_rules(const struct hwreg_board *board, const struct hwreg_register *reg)
{
	struct hwreg_window_info window = { .size = sizeof(window) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	char text[64];
	uint64_t keep, ones, address;

	for (int kind = 0; kind < HWREG_RULE_COUNT; kind++)
		for (uint32_t i = 0;
		     i < MOST && hwreg_register_rule(board, reg, (enum hwreg_rule)kind, i, text,
						     sizeof(text)) == 0;
		     i++)
			look(text);
	for (int kind = HWREG_ALIAS_SET; kind <= HWREG_ALIAS_TOGGLE; kind++)
		if (hwreg_register_alias(board, reg, (enum hwreg_alias)kind, &address) == 0)
			seen += address;
	if (hwreg_register_window(board, reg, &window) == 0)
		seen += hwreg_register_index(board, window.index) + window.offset;
	fuzz_error(hwreg_register_neighbours(board, reg, 1, 0, &keep, &ones, &err), &err);
}

static void walk_register(const struct hwreg_board *board, const struct hwreg_register *reg,
			  bool sound)
{
	struct hwreg_register_info info = { .size = sizeof(info) };
	const struct hwreg_register *found = NULL;
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint32_t count = 0;
	int r;

	hwreg_register_describe(board, reg, &info);
	look(info.name);
	look(info.description);
	look(info.protect);
	for (uint32_t i = 0; i < info.field_count && i < MOST; i++)
		walk_field(board, reg, hwreg_register_field(board, reg, i));
	walk_rules(board, reg);
	fuzz_promise(!sound || hwreg_glob_match("*", info.name), "what has a name matches *");
	r = hwreg_register_find(board, info.name, &found, &err);
	fuzz_error(r, &err);
	fuzz_promise(!sound || found == reg, "a register is found by its name");
	found = NULL;
	do
		found = hwreg_register_next_at(board, info.space, info.address, found);
	while (found && found != reg && count++ < MOST);
	fuzz_promise(!sound || found == reg || count > MOST ||
			     hwreg_register_window(
				     board, reg,
				     &(struct hwreg_window_info){
					     .size = sizeof(struct hwreg_window_info) }) == 0,
		     "a register is found by its address");
}

static void walk_others(const struct hwreg_board *board)
{
	struct hwreg_space_info space = { .size = sizeof(space) };
	struct hwreg_gpio_info gpio = { .size = sizeof(gpio) };
	struct hwreg_board_sequence_info sequence = { .size = sizeof(sequence) };
	struct hwreg_match_info match = { .size = sizeof(match) };
	struct hwreg_cluster_info cluster = { .size = sizeof(cluster) };

	for (uint32_t i = 0; i < MOST && hwreg_board_space(board, i, &space) == 0; i++) {
		look(space.name);
		look(space.target);
	}
	for (uint32_t i = 0; i < MOST && hwreg_board_gpio(board, i, &gpio) == 0; i++) {
		look(gpio.name);
		look(gpio.chip);
		look(gpio.line);
	}
	for (uint32_t i = 0; i < MOST && hwreg_board_sequence(board, i, &sequence) == 0; i++) {
		struct hwreg_error err = HWREG_ERROR_INIT;
		struct hwreg_sequence *loaded = NULL;

		look(sequence.description);
		look(sequence.file);
		fuzz_error(hwreg_sequence_of_board(&loaded, board, sequence.name, NULL, &err),
			   &err);
		hwreg_sequence_free(loaded);
	}
	for (uint32_t i = 0; i < MOST && hwreg_board_match_key(board, i, &match) == 0; i++) {
		look(match.key);
		look(match.value);
	}
	for (uint32_t i = 0; i < MOST && hwreg_board_cluster(board, i, &cluster) == 0; i++) {
		look(cluster.name);
		look(cluster.description);
	}
}

void fuzz_walk(const struct hwreg_board *board, bool sound)
{
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct hwreg_block_info block = { .size = sizeof(block) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	const struct hwreg_block *found = NULL;

	hwreg_board_describe(board, &info);
	look(info.name);
	look(info.description);
	look(info.file);
	for (uint32_t i = 0; i < info.block_count && i < MOST; i++) {
		hwreg_block_describe(board, hwreg_board_block(board, i), &block);
		look(block.name);
		look(block.description);
		look(block.type);
		fuzz_error(hwreg_block_find(board, block.name, &found, &err), &err);
		fuzz_promise(!sound || found == hwreg_board_block(board, i),
			     "a block is found by its name");
		err = (struct hwreg_error)HWREG_ERROR_INIT;
	}
	for (uint32_t i = 0; i < info.register_count && i < MOST; i++)
		walk_register(board, hwreg_board_register(board, i), sound);
	walk_others(board);
	fuzz_error(hwreg_register_find(board, "NO.SUCH.NAME",
				       &(const struct hwreg_register *){ NULL }, &err),
		   &err);
}

/* ---- Accesses ------------------------------------------------------------------------------------ */

static void read_register(struct hwreg_session *session, const char *name)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_location *location = NULL;
	struct hwreg_wide wide;
	struct hwreg_item item;
	int r = hwreg_location_parse(&location, session, name, &err);

	fuzz_error(r, &err);
	if (r)
		return;
	hwreg_location_item(location, 0, &item);
	r = hwreg_session_prepare(session, location, &err);
	if (!r)
		r = hwreg_session_read_wide(session, &item, &wide, &err);
	fuzz_error(r, &err);
	hwreg_location_free(location);
}

static void write_register(struct hwreg_session *session, const char *name, const char *value)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_write *write = NULL;
	char text[512];
	int r;

	strncpy(text, name, sizeof(text) - 8);
	text[sizeof(text) - 8] = '\0';
	strcat(text, value);
	r = hwreg_write_parse(&write, session, text, &err);
	fuzz_error(r, &err);
	if (r)
		return;
	r = hwreg_session_prepare_write(session, write, &err);
	if (!r)
		r = hwreg_session_write(session, write, &err);
	fuzz_error(r, &err);
	hwreg_write_free(write);
}

static bool is_small(const struct hwreg_board *board, uint32_t blocks)
{
	struct hwreg_block_info block = { .size = sizeof(block) };
	uint64_t all = 0;

	for (uint32_t i = 0; i < blocks; i++) {
		hwreg_block_describe(board, hwreg_board_block(board, i), &block);
		if (block.length > 1u << 20 || (all += block.length) > 1u << 20)
			return false;
	}
	return true;
}

void fuzz_use(const struct hwreg_board *board)
{
	struct hwreg_register_info reg = { .size = sizeof(reg) };
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct hwreg_session *session;

	hwreg_board_describe(board, &info);
	if (!is_small(board, info.block_count))
		return;
	session = fuzz_session(board, HWREG_WRITE);
	for (uint32_t i = 0; session && i < info.register_count && i < 16; i++) {
		hwreg_register_describe(board, hwreg_board_register(board, i), &reg);
		read_register(session, reg.name);
		write_register(session, reg.name, "=1");
		write_register(session, reg.name, ":0=1");
	}
	hwreg_session_close(session);
}
