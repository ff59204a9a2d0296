// SPDX-License-Identifier: MIT
/* read_print.c - read_print FILE COUNT: a loop that reads registers of 32 bits and prints them */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

int main(int argc, char **argv)
{
	unsigned long count = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	int fd = argc == 3 ? open(argv[1], O_RDONLY) : -1;
	const volatile uint32_t *registers;

	if (fd < 0 || !count)
		return 1;
	registers = mmap(NULL, count * sizeof(*registers), PROT_READ, MAP_SHARED, fd, 0);
	if (registers == MAP_FAILED)
		return 1;
	for (unsigned long i = 0; i < count; i++)
		printf("  0x%08lx: [0x%08x]\n", i * sizeof(*registers), registers[i]);
	return fclose(stdout) != 0;
}
