// SPDX-License-Identifier: MIT
/* names.c - identifiers of one output, none of them twice */
#include "names.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t slot_of(const struct names *names, const char *name)
{
	uint32_t hash = 2166136261u;
	size_t slot;

	for (const char *c = name; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619u;
	slot = hash & (names->room - 1);
	while (names->slots[slot] && strcmp(names->slots[slot], name) != 0)
		slot = (slot + 1) & (names->room - 1);
	return slot;
}

static bool grow(struct names *names)
{
	struct names larger = { .room = names->room ? names->room * 2 : 1024 };

	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (!larger.slots)
		return false;
	for (size_t i = 0; i < names->room; i++)
		if (names->slots[i])
			larger.slots[slot_of(&larger, names->slots[i])] = names->slots[i];
	larger.count = names->count;
	free(names->slots);
	*names = larger;
	return true;
}

static bool is_free(const struct names *names, const char *name)
{
	return !names->room || !names->slots[slot_of(names, name)];
}

static bool take(struct names *names, const char *name)
{
	char **slot;

	if (names->count * 2 >= names->room && !grow(names))
		return false;
	slot = &names->slots[slot_of(names, name)];
	if (!*slot)
		names->count++;
	else
		free(*slot);
	*slot = strdup(name);
	return *slot;
}

/* Call for each identifier of a stem until one returns false */
static bool each(struct names *names, const char *stem, const char *suffixes,
		 bool (*call)(struct names *names, const char *name))
{
	char name[NAME_MAX_SIZE + 64];
	size_t length;

	for (; *suffixes; suffixes += length + (suffixes[length] == ' ')) {
		length = strcspn(suffixes, " ");
		if (*suffixes == '.')
			snprintf(name, sizeof(name), "%s", stem);
		else
			snprintf(name, sizeof(name), "%s_%.*s", stem, (int)length, suffixes);
		if (!call(names, name))
			return false;
	}
	return true;
}

static bool is_free_too(struct names *names, const char *name)
{
	return is_free(names, name);
}

void names_claim(struct names *names, char stem[2][NAME_MAX_SIZE], const char *const suffixes[2])
{
	size_t length[2];

	for (int which = 0; which < 2; which++) { /* a number has room behind the longest */
		length[which] = strnlen(stem[which], NAME_MAX_SIZE - 24);
		stem[which][length[which]] = '\0';
	}
	for (unsigned int i = 2; !each(names, stem[0], suffixes[0], is_free_too) ||
				 !each(names, stem[1], suffixes[1], is_free_too);
	     i++)
		for (int which = 0; which < 2; which++)
			snprintf(stem[which] + length[which], NAME_MAX_SIZE - length[which], "_%u",
				 i);
	if (!names->failed)
		names->failed = !each(names, stem[0], suffixes[0], take) ||
				!each(names, stem[1], suffixes[1], take);
}

bool names_take(struct names *names, const char *name)
{
	if (!is_free(names, name))
		return false;
	if (!names->failed)
		names->failed = !take(names, name);
	return !names->failed;
}

void names_free(struct names *names)
{
	for (size_t i = 0; i < names->room; i++)
		free(names->slots[i]);
	free(names->slots);
}
