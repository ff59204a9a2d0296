// SPDX-License-Identifier: MIT
/*
 * mutate.c - mutations of text
 *
 * Most changes of single bytes break a word of a grammar, and are refused where it begins. So words are
 * changed for others of the target's dictionary or of the text itself, and lines, with those that are
 * indented further, are moved, copied and left out.
 */
#include "fuzz.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define MOST_WORDS 512
#define MOST_LENGTH 64

struct text {
	char *data;
	size_t size;
	size_t most;
	uint64_t random;
};

static char words[MOST_WORDS][MOST_LENGTH];
static uint32_t word_count;

uint32_t fuzz_random(uint64_t *state, uint32_t limit)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return limit ? (uint32_t)(*state >> 16) % limit : 0;
}

/* The files are libFuzzer's dictionaries too: name="word", where \\ and \" stand for themselves */
static void load_words(const char *dictionary)
{
	char path[512], line[256], *out;
	FILE *file;

	snprintf(path, sizeof(path), SRCTREE "/tests/fuzz/dict/%s", dictionary);
	file = fopen(path, "r");
	fuzz_promise(file, path);
	while (word_count < MOST_WORDS && fgets(line, sizeof(line), file)) {
		const char *at = strchr(line, '"');

		if (line[0] == '#' || !at)
			continue;
		out = words[word_count];
		for (at++; *at && *at != '"' && out < words[word_count] + MOST_LENGTH - 1; at++) {
			if (*at == '\\' && at[1])
				at++;
			*out++ = *at;
		}
		word_count += out != words[word_count];
	}
	fclose(file);
	fuzz_promise(word_count, "a dictionary has words");
}

/* @remove bytes at @at go, @length of @with, which may be in the text, come */
static void splice(struct text *text, size_t at, size_t remove, const char *with, size_t length)
{
	char copy[4096];

	if (length > sizeof(copy))
		length = sizeof(copy);
	if (text->size - remove + length > text->most)
		return;
	if (length)
		memcpy(copy, with, length);
	memmove(text->data + at + length, text->data + at + remove, text->size - at - remove);
	if (length)
		memcpy(text->data + at, copy, length);
	text->size += length;
	text->size -= remove;
}

/* ---- Words -------------------------------------------------------------------------------------- */

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_%$-", c));
}

/* The word at or behind a random place; Return: its length, 0 if there is none */
static size_t find_word(struct text *text, size_t *at)
{
	size_t end;

	*at = fuzz_random(&text->random, (uint32_t)text->size);
	while (*at < text->size && !in_word(text->data[*at]))
		++*at;
	while (*at && *at < text->size && in_word(text->data[*at - 1]))
		--*at;
	for (end = *at; end < text->size && in_word(text->data[end]); end++)
		;
	return end - *at;
}

static void put_number(struct text *text, size_t at, size_t remove)
{
	unsigned int bits = fuzz_random(&text->random, 66);
	unsigned long long value = bits < 64 ? 1ull << bits : ~0ull;
	char number[32];

	value += fuzz_random(&text->random, 3);
	value -= fuzz_random(&text->random, 2);
	if (fuzz_random(&text->random, 2))
		value &= 0xff;
	snprintf(number, sizeof(number), fuzz_random(&text->random, 2) ? "0x%llx" : "%llu", value);
	splice(text, at, remove, number, strlen(number));
}

static void put_word(struct text *text, size_t at, size_t remove)
{
	const char *word;
	size_t from, length;

	switch (fuzz_random(&text->random, 4)) {
	case 0:
		length = find_word(text, &from);
		splice(text, at, remove, text->data + from, length);
		break;
	case 1:
		put_number(text, at, remove);
		break;
	default:
		word = words[fuzz_random(&text->random, word_count)];
		splice(text, at, remove, word, strlen(word));
		break;
	}
}

static void change_word(struct text *text)
{
	size_t at, length = find_word(text, &at);

	switch (fuzz_random(&text->random, 8)) {
	case 0:
		splice(text, at, length, NULL, 0);
		break;
	case 1:
		put_word(text, at, 0);
		break;
	case 2:
		put_word(text, fuzz_random(&text->random, (uint32_t)text->size + 1), 0);
		break;
	default:
		put_word(text, at, length);
		break;
	}
}

/* ---- Lines -------------------------------------------------------------------------------------- */

static size_t line_start(const struct text *text, size_t at)
{
	while (at && text->data[at - 1] != '\n')
		at--;
	return at;
}

static size_t line_end(const struct text *text, size_t at)
{
	while (at < text->size && text->data[at] != '\n')
		at++;
	return at < text->size ? at + 1 : at;
}

static size_t indent(const struct text *text, size_t at)
{
	size_t end = at;

	while (end < text->size && text->data[end] == ' ')
		end++;
	return end - at;
}

/* A random line and, often, those below it that are indented further */
static size_t find_lines(struct text *text, size_t *at)
{
	bool with_children = fuzz_random(&text->random, 3) > 0;
	size_t end, deep;

	*at = line_start(text, fuzz_random(&text->random, (uint32_t)text->size));
	deep = indent(text, *at);
	end = line_end(text, *at);
	while (with_children && end < text->size && indent(text, end) > deep)
		end = line_end(text, end);
	return end - *at;
}

static void change_lines(struct text *text)
{
	size_t at, to, size = find_lines(text, &at);

	switch (fuzz_random(&text->random, 4)) {
	case 0:
		splice(text, at, size, NULL, 0);
		break;
	case 1:
		splice(text, at, 0, "  ", fuzz_random(&text->random, 3));
		break;
	case 2:
		splice(text, at, indent(text, at) / 2, NULL, 0);
		break;
	default:
		to = line_start(text, fuzz_random(&text->random, (uint32_t)text->size));
		splice(text, to, 0, text->data + at, size);
		break;
	}
}

size_t fuzz_mutate_text(uint8_t *data, size_t size, size_t most, unsigned int seed,
			const char *dictionary)
{
	struct text text = { (char *)data, size, most, seed * UINT64_C(0x9e3779b97f4a7c15) | 1 };
	unsigned int changes;

	if (!word_count)
		load_words(dictionary);
	fuzz_random(&text.random, 2);
	if (!size || fuzz_random(&text.random, 3) == 0)
		return LLVMFuzzerMutate(data, size, most);
	changes = 1 + fuzz_random(&text.random, 4);
	while (changes-- && text.size) {
		if (fuzz_random(&text.random, 3) == 0)
			change_lines(&text);
		else
			change_word(&text);
	}
	return text.size;
}
