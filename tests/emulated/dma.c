// SPDX-License-Identifier: MIT
/*
 * dma - there and back through QEMU's edu device (docs/specs/edu.txt), by the library
 *
 * usage: dma BAR [huge]	huge: within one huge page, else between two buffers
 */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEVICE_BUFFER 0x40000
#define SIZE 4088 /* QEMU 7.2 refuses to fill its 4096 */
#define HUGE_PAGE ((size_t)2 << 20)

/* Parts of a huge page that begin and end in different small ones */
#define THERE ((size_t)3 * 4096 + 100)
#define BACK (HUGE_PAGE - SIZE)

static struct hwreg_error err = HWREG_ERROR_INIT;

static void check(int r)
{
	if (!r)
		return;
	puts(err.message);
	exit(4);
}

static void transfer(struct hwreg_window *edu, uint64_t from, uint64_t to, uint64_t command)
{
	const uint64_t writes[][2] = {
		{ 0x80, from }, { 0x88, to }, { 0x90, SIZE }, { 0x98, command | 1 }
	};
	uint64_t busy = 1;

	for (int i = 0; i < 4; i++)
		check(hwreg_window_write(edu, writes[i][0], 64, HWREG_LITTLE_ENDIAN, writes[i][1],
					 &err));
	while (busy & 1)
		check(hwreg_window_read(edu, 0x98, 64, HWREG_LITTLE_ENDIAN, &busy, &err));
}

static void there_and_back(struct hwreg_window *edu, struct hwreg_dma *there, size_t sent_at,
			   struct hwreg_dma *back, size_t got_at)
{
	unsigned char *sent = (unsigned char *)hwreg_dma_pointer(there) + sent_at;
	unsigned char *got = (unsigned char *)hwreg_dma_pointer(back) + got_at;
	uint64_t from, to;

	check(hwreg_dma_address(there, sent_at, SIZE, &from, &err));
	check(hwreg_dma_address(back, got_at, SIZE, &to, &err));
	for (int i = 0; i < SIZE; i++)
		sent[i] = (unsigned char)(i * 7 + i / 256 + 1);
	transfer(edu, from, DEVICE_BUFFER, 0);
	transfer(edu, DEVICE_BUFFER, to, 2);
	puts(memcmp(sent, got, SIZE) ? "differs" : "the same");
}

static void within_huge_page(struct hwreg_window *edu)
{
	struct hwreg_dma *dma;
	uint64_t first, last;

	check(hwreg_dma_alloc(&dma, HUGE_PAGE - 1, HWREG_DMA_HUGE, &err));
	check(hwreg_dma_address(dma, 0, HUGE_PAGE, &first, &err));
	check(hwreg_dma_address(dma, HUGE_PAGE - 1, 1, &last, &err));
	printf("size 0x%zx, begins at a multiple of it: %s, spans 0x%" PRIx64 "\n",
	       hwreg_dma_size(dma), first && first % HUGE_PAGE == 0 ? "yes" : "no",
	       last - first + 1);
	there_and_back(edu, dma, THERE, dma, BACK);
	hwreg_dma_free(dma);
}

static void between_buffers(struct hwreg_window *edu)
{
	struct hwreg_dma *there, *back;

	check(hwreg_dma_alloc(&there, SIZE, 0, &err));
	check(hwreg_dma_alloc(&back, SIZE, 0, &err));
	there_and_back(edu, there, 0, back, 0);
	hwreg_dma_free(back);
	hwreg_dma_free(there);
}

int main(int argc, char **argv)
{
	struct hwreg_target *target;
	struct hwreg_window *edu;

	if (argc < 2)
		return 2;
	check(hwreg_target_new(&target, "mem", NULL, &err));
	check(hwreg_window_open(&edu, target, strtoull(argv[1], NULL, 0), 0x1000, HWREG_WRITE,
				&err));
	if (argc > 2)
		within_huge_page(edu);
	else
		between_buffers(edu);
	hwreg_window_close(edu);
	hwreg_target_free(target);
	return 0;
}
