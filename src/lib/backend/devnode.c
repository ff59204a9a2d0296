// SPDX-License-Identifier: MIT
/* devnode.c - who may open a device node, and what a sysfs attribute says */
#include "backend/devnode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hwreg.h"
#include "scan.h"

int hwreg_devnode_read(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return -errno;
	got = read(fd, text, size - 1);
	if (got < 0)
		got = -errno;
	close(fd);
	if (got < 0)
		return (int)got;
	while (got > 0 && text[got - 1] == '\n')
		got--;
	text[got] = '\0';
	return 0;
}

int hwreg_devnode_read_number(const char *path, uint64_t *value)
{
	char text[32];
	const char *at = text;
	int r = hwreg_devnode_read(path, text, sizeof(text));

	if (r)
		return r;
	if (!hwreg_scan_number(&at, strncmp(text, "0x", 2) == 0 ? 16 : 10, value))
		return -EINVAL;
	return *at ? -EINVAL : 0;
}

/* Is a third field, as in NAME:PASSWORD:ID, this number? */
static bool has_id(const char *line, unsigned int id)
{
	uint64_t number;

	for (int i = 0; i < 2; i++) {
		line += strcspn(line, ":");
		if (!hwreg_scan_text(&line, ":"))
			return false;
	}
	return hwreg_scan_number(&line, 10, &number) && number == id;
}

/* A line of /etc/passwd or /etc/group whose third field is an id; the C library's look-up may load
 * modules and ask servers, which a tool for bare boards must not. */
static void name_of_id(const char *path, unsigned int id, char *name, size_t size)
{
	FILE *file = fopen(path, "re");
	char line[1024];

	snprintf(name, size, "%u", id);
	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		if (has_id(line, id)) {
			snprintf(name, size, "%.*s", (int)strcspn(line, ":"), line);
			break;
		}
	}
	fclose(file);
}

void hwreg_devnode_owner(const char *path, char *owner, size_t size)
{
	char user[64], group[64];
	struct stat st;

	owner[0] = '\0';
	if (stat(path, &st) != 0)
		return;
	name_of_id("/etc/passwd", st.st_uid, user, sizeof(user));
	name_of_id("/etc/group", st.st_gid, group, sizeof(group));
	snprintf(owner, size, "%s:%s %04o", user, group, st.st_mode & 07777);
}

uint32_t hwreg_devnode_flags(const char *path, char *owner, size_t size)
{
	uint32_t flags = 0;

	hwreg_devnode_owner(path, owner, size);
	if (!owner[0])
		return 0;
	flags |= HWREG_TARGET_PRESENT;
	if (faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0)
		flags |= HWREG_TARGET_READABLE;
	if (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0)
		flags |= HWREG_TARGET_WRITABLE;
	return flags;
}
