// SPDX-License-Identifier: MIT
/* devicetree.c - nodes of the device tree as the kernel shows it: folders, and a file for each property */
#include "devicetree.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nearest.h"

const char *devtree_root(void)
{
	static const char *const roots[] = { "/sys/firmware/devicetree/base", "/proc/device-tree" };

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (access(roots[i], F_OK) == 0)
			return roots[i];
	return NULL;
}

/* ---- Properties ------------------------------------------------------------------------------- */

static int read_all(int fd, struct devtree_prop *prop)
{
	ssize_t got = 1;

	prop->size = 0;
	while (got && prop->size < sizeof(prop->bytes)) {
		got = read(fd, prop->bytes + prop->size, sizeof(prop->bytes) - prop->size);
		if (got < 0 && errno != EINTR)
			return -errno;
		prop->size += got > 0 ? (size_t)got : 0;
	}
	if (prop->size > DEVTREE_PROP)
		return -E2BIG;
	prop->bytes[prop->size] = '\0';
	return 0;
}

int devtree_read(const struct devtree_view *node, const char *name, struct devtree_prop *prop)
{
	char path[DEVTREE_PATH * 2];
	int fd, r;

	if (snprintf(path, sizeof(path), "%s%.*s/%s", node->root, node->length, node->path, name) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	r = read_all(fd, prop);
	close(fd);
	return r;
}

struct devtree_view devtree_parent(const struct devtree_view *node)
{
	struct devtree_view parent = *node;

	while (parent.length > 0 && parent.path[--parent.length] != '/')
		;
	return parent;
}

/* ---- Nodes ------------------------------------------------------------------------------------ */

static bool is_node(const struct devtree_view *node)
{
	char path[DEVTREE_PATH * 2];
	struct stat st;

	snprintf(path, sizeof(path), "%s%.*s", node->root, node->length, node->path);
	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Nodes of that name at other addresses, else those with a name like it */
static void propose(const struct devtree_view *parent, const char *word, int kind,
		    struct hwreg_error *err)
{
	struct hwreg_nearest at = { .word = "" }, near = { .word = word };
	char path[DEVTREE_PATH * 2], hint[512];
	struct dirent **entries;
	size_t length = strlen(word);
	int count;

	snprintf(path, sizeof(path), "%s%.*s", parent->root, parent->length, parent->path);
	count = scandir(path, &entries, NULL, by_name);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (entries[i]->d_type != kind && entries[i]->d_type != DT_UNKNOWN)
			continue;
		if (strncmp(name, word, length) == 0 && name[length] == '@' &&
		    at.count < HWREG_NEAREST_MAX)
			at.names[at.count++] = name;
		if (strcmp(name, "name") != 0 && name[0] != '.')
			hwreg_nearest_offer(&near, name);
	}
	hwreg_error_append(err, "%s",
			   hwreg_nearest_hint(at.count ? &at : &near, hint, sizeof(hint)));
	for (int i = 0; i < count; i++)
		free(entries[i]);
	if (count >= 0)
		free(entries);
}

static int no_node(const struct devtree_view *node, struct hwreg_error *err)
{
	struct devtree_view parent = devtree_parent(node);
	char word[DEVTREE_PATH];

	snprintf(word, sizeof(word), "%.*s", node->length - parent.length - 1,
		 node->path + parent.length + 1);
	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENODEV,
			"target '%s': the device tree of this machine has no node %.*s", node->spec,
			node->length, node->path);
	propose(&parent, word, DT_DIR, err);
	return -ENODEV;
}

static int no_alias(const struct devtree_view *aliases, const char *word, struct hwreg_error *err)
{
	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENODEV,
			"target '%s': the device tree of this machine has no alias %s",
			aliases->spec, word);
	propose(aliases, word, DT_REG, err);
	hwreg_error_append(err, "; a path starts with /");
	return -ENODEV;
}

/* "serial0" or "serial0/child" to a path */
static int follow_alias(const char *root, const char *spec, const char *text,
			char path[DEVTREE_PATH], struct hwreg_error *err)
{
	struct devtree_view aliases = { root, spec, "/aliases", 8 };
	size_t length = strcspn(text, "/");
	struct devtree_prop prop = { .bytes = { 0 } };
	char word[DEVTREE_PATH];

	snprintf(word, sizeof(word), "%.*s", (int)length, text);
	if (devtree_read(&aliases, word, &prop) != 0 || prop.bytes[0] != '/')
		return no_alias(&aliases, word, err);
	if (snprintf(path, DEVTREE_PATH, "%s%s", (char *)prop.bytes, text + length) < DEVTREE_PATH)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "target '%s': the path of this node is longer than %d bytes", spec,
			       DEVTREE_PATH - 1);
}

/* Every node on the way, so that the message says where it ends */
static int walk(struct devtree_view *node, struct devtree_place *place, struct hwreg_error *err)
{
	struct devtree_prop status;
	int end = (int)strlen(node->path);

	for (node->length = 0; node->length < end;) {
		node->length += 1 + (int)strcspn(node->path + node->length + 1, "/");
		if (!is_node(node))
			return no_node(node, err);
		if (place->status[0] || devtree_read(node, "status", &status) != 0 ||
		    strcmp((char *)status.bytes, "okay") == 0 ||
		    strcmp((char *)status.bytes, "ok") == 0)
			continue;
		snprintf(place->status, sizeof(place->status), "%.31s", (char *)status.bytes);
		snprintf(place->idle, sizeof(place->idle), "%.*s", node->length, node->path);
	}
	return 0;
}

/* No way out of the tree, and one way to write each path */
static bool is_path(const char *path)
{
	for (size_t length; *path; path += length) {
		if (*path++ != '/')
			return false;
		length = strcspn(path, "/");
		if (length == 0 || (length == 1 && path[0] == '.') ||
		    (length == 2 && path[0] == '.' && path[1] == '.'))
			return false;
	}
	return true;
}

static int syntax(const char *spec, struct hwreg_error *err)
{
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EINVAL,
		"target '%s': expected dt:NODE or dt:NODE:PART, such as "
		"dt:/soc/serial@9000000 or dt:serial0;\nNODE is a path or an alias of the device "
		"tree, PART a number from 0 or one of its reg-names",
		spec);
}

int devtree_find(const char *root, const char *spec, const char *text, struct devtree_place *place,
		 struct hwreg_error *err)
{
	const char *colon = strchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : strlen(text);
	struct devtree_view node = { root, spec, place->path, 0 };
	char name[DEVTREE_PATH];
	int r = 0;

	memset(place, 0, sizeof(*place));
	if (length == 0 || length >= sizeof(name) || (colon && !colon[1]))
		return syntax(spec, err);
	snprintf(name, sizeof(name), "%.*s", (int)length, text);
	if (name[0] == '/')
		strcpy(place->path, strcmp(name, "/") == 0 ? "" : name);
	else
		r = follow_alias(root, spec, name, place->path, err);
	if (r)
		return r;
	if (!is_path(place->path))
		return syntax(spec, err);
	r = walk(&node, place, err);
	return r ? r : devtree_find_range(&node, colon ? colon + 1 : NULL, place, err);
}
