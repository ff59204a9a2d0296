// SPDX-License-Identifier: MIT
/* dma BAR - there and back through QEMU's edu device (docs/specs/edu.txt), by the library */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEVICE_BUFFER 0x40000
#define SIZE 4088 /* QEMU 7.2 refuses to fill its 4096 */

static struct hwreg_error err = HWREG_ERROR_INIT;

static void transfer(struct hwreg_window *edu, uint64_t from, uint64_t to, uint64_t command)
{
	const uint64_t writes[][2] = {
		{ 0x80, from }, { 0x88, to }, { 0x90, SIZE }, { 0x98, command | 1 }
	};
	uint64_t busy = 1;

	for (int i = 0; i < 4; i++)
		if (hwreg_window_write(edu, writes[i][0], 64, HWREG_LITTLE_ENDIAN, writes[i][1],
				       &err))
			exit(3);
	while (busy & 1)
		if (hwreg_window_read(edu, 0x98, 64, HWREG_LITTLE_ENDIAN, &busy, &err))
			exit(3);
}

int main(int argc, char **argv)
{
	struct hwreg_target *target;
	struct hwreg_window *edu;
	struct hwreg_dma *there, *back;
	uint64_t from, to;
	unsigned char *sent, *got;

	if (argc != 2 || hwreg_target_new(&target, "mem", NULL, &err) ||
	    hwreg_window_open(&edu, target, strtoull(argv[1], NULL, 0), 0x1000, HWREG_WRITE,
			      &err) ||
	    hwreg_dma_alloc(&there, SIZE, 0, &err) || hwreg_dma_alloc(&back, SIZE, 0, &err) ||
	    hwreg_dma_address(there, 0, SIZE, &from, &err) ||
	    hwreg_dma_address(back, 0, SIZE, &to, &err)) {
		puts(err.message);
		return 4;
	}
	sent = hwreg_dma_pointer(there);
	got = hwreg_dma_pointer(back);
	for (int i = 0; i < SIZE; i++)
		sent[i] = (unsigned char)(i * 7 + i / 256 + 1);
	transfer(edu, from, DEVICE_BUFFER, 0);
	transfer(edu, DEVICE_BUFFER, to, 2);
	puts(memcmp(sent, got, SIZE) ? "differs" : "the same");
	hwreg_dma_free(back);
	hwreg_dma_free(there);
	hwreg_window_close(edu);
	hwreg_target_free(target);
	return 0;
}
