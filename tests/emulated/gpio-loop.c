// SPDX-License-Identifier: MIT
/*
 * A program of the library's: edges of a line in a poll loop of its own, beside its standard input.
 *
 * usage: gpio-loop BOARD LINE	prints "ready", then each edge and the level after it; a byte on standard input ends it
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hwreg.h"

static int die(const struct hwreg_error *err)
{
	fprintf(stderr, "%s\n", err->message);
	return (int)err->kind;
}

/* All edges that are there; less when there are no more, and why */
static int drain(struct hwreg_gpio *gpio, struct hwreg_error *err)
{
	struct hwreg_gpio_event event = { .size = sizeof(event) };
	uint8_t value;
	int r;

	while ((r = hwreg_gpio_read_event(gpio, &event, 0, -1, err)) == 0 &&
	       (r = hwreg_gpio_get(gpio, &value, err)) == 0) {
		printf("%s %u\n", event.edge == HWREG_GPIO_RISING ? "rising" : "falling", value);
		fflush(stdout);
	}
	return r;
}

static int loop(struct hwreg_gpio *gpio, struct hwreg_error *err)
{
	struct pollfd fds[] = { { hwreg_gpio_fd(gpio), POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };
	struct hwreg_gpio_event event = { .size = sizeof(event) };
	int r = -ETIMEDOUT;

	while (r == -ETIMEDOUT && !fds[1].revents) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return 1;
		r = fds[0].revents ? drain(gpio, err) : -ETIMEDOUT;
	}
	if (r != -ETIMEDOUT)
		return die(err);
	/* what cancels a wait */
	return hwreg_gpio_read_event(gpio, &event, INT64_MAX, STDIN_FILENO, err) != -ECANCELED;
}

int main(int argc, char **argv)
{
	struct hwreg_gpio_options options = { .size = sizeof(options), .consumer = "loop" };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board;
	struct hwreg_gpio *gpio;
	int r;

	if (argc != 3 || hwreg_board_load(&board, argv[1], NULL, &err) != 0)
		return die(&err);
	options.board = board;
	r = hwreg_gpio_open_edges(&gpio, argv[2], HWREG_GPIO_RISING | HWREG_GPIO_FALLING, &options,
				  &err);
	if (r == 0) {
		puts("ready");
		fflush(stdout);
		r = loop(gpio, &err);
		hwreg_gpio_close(gpio);
	} else {
		r = die(&err);
	}
	hwreg_board_free(board);
	return r;
}
