/* SPDX-License-Identifier: MIT */
/*
 * image_file.h - a board's image as a file: what is compiled, and what the cache keeps
 *
 *	front	struct image_front, a note, the sums of the pages of the table; filled up to a page
 *	image	pages of IMAGE_PAGE bytes, the last one filled up with zeros
 *	table	a sum for each page of the image; filled up to a page
 *
 * Every byte is covered: the front by a sum in itself, the table by the front, the image by the
 * table. So a reader checks the front when it opens the file and a page when it first needs it: what
 * a start costs does not grow with the board. Like the image, the file is in the byte order of the
 * machine that wrote it. The note is the cache's: what the image was made from.
 */
#ifndef HWREG_LIB_BOARD_IMAGE_FILE_H
#define HWREG_LIB_BOARD_IMAGE_FILE_H

#include "image.h"

#define IMAGE_FILE_MAGIC "hwregbrd"
#define IMAGE_FILE_ORDER 0x01020304u
#define IMAGE_PAGE 4096u
#define IMAGE_SUMS (IMAGE_PAGE / 8) /* in a page of the table */
#define IMAGE_FRONT_MAX (1u << 20)
#define IMAGE_FILE_MAX \
	(UINT64_C(1) << 32) /* of an image, far beyond what the loader's limits allow */

struct image_front {
	char magic[8];
	uint32_t order; /* IMAGE_FILE_ORDER */
	uint32_t version; /* IMAGE_VERSION */
	uint64_t layout; /* image_layout() */
	uint64_t image_size; /* bytes without what fills the last page */
	uint32_t size; /* of the front, whole pages */
	uint32_t note_size;
	uint64_t sum; /* of the front with 0 here */
};

static inline uint64_t image_pages(uint64_t bytes)
{
	return (bytes + IMAGE_PAGE - 1) / IMAGE_PAGE;
}

/* Where the sums of the table's pages stand in the front */
static inline uint64_t image_front_sums(uint64_t note_size)
{
	return (sizeof(struct image_front) + note_size + 7) & ~UINT64_C(7);
}

/**
 * image_sum() - a sum of whole pages that one changed word of 64 bits always changes
 * @number: of the page, so that pages cannot change places
 */
uint64_t image_sum(const void *data, size_t size, uint64_t number);

/** image_layout() - differs where elements have other sizes */
uint64_t image_layout(void);

/**
 * image_table() - the sums of an image's pages; to be freed; NULL: no memory
 * @image: in memory that is filled up to a page
 */
uint64_t *image_table(const struct image_header *image);

/**
 * image_file_write() - write an image to an empty file
 * @note: @note_size bytes for whoever reads it back
 *
 * Return: 0, -ENOMEM or what write(2) says; then the file holds a part.
 */
int image_file_write(int fd, const struct image_header *image, const void *note, size_t note_size);

#endif
