/* SPDX-License-Identifier: MIT */
/*
 * image_store.h - an image that is read from a file page by page, and checked as it is
 *
 * Memory is set aside for the whole image, and a page of it filled when something on it is first asked
 * for: read, compared with its sum, and never read again. The file is not mapped: a mapped file that
 * somebody cuts short, or a disk that fails, kills the process that looks at it next, and what was
 * checked could change afterwards. What reading costs is the same, a system call in the place of a page
 * fault.
 *
 * A page that is damaged is made again if somebody knows how (the cache: from the YAML files, to
 * the very same image, so that what has been handed out stays right). Else, and where an element
 * refers to what is not there, the answer is an element that says nothing, and image_intact() fails
 * from then on, which is asked before anything is done with names and addresses.
 */
#ifndef HWREG_LIB_BOARD_IMAGE_STORE_H
#define HWREG_LIB_BOARD_IMAGE_STORE_H

#include "image_file.h"

/** image_store_open() - an image in a file; checks the front and the image's header
 * @fd: taken over in any case
 * @path: for messages
 *
 * Return: 0, -ENOEXEC if this is no such file, -EBADMSG if it is damaged, -EINVAL if it is for
 * another machine or version, -ENOMEM, or what read(2) says.
 */
int image_store_open(struct image_store **out, int fd, const char *path, struct hwreg_error *err);

/** image_store_free() - NULL is allowed */
void image_store_free(struct image_store *store);

const struct image_header *image_store_image(const struct image_store *store);
const void *image_store_note(const struct image_store *store, size_t *size);

/** image_store_read_all() - read and check every page; Return: 0 or -EBADMSG */
int image_store_read_all(struct image_store *store, const char *path, struct hwreg_error *err);

/** image_store_page() - have a page in memory, right; false: that cannot be */
bool image_store_page(struct image_store *store, uint64_t page);

/** image_store_damage() - note damage if there is some; Return: has there been any? */
bool image_store_damage(struct image_store *store, bool damage);

/** image_store_damaged() - the error for that; Return: -EBADMSG */
int image_store_damaged(const char *path, struct hwreg_error *err);

/**
 * image_store_on_damage() - how to make the image again
 * @make: returns a new image of the same sources, to be freed, or NULL
 * @data: handed to @make, and freed with the store
 */
void image_store_on_damage(struct image_store *store, struct image_header *(*make)(void *data),
			   void *data);

#endif
