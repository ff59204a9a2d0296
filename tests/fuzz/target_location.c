// SPDX-License-Identifier: MIT
/* target_location.c - what users type to say where and what to write: a location and a write a line */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define MOST_ITEMS 64u

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	return fuzz_mutate_text(data, size, most, seed, "location");
}

static void read_items(struct hwreg_session *session, struct hwreg_location *location)
{
	uint64_t count = hwreg_location_count(location), done, stretch;
	struct hwreg_error err = HWREG_ERROR_INIT;
	unsigned char bytes[MOST_ITEMS * HWREG_WIDEST / 8];
	struct hwreg_item item;
	int r = hwreg_session_prepare(session, location, &err);

	fuzz_promise(count, "a location has items");
	if (!r)
		r = hwreg_session_select(session, location, &err);
	for (uint64_t i = 0; !r && i < count && i < MOST_ITEMS; i += stretch) {
		stretch = hwreg_location_stretch(location, i, &item);
		fuzz_promise(stretch && stretch <= count - i, "a stretch ends in its location");
		if (stretch > MOST_ITEMS)
			stretch = MOST_ITEMS;
		if (!item.skip)
			r = hwreg_session_read_many(session, location, i, stretch, bytes, &done,
						    &err);
	}
	fuzz_error(r, &err);
}

static void read_one(struct hwreg_session *session, const char *text)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_location *location = NULL;
	int r = hwreg_location_parse(&location, session, text, &err);

	fuzz_error(r, &err);
	if (r)
		return;
	read_items(session, location);
	hwreg_location_free(location);
}

static void fill_one(struct hwreg_session *session, const char *text)
{
	static const unsigned char bytes[HWREG_WIDEST / 8];
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_location *location = NULL;
	uint64_t done = 0, count;
	struct hwreg_item item;
	int r = hwreg_location_parse_to_write(&location, session, text, &err);

	if (!r && hwreg_location_count(location) == 1)
		r = hwreg_location_repeat(location, 4, 0, &err);
	if (!r)
		r = hwreg_session_prepare(session, location, &err);
	if (!r) {
		count = hwreg_location_stretch(location, 0, &item);
		if (count == 1)
			r = hwreg_session_write_many(session, location, 0, 1, bytes, &done, &err);
	}
	fuzz_error(r, &err);
	hwreg_location_free(location);
}

static void write_one(struct hwreg_session *session, const char *text)
{
	struct hwreg_write_info info = { .size = sizeof(info) };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_write *write = NULL;
	int r = hwreg_write_parse(&write, session, text, &err);

	fuzz_error(r, &err);
	if (r)
		return;
	hwreg_write_describe(write, &info);
	fuzz_promise(!(info.value & info.keep), "bits are kept or written, not both");
	r = hwreg_session_prepare_write(session, write, &err);
	if (!r)
		r = hwreg_session_write(session, write, &err);
	if (!r && info.verifiable)
		r = hwreg_session_verify(session, write, &err);
	fuzz_error(r, &err);
	hwreg_write_free(write);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = fuzz_text(data, size), *rest = copy, *line;
	uint64_t force = size && data[0] == '!' ? HWREG_FORCE_POLICY | HWREG_FORCE_PROTECT : 0,
		 number;
	struct hwreg_session *session = fuzz_session(fuzz_board(), HWREG_WRITE | force);
	struct hwreg_error err = HWREG_ERROR_INIT;
	int64_t duration;
	int r;

	rest += force != 0;
	while ((line = fuzz_line(&rest))) {
		read_one(session, line);
		if (strchr(line, '='))
			write_one(session, line);
		else
			fill_one(session, line);
		fuzz_error(hwreg_number_parse(line, &number, &err), &err);
		err = (struct hwreg_error)HWREG_ERROR_INIT;
		r = hwreg_duration_parse(line, &duration, &err);
		fuzz_error(r, &err);
		fuzz_promise(r || duration >= 0, "no time is negative");
		err = (struct hwreg_error)HWREG_ERROR_INIT;
	}
	hwreg_session_close(session);
	free(copy);
	return 0;
}
