/* SPDX-License-Identifier: MIT */
/* grants.h - physical ranges that may be read and written, by a policy file */
#ifndef HWREG_LIB_GRANTS_H
#define HWREG_LIB_GRANTS_H

#include "error.h"
#include "range.h"

/** struct grant_list - ranges that neither overlap nor touch, in the order of their addresses */
struct grant_list {
	struct hwreg_range *ranges;
	uint32_t count;
};

/**
 * struct hwreg_grants - what hwreg_grants_load() made
 * @path: of the file, for messages
 * @lists: what may be read, and what may be written
 */
struct hwreg_grants {
	char *path;
	struct grant_list lists[2];
};

/** grant_list_add() - one more range, in any order. Return: 0 or -ENOMEM */
int grant_list_add(struct grant_list *list, const struct hwreg_range *range);

/** grant_list_settle() - sort, and make one of those that overlap or touch */
void grant_list_settle(struct grant_list *list);

/**
 * grants_open() - open a file that nobody but root can have written
 * @path: from the root on, without . and ..
 *
 * It, and each directory on the way from the root, is root's, no link, and may be written by nobody else.
 *
 * Return: a descriptor, or a negative errno: -ENOENT, -EACCES, -EPERM with who could write what.
 */
int grants_open(const char *path, struct hwreg_error *err);

/** grants_group_find() - the number of a group of /etc/group. Return: 0, -ENOENT, or why it cannot be read */
int grants_group_find(const char *name, uint32_t *group);

#endif
