// SPDX-License-Identifier: MIT
/*
 * target_compiled.c - a compiled board
 *
 * An input is an image, which is put into a file with the right sums, as nothing behind them would be reached
 * else; or, if it starts as such a file does, the file itself.
 */
#include "fuzz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compiled.h"
#include "image_file.h"

/* Where the parts of a file are, as image_file.h tells; false: it is too short or not one */
static bool find_parts(const uint8_t *data, size_t size, struct image_front *front, uint64_t *pages)
{
	uint64_t table;

	if (size < sizeof(*front))
		return false;
	memcpy(front, data, sizeof(*front));
	*pages = image_pages(front->image_size);
	table = image_pages(*pages * 8);
	return front->image_size < size && front->size < size && front->size % IMAGE_PAGE == 0 &&
	       front->note_size < size && front->size + (*pages + table) * IMAGE_PAGE == size &&
	       image_front_sums(front->note_size) + table * 8 <= front->size;
}

static void mend_sums(uint8_t *data, size_t size)
{
	struct image_front front;
	uint64_t pages, sum;
	uint8_t *image, *table, *sums;

	if (!find_parts(data, size, &front, &pages))
		return;
	image = data + front.size;
	table = image + pages * IMAGE_PAGE;
	sums = data + image_front_sums(front.note_size);
	for (uint64_t i = 0; i < pages; i++) {
		sum = image_sum(image + i * IMAGE_PAGE, IMAGE_PAGE, i);
		memcpy(table + i * 8, &sum, 8);
	}
	for (uint64_t i = 0; i < image_pages(pages * 8); i++) {
		sum = image_sum(table + i * IMAGE_PAGE, IMAGE_PAGE, pages + i);
		memcpy(sums + i * 8, &sum, 8);
	}
	front.sum = 0;
	memcpy(data, &front, sizeof(front));
	front.sum = image_sum(data, front.size, 0);
	memcpy(data, &front, sizeof(front));
}

/* A number of an element for another, most often one that an index or a count might be */
static void change_number(uint8_t *data, size_t size, uint64_t *random)
{
	static const uint32_t numbers[] = { 0,  1,  2,  3,   7,          8,         31,
					    32, 63, 64, 255, 0x7fffffff, 0xffffffff };
	size_t bytes = (size_t)1 << fuzz_random(random, 4);
	size_t at = fuzz_random(random, (uint32_t)size) & ~(bytes - 1), from;
	uint64_t value = 0;

	if (at + 8 > size)
		return;
	memcpy(&value, data + at, bytes);
	switch (fuzz_random(random, 4)) {
	case 0:
		value = numbers[fuzz_random(random, sizeof(numbers) / sizeof(numbers[0]))];
		break;
	case 1:
		value += fuzz_random(random, 17);
		value -= 8;
		break;
	case 2:
		value ^= UINT64_C(1) << fuzz_random(random, (uint32_t)bytes * 8);
		break;
	default:
		from = fuzz_random(random, (uint32_t)size) & ~(bytes - 1);
		memcpy(&value, data + from, bytes);
		break;
	}
	memcpy(data + at, &value, bytes);
}

static bool is_file(const uint8_t *data, size_t size)
{
	return size >= sizeof(struct image_front) && memcmp(data, IMAGE_FILE_MAGIC, 8) == 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	uint64_t random = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
	unsigned int changes;

	fuzz_random(&random, 2);
	if (size < sizeof(struct image_front) || fuzz_random(&random, 8) == 0)
		return LLVMFuzzerMutate(data, size, most);
	changes = 1 + fuzz_random(&random, 4);
	while (changes--)
		change_number(data, is_file(data, size) ? sizeof(struct image_front) : size,
			      &random);
	if (is_file(data, size))
		mend_sums(data, size);
	return size;
}

static int load(struct hwreg_board **out, const uint8_t *data, size_t size, struct hwreg_error *err)
{
	uint64_t all = image_pages(size + sizeof(struct image_header)) * IMAGE_PAGE;
	struct image_header *image;

	if (is_file(data, size))
		return compiled_load(out, fuzz_file(data, size), err);
	image = calloc(1, (size_t)all);
	fuzz_promise(image, "there is memory for an image");
	memcpy(image, data, size);
	image->size = size > sizeof(*image) ? size : sizeof(*image);
	fuzz_file("", 0);
	fuzz_promise(image_file_write(FUZZ_FILE, image, NULL, 0) == 0, "it can be written");
	free(image);
	return compiled_load(out, FUZZ_PATH, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board = NULL;
	int r = load(&board, data, size, &err);

	if (r == -ENOEXEC)
		return 0;
	fuzz_error(r, &err);
	if (r)
		return 0;
	fuzz_walk(board, false);
	fuzz_use(board);
	hwreg_board_free(board);
	return 0;
}
