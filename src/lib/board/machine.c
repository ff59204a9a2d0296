// SPDX-License-Identifier: MIT
/* machine.c - which machine this is, and whether a board is for it */
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "image.h"
#include "search.h"

/* The content of a small file; Return: its bytes, 0 if there is none. *error is errno of what else than
 * that keeps it from being read. */
static size_t try_file(const char *root, const char *path, char *buffer, size_t size, int *error)
{
	char full[4096];
	size_t length = 0;
	ssize_t n = 1;
	int fd;

	*error = 0;
	if (snprintf(full, sizeof(full), "%s%s", root, path) >= (int)sizeof(full))
		return 0;
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		*error = search_lacks(errno) ? 0 : errno;
		return 0;
	}
	while (n > 0 && length < size - 1) {
		n = read(fd, buffer + length, size - 1 - length);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			length += (size_t)n;
		else if (n < 0)
			*error = errno;
	}
	close(fd);
	buffer[length] = '\0';
	return length;
}

static size_t read_file(const char *root, const char *path, char *buffer, size_t size)
{
	int error;

	return try_file(root, path, buffer, size, &error);
}

static void trim(char *text, size_t length)
{
	while (length && (text[length - 1] == '\n' || text[length - 1] == ' '))
		text[--length] = '\0';
}

/* The kernel's own word; it tells it in a file since Linux 6.1, to uname(2) ever since. */
static void read_name(struct machine *machine)
{
	struct utsname names;
	size_t length = read_file(machine->root, "/proc/sys/kernel/arch", machine->name,
				  sizeof(machine->name));

	trim(machine->name, length);
	if (!machine->name[0] && !machine->root[0] && uname(&names) == 0)
		snprintf(machine->name, sizeof(machine->name), "%s", names.machine);
}

void machine_read(struct machine *machine, const char *root)
{
	static const char *const paths[] = { "/proc/device-tree/compatible",
					     "/sys/firmware/devicetree/base/compatible" };

	machine->root = root;
	machine->size = 0;
	machine->failed = 0;
	for (size_t i = 0; i < 2 && !machine->size && !machine->failed; i++) {
		machine->failed_at = paths[i];
		machine->size = try_file(root, paths[i], machine->compatible,
					 sizeof(machine->compatible), &machine->failed);
	}
	machine->name[0] = '\0';
	read_name(machine);
}

static bool read_dmi(const struct machine *machine, const char *key, char *buffer, size_t size)
{
	char path[128];
	size_t length;

	snprintf(path, sizeof(path), "/sys/class/dmi/id/%.64s", key);
	length = read_file(machine->root, path, buffer, size);
	trim(buffer, length);
	return length && buffer[0];
}

static bool has_compatible(const struct machine *machine, const char *name)
{
	for (size_t at = 0; at < machine->size; at += strlen(machine->compatible + at) + 1)
		if (strcmp(machine->compatible + at, name) == 0)
			return true;
	return false;
}

static bool one_matches(const struct machine *machine, const struct hwreg_board *board,
			const struct image_match *match)
{
	const char *value = image_string(board, match->value);
	char text[256];

	if (match->kind == IMAGE_MATCH_COMPATIBLE)
		return has_compatible(machine, value);
	if (match->kind == IMAGE_MATCH_MACHINE)
		return strcmp(machine->name, value) == 0;
	return read_dmi(machine, image_string(board, match->key), text, sizeof(text)) &&
	       strcmp(text, value) == 0;
}

bool machine_matches(const struct machine *machine, const struct hwreg_board *board)
{
	uint64_t count = image_count(board, IMAGE_MATCHES);

	for (uint64_t i = 0; i < count;) {
		const struct image_match *match = image_at(board, IMAGE_MATCHES, i);
		uint32_t group = match->group;
		bool all = one_matches(machine, board, match);

		/* those of one group are neighbours and must hold together */
		for (i++; group && i < count; i++) {
			match = image_at(board, IMAGE_MATCHES, i);
			if (match->group != group)
				break;
			all = all && one_matches(machine, board, match);
		}
		if (all)
			return true;
	}
	return false;
}

const char *machine_describe(const struct machine *machine, char *buffer, size_t size)
{
	static const char *const keys[] = { "sys_vendor", "product_name", "board_name" };
	size_t length = 0;
	char text[128];

	if (machine->size) {
		snprintf(buffer, size, "%s", machine->compatible);
		return buffer;
	}
	buffer[0] = '\0';
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && length < size - 1; i++) {
		if (!read_dmi(machine, keys[i], text, sizeof(text)))
			continue;
		snprintf(buffer + length, size - length, "%s%s: %s", length ? ", " : "", keys[i],
			 text);
		length = strlen(buffer);
	}
	if (!length)
		snprintf(buffer, size, "one without device tree and DMI strings");
	return buffer;
}

/* Does a board ask for the kind of machine? Then that is told, too. */
static bool asks_for_name(const struct hwreg_board *board)
{
	const struct image_match *match;

	for (uint64_t i = 0; i < image_count(board, IMAGE_MATCHES); i++) {
		match = image_at(board, IMAGE_MATCHES, i);
		if (match->kind == IMAGE_MATCH_MACHINE)
			return true;
	}
	return false;
}

static void describe_matches(const struct hwreg_board *board, char *buffer, size_t size)
{
	uint32_t group = 0;
	size_t length = 0;

	buffer[0] = '\0';
	for (uint64_t i = 0; i < image_count(board, IMAGE_MATCHES) && length < size - 1; i++) {
		const struct image_match *match = image_at(board, IMAGE_MATCHES, i);
		const char *key = image_string(board, match->key);
		bool together = i && match->group && match->group == group;

		snprintf(buffer + length, size - length, "%s%s%s%s",
			 !i         ? ""
			 : together ? ", "
				    : " or ",
			 key, key[0] ? ": " : "", image_string(board, match->value));
		length = strlen(buffer);
		group = match->group;
	}
}

int machine_check(const struct hwreg_board *board, const char *root, struct hwreg_error *err)
{
	const char *name = image_string(board, board->image->name);
	char wanted[256], actual[256];
	struct machine machine;
	bool matches;

	if (board->image->match_any)
		return 0;
	if (!image_count(board, IMAGE_MATCHES))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, ENODEV,
			"board %s does not say which machine it is for; add `match` to "
			"%s",
			name, image_string(board, board->image->file));
	machine_read(&machine, root);
	matches = machine_matches(&machine, board);
	if (image_intact(board, err))
		return -EBADMSG;
	if (matches)
		return 0;
	describe_matches(board, wanted, sizeof(wanted));
	machine_describe(&machine, actual, sizeof(actual));
	hwreg_error_set(err, HWREG_ERROR_REQUEST, ENODEV,
			"board %s is for another machine: %s; this one is %s", name, wanted,
			actual);
	if (asks_for_name(board))
		hwreg_error_append(err, ", machine: %s", machine.name);
	return -ENODEV;
}

int hwreg_board_match(const struct hwreg_board *board, struct hwreg_error *err)
{
	return machine_check(board, "", err);
}
