// SPDX-License-Identifier: MIT
/*
 * events.c - edges of GPIO lines, and chips that go away, behind one descriptor
 *
 * A chip that is removed wakes nobody who polls its lines before Linux 6.6; that its device node goes is
 * seen through inotify.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "gpio/gpio.h"

#define SECOND INT64_C(1000000000)
#define READY 64 /* descriptors that are asked for edges in one go */
#define INOTIFY UINT64_MAX

static int add(struct hwreg_gpio *gpio, int fd, uint64_t key)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = key };

	return epoll_ctl(gpio->epoll, EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : -errno;
}

/* Reading ends when there is no more, and does not wait for it */
static int add_edges(struct hwreg_gpio *gpio, int fd, uint64_t key)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	return add(gpio, fd, key);
}

int hwreg_gpio_start_events(struct hwreg_gpio *gpio, struct hwreg_error *err)
{
	gpio->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (gpio->epoll >= 0)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, errno, "epoll: %s", strerror(errno));
}

int hwreg_gpio_refuse_events(struct hwreg_error *err)
{
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EINVAL,
		"GPIO lines that were opened with HWREG_GPIO_NO_EVENTS have no edges");
}

/* Without inotify (a limit, an odd kernel) a chip that goes away is seen later, or not at all */
void hwreg_gpio_watch_chip(struct hwreg_gpio *gpio, struct gpio_hold *hold)
{
	char path[GPIO_NAME + 8];
	struct stat st;

	if (stat(hwreg_chip_path(hold->chip.name, path, sizeof(path)), &st) == 0) {
		hold->device = st.st_dev;
		hold->inode = st.st_ino;
	}
	if (gpio->inotify < 0) {
		gpio->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
		if (gpio->inotify < 0 || add(gpio, gpio->inotify, INOTIFY) != 0)
			return;
	}
	if (gpio->privilege.raise)
		gpio->privilege.raise(gpio->privilege.data, true);
	inotify_add_watch(gpio->inotify, path, IN_ATTRIB | IN_DELETE_SELF);
	if (gpio->privilege.raise)
		gpio->privilege.raise(gpio->privilege.data, false);
}

int hwreg_gpio_poll_edges(struct hwreg_gpio *gpio, struct hwreg_error *err)
{
	int fd, r = 0;

	if (!gpio->queue)
		gpio->queue = calloc(GPIO_QUEUE, sizeof(*gpio->queue));
	if (!gpio->queue)
		return hwreg_error_memory(err);
	for (uint32_t i = 0; i < gpio->hold_count && !r; i++)
		for (uint32_t k = 0; !r && (fd = hwreg_gpiod_fd(&gpio->holds[i], k)) >= 0; k++)
			r = add_edges(gpio, fd, (uint64_t)i << 32 | k);
	return r ? hwreg_error_set(err, HWREG_ERROR_ACCESS, -r, "epoll: %s", strerror(-r)) : 0;
}

int hwreg_gpio_fd(const struct hwreg_gpio *gpio)
{
	return gpio->epoll;
}

/* ---- Chips that go away ------------------------------------------------------------------------ */

/* Told when all edges from before have been handed out */
static void fail(struct hwreg_gpio *gpio, const struct gpio_hold *hold, int sys_errno)
{
	if (gpio->failure)
		return;
	gpio->failure = sys_errno;
	gpio->failed = hold;
}

static int report_failure(const struct hwreg_gpio *gpio, struct hwreg_error *err)
{
	const struct gpio_chip *chip = &gpio->failed->chip;

	if (gpio->failure == ENODEV)
		return hwreg_error_set(err, HWREG_ERROR_ACCESS, ENODEV,
				       "%s (%s): the chip has gone away", chip->name, chip->label);
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, gpio->failure, "%s: read edges: %s",
			       chip->name, strerror(gpio->failure));
}

static void check_chips(struct hwreg_gpio *gpio)
{
	char buffer[4096], path[GPIO_NAME + 8];
	struct stat st;

	while (read(gpio->inotify, buffer, sizeof(buffer)) > 0)
		;
	for (uint32_t i = 0; i < gpio->hold_count; i++) {
		const struct gpio_hold *hold = &gpio->holds[i];

		hwreg_chip_path(hold->chip.name, path, sizeof(path));
		if (stat(path, &st) != 0 || st.st_dev != hold->device || st.st_ino != hold->inode)
			fail(gpio, hold, ENODEV);
	}
}

