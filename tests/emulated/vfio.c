// SPDX-License-Identifier: MIT
/*
 * vfio - a driver for QEMU's edu device (docs/specs/edu.rst) behind an IOMMU, by the library
 *
 * usage: vfio DEVICE factorial INTERRUPT COUNT	of 1, 2 … COUNT, each told by INTERRUPT
 *        vfio DEVICE missed INTERRUPT		three interrupts and one look
 *        vfio DEVICE dma			there and back
 *        vfio DEVICE astray			to a physical address, and to one that was taken back
 *        vfio DEVICE addresses			which ones buffers have
 *        vfio DEVICE share			who may open what together
 *        vfio DEVICE held INTERRUPT		until it is taken away
 */
#include <hwreg.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEVICE_BUFFER 0x40000
#define SIZE 4088 /* QEMU 7.2 refuses to fill its 4096 */
#define SECOND INT64_C(1000000000)

enum { FACTORIAL = 0x8, STATUS = 0x20, REASON = 0x24, RAISE = 0x60, ACKNOWLEDGE = 0x64 };

static struct hwreg_error err = HWREG_ERROR_INIT;

/* A device that is in use: BAR 0 and config space */
struct edu {
	const char *name;
	struct hwreg_target *bar, *config;
	struct hwreg_window *registers, *header;
};

static void check(int r)
{
	if (!r)
		return;
	puts(err.message);
	exit(4);
}

static struct hwreg_target *target(const char *name, const char *part)
{
	struct hwreg_target *made;
	char spec[64];

	snprintf(spec, sizeof(spec), "vfio:%s/%s", name, part);
	check(hwreg_target_new(&made, spec, NULL, &err));
	return made;
}

static void open_edu(struct edu *edu, const char *name)
{
	edu->name = name;
	edu->bar = target(name, "bar0");
	edu->config = target(name, "config");
	check(hwreg_target_set_vfio(edu->config, hwreg_target_vfio(edu->bar), &err));
	check(hwreg_window_open(&edu->registers, edu->bar, 0, 0x1000, HWREG_WRITE, &err));
	check(hwreg_window_open(&edu->header, edu->config, 0, 0x40, HWREG_WRITE, &err));
}

static void close_edu(struct edu *edu)
{
	hwreg_window_close(edu->header);
	hwreg_window_close(edu->registers);
	hwreg_target_free(edu->config);
	hwreg_target_free(edu->bar);
}

static uint64_t get(struct edu *edu, uint64_t at, unsigned int bits)
{
	uint64_t value;

	check(hwreg_window_read(edu->registers, at, bits, HWREG_LITTLE_ENDIAN, &value, &err));
	return value;
}

static void put(struct edu *edu, uint64_t at, unsigned int bits, uint64_t value)
{
	check(hwreg_window_write(edu->registers, at, bits, HWREG_LITTLE_ENDIAN, value, &err));
}

static struct hwreg_interrupt *open_interrupt(struct edu *edu, const char *part)
{
	struct hwreg_interrupt_options options = {
		.size = sizeof(options),
		.flags = HWREG_WRITE,
		.vfio = hwreg_target_vfio(edu->bar),
	};
	struct hwreg_interrupt *interrupt;
	char spec[64];

	snprintf(spec, sizeof(spec), "vfio:%s/%s", edu->name, part);
	check(hwreg_interrupt_open(&interrupt, spec, &options, &err));
	return interrupt;
}

/* ---- Interrupts ------------------------------------------------------------------------------- */

static void factorials(struct edu *edu, const char *part, unsigned int count)
{
	struct hwreg_interrupt *interrupt = open_interrupt(edu, part);
	struct hwreg_interrupt_event event = { .size = sizeof(event) };

	put(edu, ACKNOWLEDGE, 32, UINT32_MAX);
	put(edu, STATUS, 32, 0x80);
	for (unsigned int i = 1; i <= count; i++) {
		check(hwreg_interrupt_enable(interrupt, true, &err));
		put(edu, FACTORIAL, 32, i);
		check(hwreg_interrupt_wait(interrupt, 10 * SECOND, -1, &event, &err));
		printf("%u! = %" PRIu64 ", reason %" PRIu64 ", count %u, missed %u\n", i,
		       get(edu, FACTORIAL, 32), get(edu, REASON, 32), event.count, event.missed);
		put(edu, ACKNOWLEDGE, 32, 1);
	}
	printf("more: %d\n", hwreg_interrupt_wait(interrupt, 0, -1, &event, NULL));
	hwreg_interrupt_close(interrupt);
}

