// SPDX-License-Identifier: MIT
/* Interrupts, with a socket in place of the UIO device; tests/emulated/irq.bats has devices */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "interrupt.h"

struct device {
	struct hwreg_interrupt interrupt;
	int kernel; /* the other end */
};

static void raise_count(const struct device *device, uint32_t count)
{
	assert_int_equal(write(device->kernel, &count, sizeof(count)), sizeof(count));
}

static int setup(void **state)
{
	struct device *device = calloc(1, sizeof(*device));
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends), 0);
	device->interrupt = (struct hwreg_interrupt){
		.kind = &interrupt_uio,
		.spec = "uio:uio0",
		.driver = "uio_test",
		.fd = ends[0],
		.config = -1,
		.writable = true,
	};
	device->kernel = ends[1];
	*state = device;
	return 0;
}

static int teardown(void **state)
{
	struct device *device = *state;

	close(device->interrupt.fd);
	close(device->kernel);
	free(device);
	return 0;
}

static void tells_the_count_and_what_was_missed_across_its_wrap(void **state)
{
	static const uint32_t counts[] = { UINT32_MAX, 0, 3 }, missed[] = { 0, 0, 2 };
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	struct device *device = *state;
	int64_t before = 0;

	device->interrupt.count = UINT32_MAX - 1;
	for (int i = 0; i < 3; i++) {
		raise_count(device, counts[i]);
		assert_int_equal(hwreg_interrupt_wait(&device->interrupt, -1, -1, &event, NULL), 0);
		assert_int_equal(event.count, counts[i]);
		assert_int_equal(event.missed, missed[i]);
		assert_true(event.time > before);
		before = event.time;
	}
}

static void one_that_came_while_it_was_opened_is_not_missed(void **state)
{
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	struct device *device = *state;

	device->interrupt.count = 7;
	raise_count(device, 7);
	assert_int_equal(hwreg_interrupt_wait(&device->interrupt, -1, -1, &event, NULL), 0);
	assert_int_equal(event.count, 7);
	assert_int_equal(event.missed, 0);
}

static void fills_no_more_of_an_event_than_the_caller_has(void **state)
{
	struct hwreg_interrupt_event event = { .size = 8, .missed = 99, .time = 99 };
	struct device *device = *state;

	raise_count(device, 5);
	assert_int_equal(hwreg_interrupt_wait(&device->interrupt, -1, -1, &event, NULL), 0);
	assert_int_equal(event.size, 8);
	assert_int_equal(event.count, 5);
	assert_int_equal(event.missed, 99);
	assert_int_equal(event.time, 99);
}

static void ends_without_one_in_time(void **state)
{
	struct hwreg_interrupt_event event = { .size = sizeof(event), .count = 99 };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct device *device = *state;

	assert_int_equal(hwreg_interrupt_wait(&device->interrupt, 0, -1, &event, &err), -ETIMEDOUT);
	assert_int_equal(err.kind, HWREG_ERROR_ANSWER);
	assert_int_equal(hwreg_interrupt_wait(&device->interrupt, 1000, -1, &event, NULL),
			 -ETIMEDOUT);
	assert_int_equal(event.count, 99);
	raise_count(device, 1);
	assert_int_equal(hwreg_interrupt_wait(&device->interrupt, 0, -1, &event, NULL), 0);
}

static void is_cancelled_even_if_one_has_come(void **state)
{
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	int cancel = eventfd(0, EFD_NONBLOCK);
	struct device *device = *state;

	raise_count(device, 1);
	assert_int_equal(hwreg_interrupt_wait(&device->interrupt, -1, cancel, &event, NULL), 0);
	assert_int_equal(eventfd_write(cancel, 1), 0);
	assert_int_equal(hwreg_interrupt_wait(&device->interrupt, -1, cancel, &event, NULL),
			 -ECANCELED);
	raise_count(device, 2);
	device->interrupt.looked = 0; /* as after 10 ms */
	assert_int_equal(hwreg_interrupt_wait(&device->interrupt, -1, cancel, &event, NULL),
			 -ECANCELED);
	assert_int_equal(hwreg_interrupt_wait(&device->interrupt, -1, -1, &event, NULL), 0);
	assert_int_equal(event.count, 2);
	close(cancel);
}

