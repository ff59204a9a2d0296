// SPDX-License-Identifier: MIT
/* write.c - REG=VALUE, REG.FIELD=VALUE,FIELD=VALUE, REG:7:4=VALUE and REG=VALUE/MASK */
#include "write.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/image.h"
#include "error.h"
#include "location.h"
#include "rules.h"
#include "view.h"

static int does_not_fit(const char *what, uint64_t value, unsigned int bits,
			struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
			       "%s: 0x%" PRIx64
			       " does not fit in %u bit%s, the largest value is 0x%" PRIx64,
			       what, value, bits, bits == 1 ? "" : "s", hwreg_mask(bits));
}

static int parse_value(const char *what, const char *text, unsigned int bits, uint64_t *value,
		       struct hwreg_error *err)
{
	int r;

	if (!*text)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s=: the value is missing", what);
	r = hwreg_number_parse(text, value, err);
	if (r)
		return hwreg_error_context(err, r, "%s", what);
	return *value & ~hwreg_mask(bits) ? does_not_fit(what, *value, bits, err) : 0;
}

/* ---- What may be written ---------------------------------------------------------------------- */

static int read_only(const char *what, struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EACCES,
			       "%s is read-only; --force=policy writes it all the same", what);
}

int hwreg_write_check_register(const struct hwreg_session *session,
			       const struct hwreg_register *reg, struct hwreg_error *err)
{
	const char *name = image_string(session->board, reg->name);

	if (reg->width > 64)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EOVERFLOW,
			"%s has %u bits: registers of more than 64 can be read, not written", name,
			reg->width);
	if (reg->protect && !(session->flags & HWREG_FORCE_PROTECT))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EACCES,
			"%s is protected: %s; --force=protect writes it all the same", name,
			image_string(session->board, reg->protect));
	if ((reg->flags & HWREG_REGISTER_UNWRITABLE) && !(session->flags & HWREG_FORCE_POLICY))
		return read_only(name, err);
	return 0;
}

/* No bit that is meant may be one that writes do not reach */
static int check_meant(const struct hwreg_session *session, const struct hwreg_write *write,
		       struct hwreg_error *err)
{
	const struct hwreg_register *reg = write->item.reg;
	const struct hwreg_field *field;
	uint64_t bare = write->meant;

	for (uint32_t i = 0; i < reg->field_count; i++) {
		field = hwreg_register_field(session->board, reg, i);
		bare &= ~field->mask;
		if ((field->mask & write->meant) && field->write == HWREG_WRITE_NONE &&
		    !(field->flags & HWREG_FIELD_OVERLAP) && !(session->flags & HWREG_FORCE_POLICY))
			return hwreg_error_set(
				err, HWREG_ERROR_REQUEST, EACCES,
				"%s.%s is read-only; --force=policy writes it all the same",
				image_string(session->board, reg->name),
				image_string(session->board, field->name));
	}
	if (bare && reg->write == HWREG_WRITE_NONE && !(session->flags & HWREG_FORCE_POLICY))
		return read_only(image_string(session->board, reg->name), err);
	return 0;
}

uint64_t hwreg_item_verifiable(const struct hwreg_session *session, const struct hwreg_item *item)
{
	const struct hwreg_register *reg = item->reg;
	uint64_t all = hwreg_mask(item->width);
	const struct hwreg_field *field;
	uint64_t described = 0, good = 0, bad = 0;

	if (!reg)
		return all;
	if (reg->flags & HWREG_REGISTER_READ_CHANGES)
		return 0;
	for (uint32_t i = 0; i < reg->field_count; i++) {
		field = hwreg_register_field(session->board, reg, i);
		described |= field->mask;
		if (field->read == HWREG_READ_VALUE && field->write == HWREG_WRITE_VALUE &&
		    !(field->flags & HWREG_FIELD_VOLATILE))
			good |= field->mask;
		else
			bad |= field->mask;
	}
	/* bits that no field describes count only where there are no fields at all */
	if (!described && reg->read == HWREG_READ_VALUE && reg->write == HWREG_WRITE_VALUE &&
	    !(reg->flags & HWREG_REGISTER_VOLATILE))
		good = all;
	return good & ~bad;
}

/* ---- Forms ------------------------------------------------------------------------------------ */

