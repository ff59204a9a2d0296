// SPDX-License-Identifier: MIT
/* GPIO lines without a chip: what is refused before one is opened, dry runs, and waiting */
#include "unit.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct hwreg_board *demo;

static int load(void **state)
{
	(void)state;
	return hwreg_board_load(&demo, SRCTREE "/boards/demo.yaml", NULL, NULL);
}

static int unload(void **state)
{
	(void)state;
	hwreg_board_free(demo);
	return 0;
}

static struct hwreg_gpio *open_dry(const char *const *words, uint32_t count)
{
	const struct hwreg_gpio_options options = {
		.size = sizeof(options),
		.flags = HWREG_DRY_RUN,
		.board = demo,
	};
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_gpio *gpio = NULL;

	if (hwreg_gpio_open(&gpio, words, count, &options, &err) != 0)
		fail_msg("%s", err.message);
	return gpio;
}

static void words_name_lines(void **state)
{
	const char *const words[] = { "BUTTON", "INT34C5:00:7" };
	struct hwreg_gpio_line line = { .size = sizeof(line) };
	struct hwreg_gpio *gpio = open_dry(words, 2);

	(void)state;
	assert_int_equal(hwreg_gpio_describe(gpio, 0, &line, NULL), 0);
	assert_string_equal(line.board_name, "BUTTON");
	assert_string_equal(line.chip, "10004000.gpio");
	assert_string_equal(line.name, "3");
	assert_true(line.active_low);
	assert_int_equal(hwreg_gpio_describe(gpio, 1, &line, NULL), 0);
	assert_null(line.board_name);
	assert_string_equal(line.chip, "INT34C5:00");
	assert_string_equal(line.name, "7");
	assert_int_equal(hwreg_gpio_describe(gpio, 2, &line, NULL), -ERANGE);
	hwreg_gpio_close(gpio);
}

static void an_older_caller_gets_what_it_has_room_for(void **state)
{
	const char *const words[] = { "BUTTON" };
	struct hwreg_gpio *gpio = open_dry(words, 1);
	struct hwreg_gpio_line line;

	(void)state;
	memset(&line, 0xa5, sizeof(line));
	line.size = offsetof(struct hwreg_gpio_line, name);
	assert_int_equal(hwreg_gpio_describe(gpio, 0, &line, NULL), 0);
	assert_string_equal(line.chip, "10004000.gpio");
	assert_int_equal((unsigned char)line.name[0], 0xa5);
	hwreg_gpio_close(gpio);
}

static void wrong_options_and_words_are_refused(void **state)
{
	struct hwreg_gpio_options options = { .size = sizeof(options), .flags = HWREG_WRITE };
	struct hwreg_error err = HWREG_ERROR_INIT;
	const char *word = "a:1", *unknown = "BUTTN";
	struct hwreg_gpio *gpio = NULL;

	(void)state;
	assert_int_equal(hwreg_gpio_open(&gpio, &word, 1, &options, &err), -EINVAL);
	options.flags = HWREG_DRY_RUN;
	assert_int_equal(hwreg_gpio_open(&gpio, &word, 0, &options, &err), -EINVAL);
	assert_int_equal(hwreg_gpio_open(&gpio, &unknown, 1, &options, &err), -ENOENT);
	assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	options.size = 4;
	assert_int_equal(hwreg_gpio_open(&gpio, &word, 1, &options, &err), -EINVAL);
	assert_null(gpio);
	hwreg_gpio_close(NULL);
}

static void wrong_requests_are_refused(void **state)
{
	static const uint8_t good[] = { 1 }, bad[] = { 2 };
	const struct hwreg_gpio_request requests[] = {
		{ .direction = 3 },
		{ .direction = HWREG_GPIO_OUTPUT },
		{ .direction = HWREG_GPIO_OUTPUT, .values = bad },
		{ .direction = HWREG_GPIO_OUTPUT, .values = good, .edges = HWREG_GPIO_RISING },
		{ .direction = HWREG_GPIO_OUTPUT, .values = good, .drive = 3 },
		{ .direction = HWREG_GPIO_INPUT, .drive = HWREG_GPIO_OPEN_DRAIN },
		{ .direction = HWREG_GPIO_INPUT, .bias = 4 },
		{ .direction = HWREG_GPIO_INPUT, .edges = 4 },
		{ .direction = HWREG_GPIO_INPUT, .debounce = -1 },
		{ .bias = HWREG_GPIO_PULL_UP },
	};
	const char *const words[] = { "BUZZER" };
	struct hwreg_gpio *gpio = open_dry(words, 1);
	struct hwreg_gpio_request request;

	(void)state;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		request = requests[i];
		request.size = sizeof(request);
		assert_int_equal(hwreg_gpio_request(gpio, &request, NULL), -EINVAL);
	}
	request = (struct hwreg_gpio_request){ .size = sizeof(request),
					       .direction = HWREG_GPIO_OUTPUT,
					       .drive = HWREG_GPIO_OPEN_SOURCE,
					       .values = good };
	assert_int_equal(hwreg_gpio_request(gpio, &request, NULL), 0);
	hwreg_gpio_close(gpio);
}

