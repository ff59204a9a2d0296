// SPDX-License-Identifier: MIT
/*
 * edu_main.c - compute and copy
 *
 * usage: edu-… factorial NUMBER…	each told by an interrupt
 *        edu-… copy COUNT		memory to the device and back, other bytes each time, all compared
 *        edu-… wait			for an interrupt that does not come
 *        edu-… poll			a register, until the device is taken away
 *
 * Exit status: 0; 1 no interrupt in time, or bytes differ; 2 usage; 3 the device was taken away, or failed;
 * 4 not available here
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "edu.h"

static int factorials(struct edu *edu, char **numbers, struct hwreg_error *err)
{
	const struct irq *irq = &edu->device.irq;
	uint32_t value, result;
	int r = 0;

	for (; !r && *numbers; numbers++) {
		r = number(*numbers, &value, err);
		if (!r)
			r = edu_factorial(edu, value, &result, err);
		if (!r)
			printf("%s! = %" PRIu32 ", interrupt %" PRIu32 ", missed %" PRIu32 "\n",
			       *numbers, result, irq->count, irq->missed);
	}
	return r;
}

/* Neighbours, and bytes of the same place in two rounds, differ */
static unsigned char byte(uint32_t round, size_t at)
{
	return (unsigned char)(at * 7 + at / 256 + round + 1);
}

static int copy_once(struct edu *edu, struct edu_memory *there, struct edu_memory *back,
		     uint32_t round, struct hwreg_error *err)
{
	int r;

	for (size_t i = 0; i < EDU_BUFFER_SIZE; i++)
		there->bytes[i] = byte(round, i);
	memset(back->bytes, 0, EDU_BUFFER_SIZE);
	r = edu_put(edu, there, EDU_BUFFER_SIZE, err);
	memset(there->bytes, 0, EDU_BUFFER_SIZE);
	if (!r)
		r = edu_get(edu, back, EDU_BUFFER_SIZE, err);
	for (size_t i = 0; !r && i < EDU_BUFFER_SIZE; i++)
		if (back->bytes[i] != byte(round, i))
			r = fail(err, HWREG_ERROR_ANSWER, EILSEQ,
				 "byte %zu of round %" PRIu32 " is 0x%02x, not 0x%02x", i, round,
				 back->bytes[i], byte(round, i));
	return r;
}

static int copies(struct edu *edu, uint32_t count, struct hwreg_error *err)
{
	struct edu_memory there = { .bytes = NULL }, back = { .bytes = NULL };
	int r = edu_memory_new(&there, &edu->device, EDU_BUFFER_SIZE, err);

	if (!r)
		r = edu_memory_new(&back, &edu->device, EDU_BUFFER_SIZE, err);
	for (uint32_t i = 0; !r && i < count; i++)
		r = copy_once(edu, &there, &back, i, err);
	if (!r)
		printf("%" PRIu32 " times %u bytes there and back, interrupt %" PRIu32
		       ", missed %" PRIu32 "\n",
		       count, EDU_BUFFER_SIZE, edu->device.irq.count, edu->device.irq.missed);
	edu_memory_free(&back);
	edu_memory_free(&there);
	return r;
}

static int run(struct edu *edu, int argc, char **argv, struct hwreg_error *err)
{
	const char *what = argc > 0 ? argv[0] : "";
	uint32_t count;
	int r;

	if (argc > 1 && strcmp(what, "factorial") == 0)
		return factorials(edu, argv + 1, err);
	if (argc == 2 && strcmp(what, "copy") == 0) {
		r = number(argv[1], &count, err);
		return r ? r : copies(edu, count, err);
	}
	if (argc == 1 && (strcmp(what, "wait") == 0 || strcmp(what, "poll") == 0)) {
		printf("ready\n");
		fflush(stdout);
		return *what == 'w' ? edu_wait(edu, err) : edu_poll(edu, err);
	}
	return fail(err, HWREG_ERROR_REQUEST, EINVAL,
		    "usage: edu-… factorial NUMBER… | copy COUNT | wait | poll");
}

int main(int argc, char **argv)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct edu edu = { .regs = { NULL } };
	int r = edu_open(&edu, &err);

	if (!r)
		r = run(&edu, argc - 1, argv + 1, &err);
	if (r)
		fprintf(stderr, "edu: %s\n", err.message);
	edu_close(&edu);
	return r ? (int)err.kind : 0;
}
