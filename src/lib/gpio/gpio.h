/* SPDX-License-Identifier: MIT */
/*
 * gpio.h - lines of the kernel's GPIO chips: what the files here share, and the interface to libgpiod
 *
 * Levels are those of the wires; active-low is dealt with above the interface, as libgpiod 1.6 knows one
 * polarity for all lines of a request.
 */
#ifndef HWREG_LIB_GPIO_H
#define HWREG_LIB_GPIO_H

#include <sys/types.h>

#include "error.h"

#define GPIO_MOST_LINES \
	64 /* of one chip at once: the kernel's GPIO_V2_LINES_MAX and GPIOHANDLES_MAX */
#define GPIO_NAME 64
#define GPIO_BURST 16 /* edges that are read at once from a descriptor */
#define GPIO_QUEUE 4096 /* edges that are sorted in one go */

/** struct gpio_privilege - the caller's call around opening; see struct hwreg_gpio_options */
struct gpio_privilege {
	void (*raise)(void *data, bool raise);
	void *data;
};

/** struct gpio_chip - an open chip */
struct gpio_chip {
	void *handle; /* of libgpiod; NULL: not open */
	char name[GPIO_NAME]; /* "gpiochip0" */
	char label[GPIO_NAME];
	uint32_t line_count;
};

/**
 * struct gpio_hold - lines of one chip, which are requested together
 * @device: the chip's node when it was opened, to see whether it is still the same
 * @lines: of them, which in struct hwreg_gpio
 * @edges: HWREG_GPIO_RISING and _FALLING, as on the wire
 * @sequences: number of the last edge, where libgpiod tells it
 * @request: of libgpiod; NULL: not requested
 * @buffer: of libgpiod, for edges
 */
struct gpio_hold {
	struct gpio_chip chip;
	dev_t device;
	ino_t inode;
	uint32_t count;
	uint32_t offsets[GPIO_MOST_LINES];
	uint32_t lines[GPIO_MOST_LINES];
	uint8_t edges[GPIO_MOST_LINES];
	uint32_t sequences[GPIO_MOST_LINES];
	void *request;
	void *buffer;
};

/** struct gpio_line - a word of the caller's */
struct gpio_line {
	char *chip; /* as the board or the caller says */
	char *line;
	const char *board_name; /* or NULL */
	bool active_low;
	uint32_t hold;
	uint32_t slot; /* in the hold */
};

struct hwreg_gpio {
	uint64_t flags;
	const struct hwreg_board *board;
	struct gpio_privilege privilege;
	char consumer[GPIO_NAME];
	struct gpio_line *lines;
	uint32_t line_count;
	struct gpio_hold *holds;
	uint32_t hold_count;
	bool requested;
	int epoll; /* this and the next: -1 with HWREG_GPIO_NO_EVENTS */
	int inotify;
	int failure; /* errno of what ended the edges, and where; or 0 */
	const struct gpio_hold *failed;
	struct hwreg_gpio_event *queue; /* GPIO_QUEUE of them; NULL: no edges are asked for */
	uint32_t queue_first;
	uint32_t queue_count;
};

/* ---- find.c: chips and lines by what they are called ------------------------------------------- */

/** hwreg_chip_each() - names of the chips of this machine in order, until a call returns other than 0 */
int hwreg_chip_each(int (*visit)(void *data, const char *name), void *data,
		    struct hwreg_error *err);

/** hwreg_chip_resolve() - "gpiochip3" for a number, name or label; Return: 0, -ENOENT, -ENODEV, -EEXIST or
 * what opening says */
int hwreg_chip_resolve(const char *text, const struct gpio_privilege *privilege,
		       char name[GPIO_NAME], struct hwreg_error *err);

/** hwreg_chip_open() - open /dev/@name with privileges */
int hwreg_chip_open(struct gpio_chip *chip, const char *name,
		    const struct gpio_privilege *privilege, struct hwreg_error *err);

/** hwreg_chip_path() - its node */
const char *hwreg_chip_path(const char *name, char *path, size_t size);

/** hwreg_line_find() - a line by number or name; Return: 0, -ERANGE, -ENOENT or -EEXIST */
int hwreg_line_find(struct gpio_chip *chip, const char *text, uint32_t *offset,
		    struct hwreg_error *err);

/** hwreg_line_describe() - what the kernel says of a line, and the chip */
int hwreg_line_describe(struct gpio_chip *chip, uint32_t offset, struct hwreg_gpio_line *line,
			struct hwreg_error *err);

/* ---- events.c ---------------------------------------------------------------------------------- */

/** hwreg_gpio_start_events() - make the descriptor; not with HWREG_GPIO_NO_EVENTS, nor the next two */
int hwreg_gpio_start_events(struct hwreg_gpio *gpio, struct hwreg_error *err);

/** hwreg_gpio_refuse_events() - Return: -EINVAL, with a message that says why there are none */
int hwreg_gpio_refuse_events(struct hwreg_error *err);

/** hwreg_gpio_watch_chip() - be told when a chip goes away */
void hwreg_gpio_watch_chip(struct hwreg_gpio *gpio, struct gpio_hold *hold);

/** hwreg_gpio_poll_edges() - have the descriptor follow the edges of all that is held */
int hwreg_gpio_poll_edges(struct hwreg_gpio *gpio, struct hwreg_error *err);

/* ---- gpiod1.c or gpiod2.c: libgpiod ------------------------------------------------------------ */

/** hwreg_gpiod_load() - load it; nothing here may be called before. Return: 0 or -ENOSYS */
int hwreg_gpiod_load(struct hwreg_error *err);

/** hwreg_gpiod_check() - refuse what this version cannot do */
int hwreg_gpiod_check(const struct hwreg_gpio_request *request, struct hwreg_error *err);

/* These return 0 or a negative errno */
int hwreg_gpiod_open(struct gpio_chip *chip, const char *path);
void hwreg_gpiod_close(struct gpio_chip *chip);
int hwreg_gpiod_describe(struct gpio_chip *chip, uint32_t offset, struct hwreg_gpio_line *out);

/** hwreg_gpiod_request() - request a hold's lines; @levels: for outputs, a bit for each */
int hwreg_gpiod_request(struct gpio_hold *hold, const char *consumer,
			const struct hwreg_gpio_request *request, uint64_t levels);
void hwreg_gpiod_release(struct gpio_hold *hold);
int hwreg_gpiod_get(struct gpio_hold *hold, uint64_t *levels);
int hwreg_gpiod_set(struct gpio_hold *hold, uint64_t levels);

/** hwreg_gpiod_fd() - the descriptors that edges come from, by index from 0; -1: no more */
int hwreg_gpiod_fd(const struct gpio_hold *hold, uint32_t index);

/**
 * hwreg_gpiod_read() - edges that a readable descriptor has
 * @index: of the descriptor
 * @events: GPIO_BURST of them, to be filled; @line is the slot, @edge as on the wire
 *
 * Return: how many, or a negative errno.
 */
int hwreg_gpiod_read(struct gpio_hold *hold, uint32_t index, struct hwreg_gpio_event *events);

#endif
