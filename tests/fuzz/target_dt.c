// SPDX-License-Identifier: MIT
/* target_dt.c - a flattened device tree to import; mutations mostly leave it one */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOBODY 65534

#define FDT_BEGIN_NODE 1u
#define FDT_END_NODE 2u
#define FDT_PROP 3u
#define FDT_NOP 4u
#define MOST_TOKENS 1024

/* Where a token is, and up to where a node goes that it begins */
struct token {
	uint32_t kind, at, end;
};

struct tree {
	uint8_t *data;
	size_t size;
	size_t most;
	uint32_t structure; /* where its tokens begin */
	struct token tokens[MOST_TOKENS];
	unsigned int count;
	uint64_t random;
};

static uint32_t get(const struct tree *tree, size_t at)
{
	uint32_t word;

	memcpy(&word, tree->data + at, sizeof(word));
	return __builtin_bswap32(word);
}

static void put(struct tree *tree, size_t at, uint32_t value)
{
	value = __builtin_bswap32(value);
	memcpy(tree->data + at, &value, sizeof(value));
}

/* The host's byte order is not that of the tree, but on machines that nobody fuzzes on */
static bool find_tokens(struct tree *tree)
{
	unsigned int open[64], depth = 0;
	size_t at;

	if (tree->size < 40 || get(tree, 0) != 0xd00dfeed || get(tree, 4) != tree->size)
		return false;
	at = tree->structure = get(tree, 8);
	for (; at % 4 == 0 && at < tree->size - 4 && tree->count < MOST_TOKENS; tree->count++) {
		struct token *token = &tree->tokens[tree->count];

		*token = (struct token){ get(tree, at), (uint32_t)at, (uint32_t)at };
		at += 4;
		if (token->kind == FDT_BEGIN_NODE && depth < 64) {
			open[depth++] = tree->count;
			at += (strnlen((char *)tree->data + at, tree->size - at) + 4) & ~(size_t)3;
		} else if (token->kind == FDT_END_NODE && depth) {
			tree->tokens[open[--depth]].end = (uint32_t)at;
		} else if (token->kind == FDT_PROP && at + 8 <= tree->size) {
			at += 8 + ((get(tree, at) + 3) & ~3u);
		} else if (token->kind != FDT_NOP) {
			break;
		}
		if (token->kind != FDT_BEGIN_NODE)
			token->end = (uint32_t)at;
	}
	return tree->count > 2;
}

static struct token *any(struct tree *tree, uint32_t kind)
{
	for (unsigned int i = 0; i < 32; i++) {
		struct token *token = &tree->tokens[fuzz_random(&tree->random, tree->count)];

		if (token->kind == kind && token->end > token->at && token->end <= tree->size)
			return token;
	}
	return NULL;
}

/* The parts behind move, and the header knows */
static void make_room(struct tree *tree, size_t at, long bytes)
{
	static const unsigned int offsets[] = { 8, 12, 16 };
	size_t behind = bytes < 0 ? at + (size_t)-bytes : at;

	memmove(tree->data + behind + bytes, tree->data + behind, tree->size - behind);
	tree->size = (size_t)((long)tree->size + bytes);
	put(tree, 4, (uint32_t)tree->size);
	put(tree, 36, (uint32_t)((long)get(tree, 36) + bytes));
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
		if (get(tree, offsets[i]) > tree->structure)
			put(tree, offsets[i], (uint32_t)((long)get(tree, offsets[i]) + bytes));
}

static void copy_part(struct tree *tree, const struct token *from, const struct token *to)
{
	uint8_t copy[4096];
	uint32_t size = from->end - from->at;

	if (size > sizeof(copy) || tree->size + size > tree->most)
		return;
	memcpy(copy, tree->data + from->at, size);
	make_room(tree, to->at, (long)size);
	memcpy(tree->data + to->at, copy, size);
}

static void change_cell(struct tree *tree, const struct token *token)
{
	static const uint32_t numbers[] = { 0, 1,      2,          3,          4,
					    8, 0x1000, 0x7fffffff, 0xffffffff, 0xfffff000 };
	uint32_t size = get(tree, token->at + 4);
	size_t at = token->at + 12 + (fuzz_random(&tree->random, size ? size : 1) & ~3u);

	if (at + 4 > token->end)
		return;
	if (fuzz_random(&tree->random, 2))
		put(tree, at,
		    numbers[fuzz_random(&tree->random, sizeof(numbers) / sizeof(numbers[0]))]);
	else
		tree->data[at + fuzz_random(&tree->random, 4)] ^=
			(uint8_t)(1u << fuzz_random(&tree->random, 8));
}

/* What property it is, or the name of a node */
static void rename_part(struct tree *tree)
{
	const struct token *prop = any(tree, FDT_PROP), *other = any(tree, FDT_PROP);
	const struct token *node = any(tree, FDT_BEGIN_NODE);
	size_t length;

	if (fuzz_random(&tree->random, 2) && prop && other) {
		put(tree, prop->at + 8, get(tree, other->at + 8));
	} else if (node) {
		length = strnlen((char *)tree->data + node->at + 4, 64);
		if (length)
			tree->data[node->at + 4 + fuzz_random(&tree->random, (uint32_t)length)] =
				(uint8_t) "@,.-_0129afzAZ#%/ "[fuzz_random(&tree->random, 18)];
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	static struct tree tree;
	const struct token *from, *to;
	uint32_t kind;

	tree = (struct tree){ .data = data, .size = size, .most = most };
	tree.random = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
	fuzz_random(&tree.random, 2);
	if (fuzz_random(&tree.random, 8) == 0 || !find_tokens(&tree))
		return LLVMFuzzerMutate(data, size, most);
	kind = fuzz_random(&tree.random, 2) ? FDT_PROP : FDT_BEGIN_NODE;
	from = any(&tree, kind);
	to = any(&tree, kind);
	switch (fuzz_random(&tree.random, 8)) {
	case 0:
		if (from && to)
			copy_part(&tree, from, to);
		break;
	case 1:
		if (from)
			make_room(&tree, from->at, -(long)(from->end - from->at));
		break;
	case 2:
	case 3:
		rename_part(&tree);
		break;
	default:
		from = any(&tree, FDT_PROP);
		if (from)
			change_cell(&tree, from);
		break;
	}
	return tree.size;
}

/* The types of tests/fuzz/boards are known, which root would look for in /etc alone */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("HWREG_BOARD_PATH", SRCTREE "/tests/fuzz/boards", 1);
	return 0;
}

static void become(uid_t user)
{
	if (getuid() == 0)
		fuzz_promise(seteuid(user) == 0, "root can be nobody for a while");
}

static int see_place(void *data, const struct import_place *place)
{
	unsigned int *count = data;

	fuzz_promise(place->node && *place->node, "a place has a node");
	return ++*count == 1000;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(data, size);
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct import_text text = { NULL, 0 };
	unsigned int count = 0;

	become(NOBODY);
	fuzz_imported(import_dt(path, &fuzz_import_options, &text, &err), &text, &err);
	err = (struct hwreg_error)HWREG_ERROR_INIT;
	if (import_dt_places(path, &fuzz_import_options, see_place, &count, &err) < 0)
		fuzz_promise(err.message[0], "an error has a message");
	become(0);
	return 0;
}
