// SPDX-License-Identifier: MIT
/* Interrupts of VFIO: what the kernel is asked for, where vectors are scarce, and what it hands over */
#include "vfio_kernel.h"

#include "interrupt.h"

#define MASTER 4

static void intx_is_attached_once_then_masked_and_unmasked(void **state)
{
	struct vfio_device *device = open_device();
	bool attached = false;

	(void)state;
	assert_int_equal(vfio_irq_claim(device, "x", VFIO_INTX, 0, NULL), 0);
	assert_int_equal(vfio_irq_enable(device, VFIO_INTX, 0, 9, &attached, false), 0);
	assert_told("");
	for (int i = 0; i < 2; i++)
		assert_int_equal(vfio_irq_enable(device, VFIO_INTX, 0, 9, &attached, true), 0);
	assert_int_equal(vfio_irq_enable(device, VFIO_INTX, 0, 9, &attached, false), 0);
	assert_told("0:trigger 0+1 event\n0:unmask 0+1\n0:mask 0+1\n");
	vfio_irq_release(device, VFIO_INTX, 0);
	assert_told("0:trigger 0+0\n");
	vfio_device_close(device);
}

static unsigned char command(void)
{
	unsigned char byte;

	assert_int_equal(pread(kernel.device, &byte, 1, 4), 1);
	return byte;
}

static void all_vectors_are_set_up_with_the_first_and_the_device_becomes_bus_master(void **state)
{
	struct vfio_device *device = open_device();
	bool attached[2] = { false, false };

	(void)state;
	assert_int_equal(vfio_irq_claim(device, "x", VFIO_MSI, 1, NULL), 0);
	assert_int_equal(vfio_irq_claim(device, "x", VFIO_MSI, 3, NULL), 0);
	assert_false(command() & MASTER);
	for (int i = 0; i < 2; i++)
		assert_int_equal(vfio_irq_enable(device, VFIO_MSI, 1, 9, &attached[0], true), 0);
	assert_int_equal(command(), 0x03 | MASTER);
	assert_told("1:trigger 0+4 - event - -\n");
	assert_int_equal(vfio_irq_enable(device, VFIO_MSI, 3, 9, &attached[1], true), 0);
	assert_int_equal(vfio_irq_enable(device, VFIO_MSI, 1, 9, &attached[0], false), 0);
	assert_int_equal(vfio_irq_enable(device, VFIO_MSI, 1, 9, &attached[0], true), 0);
	assert_told("1:trigger 3+1 event\n1:trigger 1+1 -\n1:trigger 1+1 event\n");
	vfio_irq_release(device, VFIO_MSI, 1);
	vfio_irq_release(device, VFIO_MSI, 3);
	assert_told("1:trigger 1+1 -\n1:trigger 0+0\n");
	vfio_device_close(device);
}

static void a_machine_with_fewer_vectors_gives_those(void **state)
{
	struct vfio_device *device = open_device();
	bool attached[2] = { false, false };

	(void)state;
	kernel.available = 2;
	assert_int_equal(vfio_irq_claim(device, "x", VFIO_MSI, 1, NULL), 0);
	assert_int_equal(vfio_irq_claim(device, "x", VFIO_MSI, 2, NULL), 0);
	assert_int_equal(vfio_irq_enable(device, VFIO_MSI, 2, 9, &attached[1], true), -ENOSPC);
	assert_told("");
	assert_int_equal(vfio_irq_enable(device, VFIO_MSI, 1, 9, &attached[0], true), 0);
	assert_told("1:trigger 0+2 - event\n");
	assert_int_equal(vfio_irq_enable(device, VFIO_MSI, 2, 9, &attached[1], true), -ENOSPC);
	assert_true(attached[0] && !attached[1]);
	vfio_irq_release(device, VFIO_MSI, 2);
	vfio_irq_release(device, VFIO_MSI, 1);
	vfio_device_close(device);
}

static void assert_not_claimed(struct vfio_device *device, enum vfio_irq irq, unsigned int vector,
			       int r, const char *text)
{
	assert_int_equal(vfio_irq_claim(device, "spec", irq, vector, &err), r);
	assert_string_equal(err.message, text);
}