static void lines_that_are_not_held_have_no_values(void **state)
{
	const char *const words[] = { "BUZZER" };
	struct hwreg_gpio *gpio = open_dry(words, 1);
	uint8_t value = 1;

	(void)state;
	assert_int_equal(hwreg_gpio_get(gpio, &value, NULL), -EINVAL);
	assert_int_equal(hwreg_gpio_set(gpio, &value, NULL), -EINVAL);
	hwreg_gpio_close(gpio);
}

static void waiting_ends_at_the_deadline_or_when_cancelled(void **state)
{
	struct hwreg_gpio_event event = { .size = sizeof(event) };
	const char *const words[] = { "BUZZER" };
	struct hwreg_gpio *gpio = open_dry(words, 1);
	struct timespec now;
	int64_t deadline, time;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	clock_gettime(CLOCK_MONOTONIC, &now);
	deadline = now.tv_sec * INT64_C(1000000000) + now.tv_nsec + 2000000;
	assert_int_equal(hwreg_gpio_read_event(gpio, &event, deadline, ends[0], NULL), -ETIMEDOUT);
	clock_gettime(CLOCK_MONOTONIC, &now);
	time = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
	assert_true(time >= deadline);
	assert_int_equal(hwreg_gpio_read_event(gpio, &event, 0, -1, NULL), -ETIMEDOUT);
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_int_equal(hwreg_gpio_read_event(gpio, &event, INT64_MAX, ends[0], NULL), -ECANCELED);
	close(ends[0]);
	close(ends[1]);
	hwreg_gpio_close(gpio);
}

static void the_descriptor_is_there_for_a_poll_loop(void **state)
{
	const char *const words[] = { "BUZZER" };
	struct hwreg_gpio *gpio = open_dry(words, 1);
	struct pollfd poller = { .fd = hwreg_gpio_fd(gpio), .events = POLLIN };

	(void)state;
	assert_true(poller.fd >= 0);
	assert_int_equal(poll(&poller, 1, 0), 0);
	hwreg_gpio_close(gpio);
}

static void without_events_nothing_is_waited_for(void **state)
{
	const struct hwreg_gpio_options options = {
		.size = sizeof(options),
		.flags = HWREG_DRY_RUN | HWREG_GPIO_NO_EVENTS,
		.board = demo,
	};
	struct hwreg_gpio_request request = { .size = sizeof(request), .edges = HWREG_GPIO_RISING };
	struct hwreg_gpio_event event = { .size = sizeof(event) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_gpio *gpio = NULL;
	const char *word = "BUZZER";

	(void)state;
	assert_int_equal(hwreg_gpio_open(&gpio, &word, 1, &options, NULL), 0);
	assert_int_equal(hwreg_gpio_fd(gpio), -1);
	assert_int_equal(hwreg_gpio_read_event(gpio, &event, INT64_MAX, -1, &err), -EINVAL);
	assert_string_equal(err.message, "GPIO lines that were opened with HWREG_GPIO_NO_EVENTS "
					 "have no edges");
	assert_int_equal(hwreg_gpio_request(gpio, &request, NULL), -EINVAL);
	request.edges = 0;
	assert_int_equal(hwreg_gpio_request(gpio, &request, NULL), 0);
	hwreg_gpio_close(gpio);
	assert_int_equal(hwreg_gpio_open_edges(&gpio, word, HWREG_GPIO_RISING, &options, NULL),
			 -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_name_lines),
		cmocka_unit_test(an_older_caller_gets_what_it_has_room_for),
		cmocka_unit_test(wrong_options_and_words_are_refused),
		cmocka_unit_test(wrong_requests_are_refused),
		cmocka_unit_test(lines_that_are_not_held_have_no_values),
		cmocka_unit_test(waiting_ends_at_the_deadline_or_when_cancelled),
		cmocka_unit_test(the_descriptor_is_there_for_a_poll_loop),
		cmocka_unit_test(without_events_nothing_is_waited_for),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