static int add_field(const struct hwreg_session *session, struct hwreg_write *write,
		     const struct hwreg_field *field, const char *text, struct hwreg_error *err)
{
	const char *reg_name = image_string(session->board, write->item.reg->name);
	const char *name = image_string(session->board, field->name);
	uint64_t value;
	int r;

	if (write->meant & field->mask)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s.%s: its bits are given twice in one write", reg_name,
				       name);
	if (!*text)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s.%s=: the value is missing", reg_name, name);
	r = hwreg_field_value_parse(session->board, field, text, &value, err);
	if (r)
		return hwreg_error_context(err, r, "%s", reg_name);
	write->meant |= field->mask;
	write->value = hwreg_field_put(session->board, field, write->value, value);
	return 0;
}

/* The further ",PART=VALUE" of a field write; @text is changed */
static int add_more_fields(const struct hwreg_session *session, struct hwreg_write *write,
			   char *text, struct hwreg_error *err)
{
	const struct hwreg_field *field;
	char *next, *value;
	int r = 0;

	for (; !r && text; text = next) {
		next = strchr(text, ',');
		if (next)
			*next++ = '\0';
		value = strchr(text, '=');
		if (!value)
			return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
					       "',%s': expected FIELD=VALUE after the comma", text);
		*value++ = '\0';
		r = hwreg_field_find(session->board, write->item.reg, text, &field, err);
		if (!r)
			r = add_field(session, write, field, value, err);
	}
	return r;
}

static int parse_fields(const struct hwreg_session *session, struct hwreg_write *write, char *value,
			struct hwreg_error *err)
{
	char *more = strchr(value, ',');
	int r;

	if (more)
		*more++ = '\0';
	r = add_field(session, write, write->item.field, value, err);
	return r ? r : add_more_fields(session, write, more, err);
}

static int parse_slice(struct hwreg_write *write, const char *name, const char *value,
		       struct hwreg_error *err)
{
	unsigned int bits = write->item.high - write->item.low + 1u;
	uint64_t number;
	int r = parse_value(name, value, bits, &number, err);

	if (r)
		return r;
	write->meant = hwreg_mask(bits) << write->item.low;
	write->value = number << write->item.low;
	return 0;
}

/* @mask: in @value, with the / */
static int parse_masked(struct hwreg_write *write, const char *name, char *value, char *mask,
			struct hwreg_error *err)
{
	uint64_t number = 0;
	int r;

	*mask++ = '\0';
	r = parse_value(name, value, write->item.width, &number, err);
	if (!r)
		r = parse_value(name, mask, write->item.width, &write->meant, err);
	if (r)
		return r;
	if (write->meant == 0)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: a mask of 0 leaves nothing to write", name);
	if (number & ~write->meant)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: 0x%" PRIx64 " has bits outside the mask 0x%" PRIx64,
				       name, number, write->meant);
	write->value = number;
	return 0;
}

/* ---- Putting it together ---------------------------------------------------------------------- */

static int parse_parts(struct hwreg_session *session, struct hwreg_write *write, const char *name,
		       char *value, struct hwreg_error *err)
{
	const struct hwreg_item *item = &write->item;
	char *mask;

	if (item->field)
		return parse_fields(session, write, value, err);
	if (strchr(value, ','))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"%s=%s: a comma joins fields of one register, REG.FIELD=1,FIELD=2; "
			"writes of different registers are separate words",
			name, value);
	if (item->low || item->high != item->width - 1)
		return parse_slice(write, name, value, err);
	mask = strchr(value, '/');
	if (mask)
		return parse_masked(write, name, value, mask, err);
	write->meant = hwreg_mask(item->width);
	return parse_value(name, value, item->width, &write->value, err);
}

int hwreg_write_plan(struct hwreg_session *session, struct hwreg_write *write, bool raw,
		     struct hwreg_error *err)
{
	int r = 0;

	if (write->item.reg && !raw)
		r = hwreg_write_check_register(session, write->item.reg, err);
	if (!r && write->item.reg && write->partly)
		r = check_meant(session, write, err);
	if (!r && write->partly && !hwreg_aliases_plan(session, write))
		r = hwreg_neighbours_plan(session, write, err);
	write->verifiable = hwreg_item_verifiable(session, &write->item) & write->meant;
	write->item.field = NULL;
	write->item.low = 0;
	write->item.high = write->item.width - 1;
	write->item.raw = raw;
	return r;
}

