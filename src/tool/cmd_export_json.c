// SPDX-License-Identifier: MIT
/* cmd_export_json.c - hwreg export json: a whole board as one document, in the words of list -o json */
#include "export_board.h"
#include "json.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

static struct json_object *spaces(const struct hwreg_board *board)
{
	struct hwreg_space_info info = { .size = sizeof(info) };
	struct json_object *array = json_make_array();

	for (uint32_t i = 0; hwreg_board_space(board, i, &info) == 0; i++) {
		struct json_object *object = json_make_object();

		json_put_text(object, "name", info.name);
		json_put_text(object, "target", info.target);
		json_push(array, object);
	}
	return array;
}

static struct json_object *gpios(const struct hwreg_board *board)
{
	struct hwreg_gpio_info info = { .size = sizeof(info) };
	struct json_object *array = json_make_array();

	for (uint32_t i = 0; hwreg_board_gpio(board, i, &info) == 0; i++) {
		struct json_object *object = json_make_object();

		json_put_text(object, "name", info.name);
		json_put_text(object, "chip", info.chip);
		json_put_text(object, "line", info.line);
		json_put_bool(object, "active_low", info.active_low);
		json_push(array, object);
	}
	return array;
}

/* An object for each machine; keys of one group are in one */
static struct json_object *matches(const struct hwreg_board *board)
{
	struct hwreg_match_info info = { .size = sizeof(info) };
	struct json_object *array = json_make_array(), *object = NULL;
	uint32_t group = 0;

	for (uint32_t i = 0; hwreg_board_match_key(board, i, &info) == 0; i++) {
		if (!object || !info.group || info.group != group) {
			object = json_make_object();
			json_push(array, object);
		}
		group = info.group;
		json_put_text(object, info.key, info.value);
	}
	return array;
}

/* Those of a block; clusters of one block follow one another */
static struct json_object *clusters(const struct hwreg_board *board, uint32_t block, uint32_t *next)
{
	struct hwreg_cluster_info info = { .size = sizeof(info) };
	struct json_object *array = json_make_array();

	for (; hwreg_board_cluster(board, *next, &info) == 0 && info.block == block; ++*next) {
		struct json_object *object = json_make_object();

		json_put_text(object, "name", info.name);
		json_put_number(object, "address", info.address);
		json_put_text(object, "description", info.description);
		json_push(array, object);
	}
	return array;
}

static struct json_object *registers(const struct hwreg_board *board,
				     const struct hwreg_block_info *block)
{
	struct json_object *array = json_make_array();

	for (uint32_t i = 0; i < block->register_count; i++)
		json_push(array, json_register(board, hwreg_board_register(
							      board, block->first_register + i)));
	return array;
}

static struct json_object *blocks(const struct hwreg_board *board)
{
	struct hwreg_block_info info = { .size = sizeof(info) };
	struct hwreg_space_info space = { .size = sizeof(space) };
	struct json_object *array = json_make_array();
	const struct hwreg_block *block;
	uint32_t cluster = 0;

	for (uint32_t i = 0; (block = hwreg_board_block(board, i)); i++) {
		struct json_object *object = json_make_object();

		hwreg_block_describe(board, block, &info);
		json_put_text(object, "name", info.name);
		json_put_text(object, "type", info.type);
		if (info.space && hwreg_board_space(board, info.space, &space) == 0)
			json_put_text(object, "space", space.name);
		json_put_number(object, "address", info.base);
		json_put_number(object, "size", info.length);
		json_put_text(object, "description", info.description);
		json_put(object, "clusters", clusters(board, i, &cluster));
		json_put(object, "registers", registers(board, &info));
		json_push(array, object);
	}
	return array;
}

static struct json_object *document(const struct hwreg_board *board)
{
	struct hwreg_board_info info = { .size = sizeof(info) };
	struct json_object *object = json_make_object();

	hwreg_board_describe(board, &info);
	json_put_number(object, "format", 1);
	json_put_text(object, "board", info.name);
	json_put_text(object, "description", info.description);
	json_put_bool(object, "matches_any", info.matches_any);
	json_put(object, "matches", matches(board));
	json_put(object, "spaces", spaces(board));
	json_put(object, "gpios", gpios(board));
	json_put(object, "blocks", blocks(board));
	return object;
}

int cmd_export_json(struct context *context)
{
	int r = json_load("export json", &context->err);
	char *text;

	if (r == 0)
		r = export_board(context);
	if (r < 0)
		return r;
	output_capture(true);
	json_print(document(context->board));
	text = output_captured();
	r = output_made(context->settings.out, text, strlen(text), &context->err);
	free(text);
	return r;
}