static void raise(struct edu *edu)
{
	put(edu, RAISE, 32, 1);
	put(edu, ACKNOWLEDGE, 32, 1);
}

/* The eventfd counts; what comes while it is disabled is lost */
static void miss(struct edu *edu, const char *part)
{
	struct hwreg_interrupt *interrupt = open_interrupt(edu, part);
	struct hwreg_interrupt_event event = { .size = sizeof(event) };

	check(hwreg_interrupt_enable(interrupt, true, &err));
	for (int i = 0; i < 3; i++)
		raise(edu);
	check(hwreg_interrupt_wait(interrupt, 10 * SECOND, -1, &event, &err));
	printf("count %u, missed %u\n", event.count, event.missed);
	check(hwreg_interrupt_enable(interrupt, false, &err));
	raise(edu);
	printf("disabled: %d\n", hwreg_interrupt_wait(interrupt, SECOND / 10, -1, &event, NULL));
	check(hwreg_interrupt_enable(interrupt, true, &err));
	printf("enabled: %d\n", hwreg_interrupt_wait(interrupt, SECOND / 10, -1, &event, NULL));
	raise(edu);
	check(hwreg_interrupt_wait(interrupt, 10 * SECOND, -1, &event, &err));
	printf("count %u, missed %u\n", event.count, event.missed);
	hwreg_interrupt_close(interrupt);
}

static void hold(struct edu *edu, const char *part)
{
	struct hwreg_interrupt *interrupt = open_interrupt(edu, part);
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	int r;

	check(hwreg_interrupt_enable(interrupt, true, &err));
	puts("waiting");
	fflush(stdout);
	r = hwreg_interrupt_wait(interrupt, 20 * SECOND, -1, &event, &err);
	printf("wait: %d: %s\n", r, err.message);
	printf("enable: %d\n", hwreg_interrupt_enable(interrupt, true, NULL));
	printf("still there: 0x%08" PRIx64 "\n", get(edu, 0, 32));
	hwreg_interrupt_close(interrupt);
}

/* ---- DMA -------------------------------------------------------------------------------------- */

static void be_master(struct edu *edu)
{
	uint64_t command;

	check(hwreg_window_read(edu->header, 4, 16, HWREG_LITTLE_ENDIAN, &command, &err));
	check(hwreg_window_write(edu->header, 4, 16, HWREG_LITTLE_ENDIAN, command | 4, &err));
}

static void transfer(struct edu *edu, uint64_t from, uint64_t to, uint64_t command)
{
	put(edu, 0x80, 64, from);
	put(edu, 0x88, 64, to);
	put(edu, 0x90, 64, SIZE);
	put(edu, 0x98, 64, command | 1);
	while (get(edu, 0x98, 64) & 1)
		;
}

static struct hwreg_dma *buffer(struct edu *edu, uint64_t *address)
{
	struct hwreg_dma *dma;

	check(hwreg_dma_map(&dma, hwreg_target_vfio(edu->bar), SIZE, 0, &err));
	check(hwreg_dma_address(dma, 0, SIZE, address, &err));
	return dma;
}

static void fill(unsigned char *bytes, unsigned int step)
{
	for (unsigned int i = 0; i < SIZE; i++)
		bytes[i] = (unsigned char)(i * step + i / 256 + 1);
}

static void there_and_back(struct edu *edu)
{
	uint64_t from, to;
	struct hwreg_dma *there = buffer(edu, &from), *back = buffer(edu, &to);
	unsigned char *sent = hwreg_dma_pointer(there), *got = hwreg_dma_pointer(back);

	be_master(edu);
	fill(sent, 7);
	transfer(edu, from, DEVICE_BUFFER, 0);
	transfer(edu, DEVICE_BUFFER, to, 2);
	puts(memcmp(sent, got, SIZE) ? "differs" : "the same");
	hwreg_dma_free(there);
	hwreg_dma_free(back);
}

/* The device writes where it may, so that it is known to write; then to a physical address, which is memory
 * of this process; then to where it might before. Nothing else may change. */
