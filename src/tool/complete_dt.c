// SPDX-License-Identifier: MIT
/* complete_dt.c - nodes of the device tree that have registers, and aliases */
#include "complete.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TREE "/proc/device-tree"
#define TREE_IN_SYSFS "/sys/firmware/devicetree/base"
#define DEEPEST 32

struct walk {
	struct completion *completion;
	const char *root;
	char path[1024]; /* of a node, in the tree */
};

static bool has_registers(const struct walk *walk)
{
	char path[1200];

	snprintf(path, sizeof(path), "%s%s/reg", walk->root, walk->path);
	return access(path, F_OK) == 0;
}

/* Is it a part of the word, or is the word a part of it? */
static bool may_lead_to(const char *path, const char *word)
{
	size_t length = strlen(path), typed = strlen(word);

	return strncmp(path, word, length < typed ? length : typed) == 0;
}

static void offer_below(struct walk *walk, size_t length, unsigned int depth)
{
	char path[1200];
	struct dirent *entry;
	size_t room = sizeof(walk->path) - length;
	DIR *folder;

	snprintf(path, sizeof(path), "%s%s", walk->root, walk->path);
	folder = depth < DEEPEST ? opendir(path) : NULL;
	while (folder && (entry = readdir(folder))) {
		size_t more = strlen(entry->d_name) + 1;

		if (entry->d_name[0] == '.' || more >= room ||
		    (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN))
			continue;
		snprintf(walk->path + length, room, "/%s", entry->d_name);
		if (may_lead_to(walk->path, walk->completion->word)) {
			if (has_registers(walk))
				complete_offer(walk->completion, walk->path);
			offer_below(walk, length + more, depth + 1);
		}
		walk->path[length] = '\0';
	}
	if (folder)
		closedir(folder);
}

static void offer_aliases(struct walk *walk)
{
	char path[1200];
	struct dirent *entry;
	DIR *folder;

	snprintf(path, sizeof(path), "%s/aliases", walk->root);
	folder = opendir(path);
	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "name") != 0)
			complete_offer(walk->completion, entry->d_name);
	if (folder)
		closedir(folder);
}

void complete_device_tree(struct completion *completion)
{
	struct walk walk = { .completion = completion };

	walk.root = access(TREE_IN_SYSFS, F_OK) == 0 ? TREE_IN_SYSFS : TREE;
	offer_aliases(&walk);
	offer_below(&walk, 0, 0);
}