/* ---- Edges ------------------------------------------------------------------------------------- */

static uint32_t logical(const struct hwreg_gpio *gpio, uint32_t line, uint32_t edge)
{
	if (!gpio->lines[line].active_low || (gpio->flags & HWREG_GPIO_RAW))
		return edge;
	return edge == HWREG_GPIO_RISING ? HWREG_GPIO_FALLING : HWREG_GPIO_RISING;
}

/* In the order of their times; what is there already stays in front of what is as old */
static void enqueue(struct hwreg_gpio *gpio, const struct gpio_hold *hold,
		    const struct hwreg_gpio_event *event)
{
	uint32_t at = gpio->queue_count++;

	for (; at > 0 && gpio->queue[at - 1].timestamp > event->timestamp; at--)
		gpio->queue[at] = gpio->queue[at - 1];
	gpio->queue[at] = *event;
	gpio->queue[at].line = hold->lines[event->line];
	gpio->queue[at].edge = logical(gpio, gpio->queue[at].line, event->edge);
}

/* All that a descriptor has, as an older edge of another one may come before its last */
static void take_edges(struct hwreg_gpio *gpio, uint64_t key, uint32_t state)
{
	struct hwreg_gpio_event events[GPIO_BURST];
	struct gpio_hold *hold = &gpio->holds[key >> 32];
	int count = state & EPOLLIN ? GPIO_BURST : -ENODEV;

	while (count == GPIO_BURST && gpio->queue_count + GPIO_BURST <= GPIO_QUEUE) {
		count = hwreg_gpiod_read(hold, (uint32_t)key, events);
		for (int i = 0; i < count; i++)
			enqueue(gpio, hold, &events[i]);
	}
	if (count < 0 && count != -EAGAIN && count != -EINTR)
		fail(gpio, hold, -count);
}

/* Ask every descriptor that has something */
static void collect(struct hwreg_gpio *gpio)
{
	struct epoll_event ready[READY];
	int count = epoll_wait(gpio->epoll, ready, READY, 0);

	gpio->queue_first = gpio->queue_count = 0;
	for (int i = 0; i < count; i++)
		if (ready[i].data.u64 == INOTIFY)
			check_chips(gpio);
		else
			take_edges(gpio, ready[i].data.u64, ready[i].events);
}

/* ---- Waiting ----------------------------------------------------------------------------------- */

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

/* Return: 0 when there may be something, -ETIMEDOUT or -ECANCELED */
static int wait_ready(const struct hwreg_gpio *gpio, int64_t deadline, int cancel)
{
	struct pollfd fds[] = { { gpio->epoll, POLLIN, 0 }, { cancel, POLLIN, 0 } };
	int64_t left = deadline ? deadline - now() : 0;
	struct timespec time = { 0, 0 };

	if (left > 0)
		time = (struct timespec){ left / SECOND, left % SECOND };
	if (ppoll(fds, 2, deadline == INT64_MAX ? NULL : &time, NULL) < 0 && errno != EINTR)
		return -errno;
	if (fds[1].revents)
		return -ECANCELED;
	return fds[0].revents || left > 0 ? 0 : -ETIMEDOUT;
}

int hwreg_gpio_read_event(struct hwreg_gpio *gpio, struct hwreg_gpio_event *event, int64_t deadline,
			  int cancel, struct hwreg_error *err)
{
	uint32_t size = event->size < sizeof(*event) ? event->size : (uint32_t)sizeof(*event);
	int r;

	if (gpio->flags & HWREG_GPIO_NO_EVENTS)
		return hwreg_gpio_refuse_events(err);
	while (gpio->queue_first == gpio->queue_count) {
		if (gpio->failure)
			return report_failure(gpio, err);
		r = wait_ready(gpio, deadline, cancel);
		if (r)
			return hwreg_error_set(
				err, r == -ETIMEDOUT ? HWREG_ERROR_ANSWER : HWREG_ERROR_ACCESS, -r,
				"wait for GPIO lines: %s", strerror(-r));
		collect(gpio);
	}
	gpio->queue[gpio->queue_first].size = event->size;
	memcpy(event, &gpio->queue[gpio->queue_first++], size);
	return 0;
}