static void go_astray(struct edu *edu)
{
	static unsigned char before[SIZE];
	uint64_t from, to, physical;
	struct hwreg_dma *there = buffer(edu, &from), *back = buffer(edu, &to), *other;
	unsigned char *victim;

	check(hwreg_dma_alloc(&other, SIZE, 0, &err));
	check(hwreg_dma_address(other, 0, SIZE, &physical, &err));
	victim = hwreg_dma_pointer(other);
	fill(victim, 3);
	memcpy(before, victim, SIZE);
	be_master(edu);
	fill(hwreg_dma_pointer(there), 7);
	transfer(edu, from, DEVICE_BUFFER, 0);
	printf("the device can say it: %s\n", physical + SIZE <= 1u << 28 ? "yes" : "no");
	transfer(edu, DEVICE_BUFFER, physical, 2);
	puts(memcmp(victim, before, SIZE) ? "written" : "untouched");
	hwreg_dma_free(back);
	transfer(edu, DEVICE_BUFFER, to, 2);
	puts(memcmp(victim, before, SIZE) ? "written" : "untouched");
	check(hwreg_dma_map(&back, hwreg_target_vfio(edu->bar), SIZE, 0, &err));
	transfer(edu, DEVICE_BUFFER, to, 2);
	puts(memcmp(hwreg_dma_pointer(back), hwreg_dma_pointer(there), SIZE) ? "differs"
									     : "the same");
	hwreg_dma_free(other);
	hwreg_dma_free(there);
	hwreg_dma_free(back);
}

static void show_addresses(struct edu *edu)
{
	struct hwreg_vfio *vfio = hwreg_target_vfio(edu->bar);
	struct hwreg_dma *dma[4];
	uint64_t address;

	for (int i = 0; i < 3; i++)
		check(hwreg_dma_map(&dma[i], vfio, 4096 * (i + 1), 0, &err));
	hwreg_dma_free(dma[1]);
	check(hwreg_dma_map(&dma[1], vfio, 1, 0, &err));
	check(hwreg_dma_map(&dma[3], vfio, 8192, 0, &err));
	for (int i = 0; i < 4; i++) {
		check(hwreg_dma_address(dma[i], 0, hwreg_dma_size(dma[i]), &address, &err));
		printf("0x%" PRIx64 " %zu\n", address, hwreg_dma_size(dma[i]));
	}
	printf("outside: %d\n", hwreg_dma_address(dma[1], 4096, 1, &address, NULL));
	for (int i = 0; i < 4; i++)
		hwreg_dma_free(dma[i]);
}

/* ---- Sharing ---------------------------------------------------------------------------------- */

static void share(struct edu *edu)
{
	struct hwreg_target *other = target(edu->name, "bar0");
	struct hwreg_interrupt_options options = { .size = sizeof(options), .flags = HWREG_WRITE };
	struct hwreg_interrupt *first = open_interrupt(edu, "intx"), *second;
	struct hwreg_window *window;
	struct hwreg_dma *dma;
	char spec[64];
	int r = hwreg_window_open(&window, other, 0, 4, 0, &err);

	printf("alone: %d: %s\n", r, err.message);
	r = hwreg_dma_map(&dma, hwreg_target_vfio(other), 1, 0, &err);
	printf("memory alone: %d: %s\n", r, err.message);
	printf("open already: %d\n",
	       hwreg_target_set_vfio(edu->bar, hwreg_target_vfio(other), NULL));
	check(hwreg_target_set_vfio(other, hwreg_target_vfio(edu->bar), &err));
	check(hwreg_window_open(&window, other, 0, 4, 0, &err));
	hwreg_window_close(window);
	options.vfio = hwreg_target_vfio(other);
	snprintf(spec, sizeof(spec), "vfio:%s/intx", edu->name);
	r = hwreg_interrupt_open(&second, spec, &options, &err);
	printf("the same: %d: %s\n", r, err.message);
	strcpy(strrchr(spec, '/'), "/msi0");
	r = hwreg_interrupt_open(&second, spec, &options, &err);
	printf("another kind: %d: %s\n", r, err.message);
	hwreg_interrupt_close(first);
	check(hwreg_interrupt_open(&second, spec, &options, &err));
	puts("then");
	hwreg_target_free(other);
	hwreg_interrupt_close(second);
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[2] : "", *interrupt = argc > 3 ? argv[3] : "intx";
	struct edu edu;

	if (argc < 3)
		return 2;
	open_edu(&edu, argv[1]);
	if (strcmp(what, "factorial") == 0)
		factorials(&edu, interrupt, (unsigned int)strtoul(argv[4], NULL, 10));
	else if (strcmp(what, "missed") == 0)
		miss(&edu, interrupt);
	else if (strcmp(what, "dma") == 0)
		there_and_back(&edu);
	else if (strcmp(what, "astray") == 0)
		go_astray(&edu);
	else if (strcmp(what, "addresses") == 0)
		show_addresses(&edu);
	else if (strcmp(what, "share") == 0)
		share(&edu);
	else
		hold(&edu, interrupt);
	close_edu(&edu);
	return 0;
}
