// SPDX-License-Identifier: MIT
/* image_store.c - reading an image from a file, page by page, with nothing in it believed */
#include "image_store.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

struct image_store {
	int fd; /* -1: all that can be read has been */
	char *memory; /* the image, then the table */
	uint64_t pages; /* of the image */
	uint64_t all_pages; /* with the table */
	atomic_uchar *good; /* for each page: it is in memory, and right */
	atomic_bool damaged;
	pthread_mutex_t lock; /* one thread reads a page or makes the image again */
	struct image_front *front;
	struct image_header *(*make)(void *data);
	void *data;
};

/* ---- Pages ------------------------------------------------------------------------------------ */

static bool is_good(const struct image_store *store, uint64_t page)
{
	return atomic_load_explicit(&store->good[page], memory_order_acquire);
}

static void set_good(struct image_store *store, uint64_t page)
{
	atomic_store_explicit(&store->good[page], 1, memory_order_release);
}

static const uint64_t *front_sums(const struct image_front *front)
{
	return (const uint64_t *)((const char *)front + image_front_sums(front->note_size));
}

/* The sum that a page should have; those of the image are in the table behind it. */
static uint64_t wanted(const struct image_store *store, uint64_t page)
{
	const uint64_t *table = (const uint64_t *)(store->memory + store->pages * IMAGE_PAGE);

	return page < store->pages ? table[page] : front_sums(store->front)[page - store->pages];
}

static bool read_at(int fd, void *buffer, size_t size, uint64_t offset)
{
	ssize_t n;

	for (size_t done = 0; done < size; done += (size_t)n) {
		n = pread(fd, (char *)buffer + done, size - done, (off_t)(offset + done));
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		if (n < 0)
			n = 0;
	}
	return true;
}

static bool check_page(struct image_store *store, uint64_t page)
{
	const char *at = store->memory + page * IMAGE_PAGE;

	if (image_sum(at, IMAGE_PAGE, page) != wanted(store, page))
		return false;
	set_good(store, page);
	return true;
}

static bool read_page(struct image_store *store, uint64_t page)
{
	return store->fd >= 0 &&
	       read_at(store->fd, store->memory + page * IMAGE_PAGE, IMAGE_PAGE,
		       store->front->size + page * IMAGE_PAGE) &&
	       check_page(store, page);
}

static bool is_same(const struct image_store *store, const struct image_header *image,
		    const uint64_t *table)
{
	if (image->size != store->front->image_size)
		return false;
	for (uint64_t i = 0; i < store->all_pages - store->pages; i++)
		if (image_sum(table + i * IMAGE_SUMS, IMAGE_PAGE, store->pages + i) !=
		    front_sums(store->front)[i])
			return false;
	return true;
}

/* Pages that are good already are being looked at, and stay. */
static bool make_again(struct image_store *store)
{
	struct image_header *image = store->make ? store->make(store->data) : NULL;
	uint64_t *table = image ? image_table(image) : NULL;
	bool same = table && is_same(store, image, table);

	for (uint64_t i = 0; same && i < store->pages; i++) {
		if (is_good(store, i))
			continue;
		memcpy(store->memory + i * IMAGE_PAGE, (const char *)image + i * IMAGE_PAGE,
		       IMAGE_PAGE);
		set_good(store, i);
	}
	free(table);
	free(image);
	return same;
}

bool image_store_page(struct image_store *store, uint64_t page)
{
	uint64_t sums = store->pages + page / IMAGE_SUMS;
	bool good;

	if (is_good(store, page))
		return true;
	pthread_mutex_lock(&store->lock);
	good = is_good(store, page);
	if (!good && !store->damaged)
		good = ((is_good(store, sums) || read_page(store, sums)) &&
			read_page(store, page)) ||
		       make_again(store);
	if (!good)
		store->damaged = true;
	pthread_mutex_unlock(&store->lock);
	return good;
}

bool image_store_damage(struct image_store *store, bool damage)
{
	if (damage)
		store->damaged = true;
	return store->damaged;
}

/* ---- Opening ---------------------------------------------------------------------------------- */

int image_store_damaged(const char *path, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EBADMSG,
			       "%s: this compiled board is damaged; compile it again: "
			       "hwreg board compile",
			       path);
}

static int check_kind(const struct image_front *front, const char *path, struct hwreg_error *err)
{
	if (memcmp(front->magic, IMAGE_FILE_MAGIC, sizeof(front->magic)) != 0)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOEXEC,
				       "%s: this is not a compiled board", path);
	if (front->order == __builtin_bswap32(IMAGE_FILE_ORDER))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: this board was compiled for CPUs of the other byte "
				       "order; compile it again on this one: hwreg board compile",
				       path);
	if (front->order != IMAGE_FILE_ORDER)
		return image_store_damaged(path, err);
	if (front->version != IMAGE_VERSION || front->layout != image_layout())
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"%s: this board was compiled by another version of hwreg, or "
			"for another kind of CPU; compile it again with this one: "
			"hwreg board compile",
			path);
	return 0;
}

