// SPDX-License-Identifier: MIT
/* grants_load.c - hwreg_grants_load(): a policy file, hwreg-policy(5), to what one user may do */
#include "grants.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/loader.h"

/* Who asks: the groups, and what they get */
struct loading {
	struct loader *loader;
	struct hwreg_grants *grants;
	gid_t *groups;
	size_t group_count;
};

/* ---- Ranges ------------------------------------------------------------------------------------ */

static bool wrong_range(struct loading *loading, const struct node *node, const char *why)
{
	loader_report(loading->loader, CHECK_RANGE_SYNTAX, node_place(node),
		      "'%.64s' %s: write 0xFIRST-0xLAST with the last byte, or "
		      "0xFIRST..+LENGTH",
		      node->text, why);
	return false;
}

/* 0x9000000-0x9000fff or 0x9000000..+0x1000. FIRST..LAST is a last register elsewhere, and how far that
 * reaches would depend on a width. */
static bool read_range(struct loading *loading, const struct node *node, struct hwreg_range *range)
{
	size_t length = strcspn(node->text, ".-");
	const char *rest = node->text + length, *first;
	bool sized = strncmp(rest, "..+", 3) == 0;
	uint64_t start, end;

	if (*rest != '-' && !sized)
		return wrong_range(loading, node, "is no range of bytes");
	first = arena_text(&loading->loader->arena, node->text, length);
	if (!first)
		return false;
	if (hwreg_number_parse(first, &start, NULL) ||
	    hwreg_number_parse(rest + (sized ? 3 : 1), &end, NULL))
		return wrong_range(loading, node, "has something else than a number in it");
	if (sized)
		return hwreg_range_make(range, start, end) ||
		       wrong_range(loading, node, "is empty, or goes past 64 bits");
	*range = (struct hwreg_range){ start, end };
	return start <= end || wrong_range(loading, node, "ends before it starts");
}

static void take_range(struct loading *loading, const struct node *node, struct grant_list *list)
{
	struct hwreg_range range;
	const char *text;

	if (!value_text(loading->loader, NULL, node, &text) || !read_range(loading, node, &range))
		return;
	if (list && grant_list_add(list, &range))
		loading->loader->arena.failed = true;
}

/* @list: NULL: it is of another group, and only looked at */
static void take_ranges(struct loading *loading, const struct node *node, struct grant_list *list)
{
	if (!node || !value_list(loading->loader, NULL, node))
		return;
	for (const struct node *child = node->first; child; child = child->next)
		take_range(loading, child, list);
}

/* ---- Groups ------------------------------------------------------------------------------------ */

static bool read_group(struct loading *loading, const struct node *node, uint32_t *group)
{
	struct loader *loader = loading->loader;
	const char *name;
	uint64_t number;
	int r;

	if (!value_text(loader, NULL, node, &name))
		return false;
	if (name[0] >= '0' && name[0] <= '9') {
		*group = UINT32_MAX;
		if (hwreg_number_parse(name, &number, NULL) == 0 && number < UINT32_MAX)
			*group = (uint32_t)number;
		if (*group != UINT32_MAX)
			return true;
		loader_report(loader, CHECK_GROUP_UNKNOWN, node_place(node),
			      "'%.64s' is no number of a group", name);
		return false;
	}
	r = grants_group_find(name, group);
	if (r)
		loader_report(loader, CHECK_GROUP_UNKNOWN, node_place(node),
			      "'%.64s': %s /etc/group; a group of another source is given by its "
			      "number",
			      name, r == -ENOENT ? "there is no such group in" : strerror(-r));
	return r == 0;
}

static bool is_member(const struct loading *loading, uint32_t group)
{
	for (size_t i = 0; i < loading->group_count; i++)
		if (loading->groups[i] == group)
			return true;
	return false;
}

/* The effective group is not looked at: it may be what the program was given */
static int find_groups(struct loading *loading, const struct hwreg_grants_options *options)
{
	int more = options->groups ? (int)options->group_count : getgroups(0, NULL);

	if (more < 0)
		return -errno;
	loading->groups = calloc((size_t)more + 1, sizeof(*loading->groups));
	if (!loading->groups)
		return -ENOMEM;
	if (options->groups) {
		for (int i = 0; i < more; i++)
			loading->groups[i] = options->groups[i];
		loading->group_count = (size_t)more;
		return 0;
	}
	more = getgroups(more, loading->groups);
	if (more < 0)
		return -errno;
	loading->groups[more] = getgid();
	loading->group_count = (size_t)more + 1;
	return 0;
}

/* ---- The file ---------------------------------------------------------------------------------- */

enum { FILE_VERSION, FILE_DESCRIPTION, FILE_ALLOW, FILE_KEYS };
static const struct key file_keys[FILE_KEYS] = {
	{ "hwreg-policy", true },
	{ "description", false },
	{ "allow", true },
};

