// SPDX-License-Identifier: MIT
/* many.c - what fill, load and copy share: write values from somewhere to many registers */
#include "many.h"
#include "json.h"
#include "output.h"
#include "stop.h"

#include <stdlib.h>

int many_repeat(struct context *context, struct hwreg_location *location, const char *label,
		uint64_t count, bool fifo)
{
	uint64_t had = hwreg_location_count(location);
	int r;

	if (fifo || (had == 1 && count > 1 && !hwreg_location_is_range(location))) {
		r = hwreg_location_repeat(location, count, fifo ? HWREG_FIFO : 0, &context->err);
		if (r < 0)
			output_context(&context->err, "%s", label);
		return r;
	}
	if (!count || count == had)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_REQUEST,
			   "%s has %llu register%s, but there are %llu values; give its first "
			   "register alone to take as many as needed",
			   label, (unsigned long long)had, had == 1 ? "" : "s",
			   (unsigned long long)count);
}

int many_open_to(struct many *many, const char *word, uint64_t count, bool fifo)
{
	struct context *context = many->context;
	int r = hwreg_location_parse_to_write(&many->to, context->session, word, &context->err);

	many->label = word;
	many->fifo = fifo;
	if (r == 0)
		r = many_repeat(context, many->to, word, count, fifo);
	if (r == 0 && context->settings.verify) {
		r = hwreg_location_check_verify(many->to, &context->err);
		if (r < 0)
			output_context(&context->err, "--verify");
	}
	return r;
}

/* ---- One pass over all of it ------------------------------------------------------------------- */

typedef int do_work(struct many *many, uint64_t index, uint64_t count, unsigned char *bytes,
		    uint64_t *done);

static int write_piece(struct many *many, uint64_t index, uint64_t count, unsigned char *bytes,
		       uint64_t *done)
{
	struct context *context = many->context;
	int r = hwreg_session_write_many(context->session, many->to, index, count, bytes, done,
					 &context->err);

	many->written += *done;
	return r;
}

static int verify_piece(struct many *many, uint64_t index, uint64_t count, unsigned char *bytes,
			uint64_t *done)
{
	return hwreg_session_verify_many(many->context->session, many->to, index, count, bytes,
					 done, &many->context->err);
}

static int do_piece(struct many *many, do_work *work, uint64_t index, uint64_t count,
		    const struct hwreg_item *item, uint64_t *done)
{
	static unsigned char bytes[MANY_BYTES];
	int r = observe_check(many->context);

	*done = 0;
	if (r == 0)
		r = many->get(many, index, count, item, bytes);
	if (r == 0)
		r = work(many, index, count, bytes, done);
	return many->context->log_errno ? observe_check(many->context) : r;
}

static int do_pass(struct many *many, struct pace *pace, do_work *work)
{
	uint64_t total = hwreg_location_count(many->to), stretch = 0, done;
	struct hwreg_item item;
	int r = 0;

	for (uint64_t index = 0; index < total && r == 0 && !stop_signal(); index += done) {
		if (stretch == 0)
			stretch = hwreg_location_stretch(many->to, index, &item);
		r = do_piece(many, work, index, pace_next(pace, stretch), &item, &done);
		stretch -= done;
		pace_made(pace, done);
	}
	return r;
}

/* ---- What a failure leaves behind -------------------------------------------------------------- */

static char *describe_written(const struct many *many)
{
	unsigned long long written = many->written;
	char first[NAME_SIZE], last[NAME_SIZE];
	struct hwreg_item item;

	if (!written)
		return output_strdup("nothing was written");
	hwreg_location_item(many->to, many->written - 1, &item);
	text_name(many->context, &item, last);
	hwreg_location_item(many->to, 0, &item);
	text_name(many->context, &item, first);
	if (written == 1 || many->fifo)
		return output_strdup("written: %llu value%s to %s", written,
				     written == 1 ? "" : "s", first);
	return output_strdup("written: %llu of %llu registers, %s to %s", written,
			     (unsigned long long)hwreg_location_count(many->to), first, last);
}

static void add_json(const struct many *many, bool verified)
{
	struct context *context = many->context;
	struct json_object *object = json_make_object();
	struct hwreg_item item;
	char name[NAME_SIZE];

	hwreg_location_item(many->to, 0, &item);
	json_put_text(object, "first", text_name(context, &item, name));
	json_put_number(object, "address", item_number(&item));
	json_put_number(object, "width", item.width);
	json_put_number(object, "count", hwreg_location_count(many->to));
	json_put_number(object, "written", many->written);
	json_put_bool(object, "verified", verified);
	json_append(context, "writes", object);
}

static int conclude(struct many *many, int r, bool verified)
{
	struct context *context = many->context;
	char *written = describe_written(many);

	context->stop_signal = stop_signal();
	if (json_wanted(context))
		add_json(many, verified);
	if (many->written && context->err.kind == HWREG_ERROR_UNAVAILABLE)
		context->err.kind = HWREG_ERROR_ACCESS;
	if (r < 0 && context->err.kind != HWREG_ERROR_ANSWER) {
		context_note(context, written);
		return r;
	}
	if (r == 0 && context->stop_signal)
		output_message("interrupted; %s%s", written,
			       context->settings.verify ? ", not verified" : "");
	free(written);
	return r;
}

/* A range a line, else a register a line; nothing is known of the values that a copy would have read */
static int plan(struct many *many)
{
	uint64_t total = hwreg_location_count(many->to), stretch, done;
	struct context *context = many->context;
	unsigned char bytes[8] = { 0 };
	struct hwreg_item item;
	int r = many->plan ? many->plan(many) : 0;

	for (uint64_t index = 0; index < total && r == 0; index += stretch) {
		stretch = hwreg_location_stretch(many->to, index, &item);
		if (!many->fifo && !hwreg_location_is_range(many->to))
			stretch = 1;
		if (!many->plan)
			r = many->get(many, index, 1, &item, bytes);
		if (r == 0)
			r = hwreg_session_write_many(context->session, many->to, index, stretch,
						     many->plan ? NULL : bytes, &done,
						     &context->err);
	}
	return r;
}

int many_write(struct many *many)
{
	struct context *context = many->context;
	bool verify = context->settings.verify;
	struct pace pace;
	int r = hwreg_session_prepare(context->session, many->to, &context->err);

	if (r == 0)
		r = observe_start(context);
	if (r < 0)
		return r;
	if (context->settings.dry_run)
		return plan(many);
	r = many->start ? many->start(many) : 0;
	if (r < 0)
		return r;
	pace_start(&pace, hwreg_location_count(many->to) * (verify ? 2 : 1), false);
	r = do_pass(many, &pace, write_piece);
	if (r == 0)
		r = hwreg_session_sync(context->session, &context->err);
	if (r == 0 && verify && !stop_signal())
		r = do_pass(many, &pace, verify_piece);
	pace_end(&pace);
	return conclude(many, r, verify && r == 0 && !stop_signal());
}