/* Sizes that contradict each other would be read out of bounds. */
static bool sizes_hold(const struct image_front *front, uint64_t file_size)
{
	uint64_t pages = image_pages(front->image_size), table = image_pages(pages * 8);

	return front->image_size >= sizeof(struct image_header) &&
	       front->image_size <= IMAGE_FILE_MAX && front->image_size <= SIZE_MAX / 2 &&
	       front->size % IMAGE_PAGE == 0 && front->size && front->size <= IMAGE_FRONT_MAX &&
	       image_front_sums(front->note_size) + table * 8 <= front->size &&
	       file_size == front->size + (pages + table) * IMAGE_PAGE;
}

static int read_front(struct image_store *store, const char *path, struct hwreg_error *err)
{
	struct image_front first, *front;
	struct stat st;
	uint64_t sum;
	int r;

	if (fstat(store->fd, &st) < 0)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, errno, "%s: %s", path,
				       strerror(errno));
	memset(&first, 0, sizeof(first));
	if (!read_at(store->fd, &first, sizeof(first), 0) &&
	    memcmp(first.magic, IMAGE_FILE_MAGIC, sizeof(first.magic)) == 0)
		return image_store_damaged(path, err);
	r = check_kind(&first, path, err);
	if (r)
		return r;
	if (!S_ISREG(st.st_mode) || !sizes_hold(&first, (uint64_t)st.st_size))
		return image_store_damaged(path, err);
	front = store->front = malloc(first.size);
	if (!front)
		return hwreg_error_memory(err);
	if (!read_at(store->fd, front, first.size, 0))
		return image_store_damaged(path, err);
	sum = front->sum;
	front->sum = 0;
	if (memcmp(front, &first, offsetof(struct image_front, sum)) != 0 ||
	    image_sum(front, front->size, 0) != sum)
		return image_store_damaged(path, err);
	return 0;
}

static bool header_holds(const struct image_header *image, uint64_t size)
{
	const struct image_section *section = image->sections;

	if (memcmp(image->magic, IMAGE_MAGIC, sizeof(image->magic)) != 0 ||
	    image->version != IMAGE_VERSION || image->header_size != sizeof(*image) ||
	    image->size != size)
		return false;
	for (int i = 0; i < IMAGE_SECTION_COUNT; i++, section++)
		if (section->offset > size || section->offset % 8 || section->count > UINT32_MAX ||
		    section->count > (size - section->offset) / image_element_size[i])
			return false;
	section = image->sections;
	return section[IMAGE_NAMES].count && section[IMAGE_STRINGS].count &&
	       section[IMAGE_SPACES].count &&
	       !(section[IMAGE_NAMES].count & (section[IMAGE_NAMES].count - 1)) && image->widest;
}

/* Most of it is never touched; a huge page would be cleared as a whole for the little that is */
static char *set_aside(uint64_t pages)
{
	size_t size = (size_t)(pages * IMAGE_PAGE);
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		return NULL;
	madvise(memory, size, MADV_NOHUGEPAGE);
	return memory;
}

static int open_store(struct image_store *store, const char *path, struct hwreg_error *err)
{
	uint64_t size;
	int r = read_front(store, path, err);

	if (r)
		return r;
	size = store->front->image_size;
	store->pages = image_pages(size);
	store->all_pages = store->pages + image_pages(store->pages * 8);
	store->memory = set_aside(store->all_pages);
	store->good = calloc((size_t)store->all_pages, sizeof(*store->good));
	if (!store->memory || !store->good)
		return hwreg_error_memory(err);
	for (uint64_t at = 0; at < sizeof(struct image_header); at += IMAGE_PAGE)
		if (!image_store_page(store, at / IMAGE_PAGE))
			return image_store_damaged(path, err);
	return header_holds(image_store_image(store), size) ? 0 : image_store_damaged(path, err);
}

int image_store_open(struct image_store **out, int fd, const char *path, struct hwreg_error *err)
{
	struct image_store *store = calloc(1, sizeof(*store));
	int r;

	if (!store) {
		close(fd);
		return hwreg_error_memory(err);
	}
	store->fd = fd;
	pthread_mutex_init(&store->lock, NULL);
	r = open_store(store, path, err);
	if (r)
		image_store_free(store);
	else
		*out = store;
	return r;
}

void image_store_free(struct image_store *store)
{
	if (!store)
		return;
	if (store->fd >= 0)
		close(store->fd);
	pthread_mutex_destroy(&store->lock);
	if (store->memory)
		munmap(store->memory, (size_t)(store->all_pages * IMAGE_PAGE));
	free((void *)store->good);
	free(store->front);
	free(store->data);
	free(store);
}

const struct image_header *image_store_image(const struct image_store *store)
{
	return (const struct image_header *)store->memory;
}

const void *image_store_note(const struct image_store *store, size_t *size)
{
	*size = store->front->note_size;
	return store->front + 1;
}

void image_store_on_damage(struct image_store *store, struct image_header *(*make)(void *data),
			   void *data)
{
	store->make = make;
	store->data = data;
}

int image_store_read_all(struct image_store *store, const char *path, struct hwreg_error *err)
{
	bool good = true;

	for (uint64_t i = 0; good && i < store->pages; i++)
		good = image_store_page(store, i);
	return good ? 0 : image_store_damaged(path, err);
}