enum { GRANT_GROUP, GRANT_DESCRIPTION, GRANT_READ, GRANT_WRITE, GRANT_KEYS };
static const struct key grant_keys[GRANT_KEYS] = {
	{ "group", true },
	{ "description", false },
	{ "read", false },
	{ "write", false },
};

static void take_grant(struct loading *loading, const struct node *node)
{
	struct grant_list *lists = loading->grants->lists;
	struct loader *loader = loading->loader;
	const struct node *values[GRANT_KEYS];
	const char *text;
	uint32_t group;
	bool ours;

	if (!keys_read(loader, NULL, node, grant_keys, GRANT_KEYS, values))
		return;
	if (values[GRANT_DESCRIPTION])
		value_text(loader, NULL, values[GRANT_DESCRIPTION], &text);
	ours = values[GRANT_GROUP] && read_group(loading, values[GRANT_GROUP], &group) &&
	       is_member(loading, group);
	if (!values[GRANT_READ] && !values[GRANT_WRITE])
		loader_report(loader, CHECK_GRANT_EMPTY, node_key_place(node),
			      "neither 'read' nor 'write' says what the group may do");
	take_ranges(loading, values[GRANT_READ], ours ? &lists[0] : NULL);
	take_ranges(loading, values[GRANT_WRITE], ours ? &lists[1] : NULL);
}

static void take_file(struct loading *loading, const struct node *root)
{
	const struct node *values[FILE_KEYS], *version = node_child(root, "hwreg-policy");
	struct loader *loader = loading->loader;
	const char *text;
	uint64_t number;

	/* the rest of a format that is not known would only look wrong */
	if (version && value_number(loader, NULL, version, &number) && number != 1) {
		loader_report(loader, CHECK_FORMAT_VERSION, node_place(version),
			      "this hwreg reads version 1 of policies, not %s", version->text);
		return;
	}
	if (!keys_read(loader, NULL, root, file_keys, FILE_KEYS, values))
		return;
	if (values[FILE_DESCRIPTION])
		value_text(loader, NULL, values[FILE_DESCRIPTION], &text);
	if (!values[FILE_ALLOW] || !value_list(loader, NULL, values[FILE_ALLOW]))
		return;
	for (const struct node *node = values[FILE_ALLOW]->first; node && !loader_failed(loader);
	     node = node->next)
		take_grant(loading, node);
}

static int open_plain(const char *path, struct hwreg_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), r = fd < 0 ? errno : 0;
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		r = EISDIR;
		close(fd);
	}
	if (!r)
		return fd;
	return hwreg_error_set(err, r == ENOENT ? HWREG_ERROR_REQUEST : HWREG_ERROR_UNAVAILABLE, r,
			       "%s: %s", path, strerror(r));
}

static int read_file(struct loading *loading, const char *path,
		     const struct hwreg_grants_options *options, struct hwreg_error *err)
{
	struct hwreg_board_options report = { .size = sizeof(report),
					      .report = options->report,
					      .data = options->data };
	struct loader *loader = loading->loader;
	const struct node *root;
	int fd = options->flags & HWREG_GRANTS_OF_ROOT ? grants_open(path, err)
						       : open_plain(path, err);

	if (fd < 0)
		return fd;
	root = yaml_read(loader, fd, path, NULL);
	close(fd);
	if (root)
		take_file(loading, root);
	if (loader->arena.failed)
		return hwreg_error_memory(err);
	return loader->result ? loader->result
			      : findings_report(&loader->findings, &report, NULL, err);
}

static int load(struct loading *loading, const char *path,
		const struct hwreg_grants_options *options, struct hwreg_error *err)
{
	int r = find_groups(loading, options);

	loading->loader = loader_new("", err);
	loading->grants = calloc(1, sizeof(*loading->grants));
	if (loading->grants)
		loading->grants->path = strdup(path);
	if (!loading->loader || !loading->grants || !loading->grants->path || r == -ENOMEM)
		return hwreg_error_memory(err);
	if (r)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, -r,
				       "the groups of this process: %s", strerror(-r));
	r = read_file(loading, path, options, err);
	for (unsigned int i = 0; i < 2; i++)
		grant_list_settle(&loading->grants->lists[i]);
	return r;
}

int hwreg_grants_load(struct hwreg_grants **out, const char *path,
		      const struct hwreg_grants_options *options, struct hwreg_error *err)
{
	struct hwreg_grants_options full = { .size = sizeof(full) };
	struct loading loading = { .groups = NULL };
	int r;

	if (options && (options->size < sizeof(full) || (options->flags & ~HWREG_GRANTS_OF_ROOT) ||
			options->group_count > 65536))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "struct hwreg_grants_options has a size, flags or groups "
				       "that this version does not know");
	if (options)
		full = *options;
	r = load(&loading, path, &full, err);
	loader_free(loading.loader);
	free(loading.groups);
	if (r)
		hwreg_grants_free(loading.grants);
	else
		*out = loading.grants;
	return r;
}