static void a_device_that_goes_away_is_an_error(void **state)
{
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct device *device = *state;

	assert_int_equal(shutdown(device->kernel, SHUT_RDWR), 0);
	assert_int_equal(hwreg_interrupt_wait(&device->interrupt, -1, -1, &event, &err), -EIO);
	assert_int_equal(err.kind, HWREG_ERROR_ACCESS);
	assert_non_null(strstr(err.message, "uio:uio0: the device was unbound"));
}

static void enables_by_a_write_of_four_bytes(void **state)
{
	struct device *device = *state;
	int32_t value[2];

	for (int32_t on = 0; on < 2; on++) {
		assert_int_equal(hwreg_interrupt_enable(&device->interrupt, on, NULL), 0);
		assert_int_equal(read(device->kernel, value, sizeof(value)), 4);
		assert_int_equal(value[0], on);
	}
}

static void enables_pci_by_a_bit_of_the_command_register(void **state)
{
	static const unsigned char disabled[] = { 1, 2, 3, 4, 0x07, 0x05, 0x10, 0x20 },
				   enabled[] = { 1, 2, 3, 4, 0x07, 0x01, 0x10, 0x20 };
	char path[] = "/tmp/hwreg-config-XXXXXX";
	struct device *device = *state;
	unsigned char bytes[16];
	int fd = mkstemp(path);

	device->interrupt.config = fd;
	assert_int_equal(pwrite(fd, disabled, 8, 0), 8);
	assert_int_equal(hwreg_interrupt_enable(&device->interrupt, true, NULL), 0);
	assert_int_equal(pread(fd, bytes, sizeof(bytes), 0), 8);
	assert_memory_equal(bytes, enabled, 8);
	assert_int_equal(hwreg_interrupt_enable(&device->interrupt, false, NULL), 0);
	assert_int_equal(pread(fd, bytes, sizeof(bytes), 0), 8);
	assert_memory_equal(bytes, disabled, 8);
	/* what is so already is not written, which this descriptor could not */
	device->interrupt.config = open(path, O_RDONLY);
	assert_int_equal(hwreg_interrupt_enable(&device->interrupt, false, NULL), 0);
	assert_int_equal(hwreg_interrupt_enable(&device->interrupt, true, NULL), -EBADF);
	assert_int_equal(read(device->kernel, bytes, sizeof(bytes)), -1);
	close(device->interrupt.config);
	close(fd);
	unlink(path);
}

static void without_the_right_to_write_nothing_is_enabled(void **state)
{
	struct device *device = *state;
	int32_t value;

	device->interrupt.writable = false;
	assert_int_equal(hwreg_interrupt_enable(&device->interrupt, true, NULL), -EACCES);
	assert_int_equal(read(device->kernel, &value, sizeof(value)), -1);
}

static void wrong_requests_are_refused(void **state)
{
	static const char *const specs[] = { "", "uio", "uio:", "uio0", "uio:uio0/", "mem" };
	struct hwreg_interrupt_options options = { .size = sizeof(options), .flags = HWREG_GUARD };
	struct hwreg_interrupt *interrupt = NULL;
	struct hwreg_error err = HWREG_ERROR_INIT;

	(void)state;
	assert_int_equal(hwreg_interrupt_open(&interrupt, "uio:uio0", &options, &err), -EINVAL);
	options = (struct hwreg_interrupt_options){ .size = 4 };
	assert_int_equal(hwreg_interrupt_open(&interrupt, "uio:uio0", &options, &err), -EINVAL);
	for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
		assert_int_equal(hwreg_interrupt_open(&interrupt, specs[i], NULL, &err), -EINVAL);
		assert_int_equal(err.kind, HWREG_ERROR_REQUEST);
	}
	assert_int_equal(hwreg_interrupt_open(&interrupt, "uio:not there", NULL, &err), -ENODEV);
	assert_int_equal(err.kind, HWREG_ERROR_UNAVAILABLE);
	assert_null(interrupt);
	hwreg_interrupt_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(tells_the_count_and_what_was_missed_across_its_wrap),
		TEST(one_that_came_while_it_was_opened_is_not_missed),
		TEST(fills_no_more_of_an_event_than_the_caller_has),
		TEST(ends_without_one_in_time),
		TEST(is_cancelled_even_if_one_has_come),
		TEST(a_device_that_goes_away_is_an_error),
		TEST(enables_by_a_write_of_four_bytes),
		TEST(enables_pci_by_a_bit_of_the_command_register),
		TEST(without_the_right_to_write_nothing_is_enabled),
		cmocka_unit_test(wrong_requests_are_refused),
	};

	return RUN(tests);
}