static void a_vector_has_one_owner_and_a_device_one_kind(void **state)
{
	struct vfio_device *device = open_device();

	(void)state;
	assert_int_equal(vfio_irq_claim(device, "spec", VFIO_MSI, 3, NULL), 0);
	assert_not_claimed(device, VFIO_MSI, 3, -EBUSY, "spec: this process waits for it already");
	assert_not_claimed(device, VFIO_MSI, 4, -ERANGE, "spec: the device has msi0 to msi3");
	assert_not_claimed(device, VFIO_MSIX, 0, -ENOTSUP,
			   "spec: the device has no interrupt of this kind");
	assert_not_claimed(device, VFIO_INTX, 0, -EBUSY,
			   "spec: msi of this device is in use, and a device raises interrupts in "
			   "one way at a time");
	vfio_irq_release(device, VFIO_MSI, 3);
	assert_int_equal(vfio_irq_claim(device, "spec", VFIO_INTX, 0, NULL), 0);
	vfio_irq_release(device, VFIO_INTX, 0);
	vfio_device_close(device);
}

static void open_interrupt(struct hwreg_interrupt *interrupt)
{
	*interrupt = (struct hwreg_interrupt){
		.kind = &interrupt_vfio,
		.spec = "vfio:0000:00:01.0/msi0",
		.place = place,
		.irq = VFIO_MSI,
		.vfio = vfio,
		.writable = true,
		.event = -1,
	};
	assert_int_equal(interrupt->kind->open(interrupt, NULL), 0);
}

static void fire(const struct hwreg_interrupt *interrupt, uint64_t times)
{
	assert_int_equal(write(interrupt->event, &times, sizeof(times)), sizeof(times));
}

static void interrupts_are_counted_until_the_device_is_asked_back(void **state)
{
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	struct hwreg_interrupt interrupt;
	const uint64_t one = 1;

	(void)state;
	open_interrupt(&interrupt);
	assert_int_equal(hwreg_interrupt_wait(&interrupt, 0, -1, &event, NULL), -ETIMEDOUT);
	fire(&interrupt, 1);
	assert_int_equal(hwreg_interrupt_wait(&interrupt, -1, -1, &event, NULL), 0);
	assert_true(event.count == 1 && event.missed == 0);
	fire(&interrupt, 3);
	assert_int_equal(hwreg_interrupt_wait(&interrupt, -1, -1, &event, NULL), 0);
	assert_true(event.count == 4 && event.missed == 2);
	assert_int_equal(hwreg_interrupt_wait(&interrupt, 1000, -1, &event, NULL), -ETIMEDOUT);
	assert_int_equal(write(kernel.request, &one, sizeof(one)), sizeof(one));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(hwreg_interrupt_wait(&interrupt, -1, -1, &event, &err), -EIO);
		assert_int_equal(err.kind, HWREG_ERROR_ACCESS);
		assert_non_null(strstr(err.message, "wants the device back"));
	}
	assert_int_equal(hwreg_interrupt_enable(&interrupt, true, NULL), -EIO);
	interrupt.kind->close(&interrupt);
	close(interrupt.fd);
}

static void a_stream_of_interrupts_does_not_hide_that_the_device_is_asked_back(void **state)
{
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	struct hwreg_interrupt interrupt;
	const uint64_t one = 1;
	int r = 0;

	(void)state;
	open_interrupt(&interrupt);
	assert_int_equal(write(kernel.request, &one, sizeof(one)), sizeof(one));
	while (r == 0) {
		fire(&interrupt, 1);
		r = hwreg_interrupt_wait(&interrupt, -1, -1, &event, NULL);
	}
	assert_int_equal(r, -EIO);
	interrupt.kind->close(&interrupt);
	close(interrupt.fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(intx_is_attached_once_then_masked_and_unmasked),
		TEST(all_vectors_are_set_up_with_the_first_and_the_device_becomes_bus_master),
		TEST(a_machine_with_fewer_vectors_gives_those),
		TEST(a_vector_has_one_owner_and_a_device_one_kind),
		TEST(interrupts_are_counted_until_the_device_is_asked_back),
		TEST(a_stream_of_interrupts_does_not_hide_that_the_device_is_asked_back),
	};

	return RUN(tests);
}
