// SPDX-License-Identifier: MIT
/* snapshot_bits.c - which bits of a register can be compared, and which written back */
#include "snapshot.h"

#include "board/image.h"
#include "range.h"

/* What has been decided about the bits of a register */
struct bits {
	uint64_t left;
	uint64_t good;
};

static void decide(struct bits *bits, uint64_t mask, bool good)
{
	mask &= bits->left;
	bits->left &= ~mask;
	if (good)
		bits->good |= mask;
}

typedef bool judge(unsigned int read, unsigned int write, bool changing);

/* A second view of bits (overlap: true) decides only about what no proper field has; `volatile` of a
 * register is told from that of its fields by their all having it */
static uint64_t judge_all(const struct hwreg_board *board, const struct hwreg_register *reg,
			  unsigned int width, judge *is_good)
{
	bool changing = reg && (reg->flags & HWREG_REGISTER_VOLATILE);
	struct bits bits = { .left = hwreg_mask(width) };
	const struct hwreg_field *field;

	if (!reg)
		return bits.left;
	for (unsigned int views = 0; views < 2; views++) {
		for (uint32_t i = 0; i < reg->field_count; i++) {
			field = hwreg_register_field(board, reg, i);
			if (!!views != !!(field->flags & HWREG_FIELD_OVERLAP))
				continue;
			changing &= !!(field->flags & HWREG_FIELD_VOLATILE);
			decide(&bits, field->mask,
			       is_good(field->read, field->write,
				       field->flags & HWREG_FIELD_VOLATILE));
		}
	}
	decide(&bits, bits.left, is_good(reg->read, reg->write, changing));
	return bits.good;
}

static bool is_readable(unsigned int read, unsigned int write, bool changing)
{
	(void)write;
	(void)changing;
	return read != HWREG_READ_NONE;
}

static bool is_steady(unsigned int read, unsigned int write, bool changing)
{
	(void)write;
	return read != HWREG_READ_NONE && !changing;
}

static bool is_stored(unsigned int read, unsigned int write, bool changing)
{
	return read == HWREG_READ_VALUE && write == HWREG_WRITE_VALUE && !changing;
}

/* What they hold is which register was accessed last, and its value */
static bool selects(const struct hwreg_register *reg)
{
	return reg && (reg->flags & HWREG_REGISTER_SELECTS);
}

uint64_t snapshot_readable(const struct hwreg_board *board, const struct hwreg_register *reg,
			   unsigned int width, bool changing)
{
	if (selects(reg) && !changing)
		return 0;
	return judge_all(board, reg, width, changing ? is_readable : is_steady);
}

/* Bits that no field describes are written as they were, unless `reserved` says otherwise: then it is that
 * which writes to the other bits write there */
uint64_t snapshot_restorable(const struct hwreg_board *board, const struct hwreg_register *reg,
			     unsigned int width)
{
	uint64_t bits = judge_all(board, reg, width, is_stored), described = 0;

	if (selects(reg))
		return 0;
	if (!reg || !reg->field_count || reg->reserved_bits == HWREG_RESERVED_KEEP)
		return bits;
	for (uint32_t i = 0; i < reg->field_count; i++)
		described |= hwreg_register_field(board, reg, i)->mask;
	return bits & described;
}

const char *snapshot_skip_text(unsigned int skip)
{
	switch (skip) {
	case HWREG_SKIP_NONE:
		return NULL;
	case HWREG_SKIP_READ_CHANGES:
		return "reading it would change something";
	case HWREG_SKIP_WRITE_ONLY:
		return "it cannot be read";
	case HWREG_SKIP_ABSENT:
		return "another register has its address now";
	case HWREG_SKIP_NOT_HELD:
		return "it is behind an index register, which a file does not hold";
	default:
		return "it cannot be read here";
	}
}
