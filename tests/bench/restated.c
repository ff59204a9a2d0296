// SPDX-License-Identifier: MIT
/*
 * restated.c - the methods of rivals that no Debian package has, written anew
 *
 * restated access FILE OFFSET         as devmem2: open, map, read twice, unmap, print
 * restated name LIST FILE NAME        as tools that search a list of names from its start; LIST has a line
 *                                     "NAME OFFSET" a register, mapped as it is
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int access_register(const char *path, unsigned long offset)
{
	unsigned long page = (unsigned long)sysconf(_SC_PAGESIZE);
	int fd = open(path, O_RDWR | O_SYNC);
	volatile uint32_t *word;
	uint32_t first, second;
	char *map;

	if (fd < 0)
		return 1;
	map = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		   (off_t)(offset & ~(page - 1)));
	if (map == MAP_FAILED)
		return 1;
	word = (volatile uint32_t *)(void *)(map + (offset & (page - 1)));
	first = *word;
	second = *word;
	printf("0x%lx: 0x%08x 0x%08x\n", offset, first, second);
	munmap(map, page);
	close(fd);
	return fclose(stdout) != 0;
}

static int access_name(const char *list, const char *path, const char *name)
{
	size_t length = strlen(name);
	int fd = open(list, O_RDONLY);
	struct stat stat;
	const char *line, *end;

	if (fd < 0 || fstat(fd, &stat))
		return 1;
	line = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (line == MAP_FAILED)
		return 1;
	for (end = line + stat.st_size; line < end;
	     line = (const char *)memchr(line, '\n', (size_t)(end - line)) + 1)
		if (!strncmp(line, name, length) && line[length] == ' ')
			return access_register(path, strtoul(line + length, NULL, 0));
	return 1;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "access"))
		return access_register(argv[2], strtoul(argv[3], NULL, 0));
	if (argc == 5 && !strcmp(argv[1], "name"))
		return access_name(argv[2], argv[3], argv[4]);
	return 1;
}
