// SPDX-License-Identifier: MIT
/* image_file.c - writing an image to a file */
#include "image_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "replace.h"

/*
 * Four sums side by side, as multiplications take their time. Each step, for one word, gives every sum
 * another result (it can be undone), and so does putting the four together: one wrong word cannot go
 * unseen, and other damage does so once in 2^64.
 */
static uint64_t step(uint64_t sum, uint64_t word)
{
	sum ^= word;
	sum = (sum << 29) | (sum >> 35);
	return sum * UINT64_C(0x9e3779b97f4a7c15);
}

uint64_t image_sum(const void *data, size_t size, uint64_t number)
{
	uint64_t sums[4] = { 1, 2, 3, number }, words[4], all = size;

	for (size_t at = 0; at < size; at += sizeof(words)) {
		memcpy(words, (const char *)data + at, sizeof(words));
		for (int i = 0; i < 4; i++)
			sums[i] = step(sums[i], words[i]);
	}
	for (int i = 0; i < 4; i++)
		all = step(all, sums[i]);
	return all ^ (all >> 32);
}

uint64_t image_layout(void)
{
	struct aligned {
		char byte;
		uint64_t word;
	};
	uint64_t all = step(sizeof(struct image_header), offsetof(struct aligned, word));

	for (int i = 0; i < IMAGE_SECTION_COUNT; i++)
		all = step(all, image_element_size[i]);
	return all;
}

uint64_t *image_table(const struct image_header *image)
{
	uint64_t pages = image_pages(image->size);
	uint64_t *table = calloc((size_t)image_pages(pages * 8), IMAGE_PAGE);

	if (!table)
		return NULL;
	for (uint64_t i = 0; i < pages; i++)
		table[i] = image_sum((const char *)image + i * IMAGE_PAGE, IMAGE_PAGE, i);
	return table;
}

static struct image_front *make_front(const struct image_header *image, const uint64_t *table,
				      const void *note, size_t note_size)
{
	uint64_t pages = image_pages(image->size), table_pages = image_pages(pages * 8);
	uint64_t at = image_front_sums(note_size);
	uint64_t size = image_pages(at + table_pages * 8) * IMAGE_PAGE, sum;
	struct image_front *front;

	if (size > IMAGE_FRONT_MAX)
		return NULL;
	front = calloc(1, (size_t)size);
	if (!front)
		return NULL;
	memcpy(front->magic, IMAGE_FILE_MAGIC, sizeof(front->magic));
	front->order = IMAGE_FILE_ORDER;
	front->version = IMAGE_VERSION;
	front->layout = image_layout();
	front->image_size = image->size;
	front->size = (uint32_t)size;
	front->note_size = (uint32_t)note_size;
	if (note_size)
		memcpy(front + 1, note, note_size);
	for (uint64_t i = 0; i < table_pages; i++) {
		sum = image_sum(table + i * IMAGE_SUMS, IMAGE_PAGE, pages + i);
		memcpy((char *)front + at + i * 8, &sum, sizeof(sum));
	}
	front->sum = image_sum(front, (size_t)size, 0);
	return front;
}

int image_file_write(int fd, const struct image_header *image, const void *note, size_t note_size)
{
	uint64_t pages = image_pages(image->size);
	uint64_t *table = image_table(image);
	struct image_front *front = table ? make_front(image, table, note, note_size) : NULL;
	int r = front ? 0 : -ENOMEM;

	if (!r)
		r = hwreg_write_all(fd, front, front->size);
	if (!r)
		r = hwreg_write_all(fd, image, (size_t)pages * IMAGE_PAGE);
	if (!r)
		r = hwreg_write_all(fd, table, (size_t)image_pages(pages * 8) * IMAGE_PAGE);
	free(front);
	free(table);
	return r;
}