int hwreg_write_check_places(struct hwreg_session *session, const struct hwreg_write *write,
			     struct hwreg_error *err)
{
	unsigned int rights = write->step_count ? 0 : VIEW_WRITE;
	int r;

	if (write->keep)
		rights |= VIEW_READ;
	for (unsigned int i = 0; i < write->step_count; i++)
		rights |= write->steps[i].toggle ? VIEW_READ : 0;
	r = hwreg_view_check(session, &write->item, 1, rights, err);
	for (unsigned int i = 0; !r && i < write->step_count; i++)
		r = hwreg_view_check(session, &write->steps[i].item, 1, VIEW_WRITE, err);
	return r;
}

static int check_places(struct hwreg_session *session, const struct hwreg_write *write,
			const char *name, struct hwreg_error *err)
{
	int r = hwreg_write_check_places(session, write, err);

	if (r)
		return write->item.reg ? hwreg_error_context(err, r, "%s", name) : r;
	return hwreg_rules_plan(session, &write->item, err);
}

static int decide(struct hwreg_session *session, struct hwreg_write *write, const char *name,
		  struct hwreg_error *err)
{
	bool partly = write->meant != hwreg_mask(write->item.width) || write->item.field ||
		      write->item.low || write->item.high != write->item.width - 1;
	bool raw = !partly && isdigit((unsigned char)name[0]);
	int r = 0;

	write->partly = partly;
	if (!write->item.reg && !partly && !isdigit((unsigned char)name[0]))
		r = hwreg_neighbours_overlap(session, &write->item, err);
	if (!r)
		r = hwreg_write_plan(session, write, raw, err);
	if (!r)
		r = check_places(session, write, name, err);
	return r || raw ? r : hwreg_wrap_plan(session, write, err);
}

static int refuse_many(const char *name, struct hwreg_error *err)
{
	return hwreg_error_set(
		err, HWREG_ERROR_REQUEST, EINVAL,
		"%s: writing to many registers at once is refused; name one register", name);
}

static int parse_text(struct hwreg_session *session, struct hwreg_write *write, char *name,
		      struct hwreg_error *err)
{
	char *value = strchr(name, '=');
	int r;

	if (!value)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "'%s': expected REGISTER=VALUE", name);
	*value++ = '\0';
	if (hwreg_text_is_glob(name) || hwreg_text_is_range(name))
		return refuse_many(name, err);
	r = hwreg_item_parse(session, name, true, &write->item, err);
	if (r == -EISDIR)
		return refuse_many(name, err);
	if (!r && write->item.width > 64)
		r = hwreg_write_check_register(session, write->item.reg, err);
	if (!r)
		r = parse_parts(session, write, name, value, err);
	return r ? r : decide(session, write, name, err);
}

int hwreg_write_parse(struct hwreg_write **out, struct hwreg_session *session, const char *text,
		      struct hwreg_error *err)
{
	struct hwreg_write *write = malloc(sizeof(*write));
	char *copy = strdup(text);
	int r;

	if (write)
		*write = (struct hwreg_write){ .value = 0 };
	r = write && copy ? parse_text(session, write, copy, err) : hwreg_error_memory(err);
	free(copy);
	if (image_intact(session->board, err))
		r = -EBADMSG;
	if (r)
		hwreg_write_free(write);
	else
		*out = write;
	return r;
}

void hwreg_write_free(struct hwreg_write *write)
{
	if (!write)
		return;
	hwreg_wrap_free(write->wrap);
	free(write);
}

void hwreg_write_describe(const struct hwreg_write *write, struct hwreg_write_info *info)
{
	struct hwreg_write_info full = { .size = info->size,
					 .item = write->item,
					 .value = write->value,
					 .keep = write->keep,
					 .meant = write->meant,
					 .verifiable = write->verifiable,
					 .aliases = write->step_count };

	if (info->size > sizeof(full))
		memset((char *)info + sizeof(full), 0, info->size - sizeof(full));
	memcpy(info, &full, info->size < sizeof(full) ? info->size : sizeof(full));
}
