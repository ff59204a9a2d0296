// SPDX-License-Identifier: MIT
/* sim_model.c - what reading and writing a simulated register does, by its policies */
#include "backend/sim.h"

#include <string.h>

#include "board/image.h"

/* A register as one access sees it */
struct view {
	const struct hwreg_register *reg;
	unsigned char *data; /* its bytes in the file */
	unsigned char *once; /* its write-once marks */
	unsigned int skip; /* bytes of the access before the register starts */
	unsigned int start; /* bytes of the register before the access starts */
	unsigned int count; /* bytes of the register that the access covers */
	unsigned int
		size; /* bytes that are looked at: of the register, or of 64 bits of it at most */
	unsigned int shift; /* bits of the register below those */
	uint64_t lane; /* what the access covers, as bits of what is looked at */
};

static uint64_t load(const struct view *view, const unsigned char *bytes)
{
	bool big = view->reg->endian == HWREG_BIG_ENDIAN;
	uint64_t value = 0;

	for (unsigned int i = 0; i < view->size; i++)
		value = value << 8 | bytes[big ? i : view->size - 1 - i];
	return value;
}

static void store(const struct view *view, unsigned char *bytes, uint64_t value)
{
	bool big = view->reg->endian == HWREG_BIG_ENDIAN;

	for (unsigned int i = 0; i < view->size; i++, value >>= 8)
		bytes[big ? view->size - 1 - i : i] = value & 0xff;
}

static uint64_t lane_of(const struct view *view)
{
	unsigned char bytes[8] = { 0 };

	memset(bytes + view->start, 0xff, view->count);
	return load(view, bytes);
}

static uint64_t marks_offset(const struct sim_block *block)
{
	return (block->range.last - block->range.first + 1) * block->unit;
}

/* Of a register of more than 64 bits only what the access covers is looked at */
static void narrow(struct view *view)
{
	unsigned int bytes = view->reg->width / 8;

	view->size = bytes;
	if (bytes <= 8)
		return;
	view->data += view->start;
	view->once += view->start;
	view->size = view->count;
	view->shift = view->reg->endian == HWREG_BIG_ENDIAN
			      ? 8 * (bytes - view->start - view->count)
			      : 8 * view->start;
	view->start = 0;
}

static struct view make_view(const struct sim *sim, const struct sim_block *block,
			     const struct hwreg_register *reg, uint64_t address, unsigned int count)
{
	const struct sim_slot *slot = hwreg_sim_slot(sim, reg);
	unsigned int width = reg->width / 8, each = block->unit > 1 ? reg->access / 8u : 1;
	struct view view = { .reg = reg };

	view.data = (unsigned char *)sim->header +
		    (slot ? slot->data : block->data + hwreg_sim_offset(block, reg->address));
	view.once = view.data + (slot ? SIM_SLOT_SIZE : marks_offset(block));
	if (reg->address > address)
		view.skip = reg->address - address;
	else
		view.start = (address - reg->address) * each;
	view.count = width - view.start;
	if (view.count > count - view.skip)
		view.count = count - view.skip;
	narrow(&view);
	view.lane = lane_of(&view);
	return view;
}

static bool is_inside(const struct sim_block *block, const struct hwreg_register *reg)
{
	unsigned int addresses = reg->width / (block->unit > 1 ? reg->access : 8);
	struct hwreg_range span = { reg->address, reg->address + (addresses - 1) };

	return hwreg_range_contains(&block->range, &span);
}

uint64_t hwreg_sim_value(const struct sim *sim, const struct hwreg_register *reg)
{
	const struct sim_block *block =
		&sim->blocks[reg->block]; /* they are in the order of the board's */
	struct view view;

	if (!is_inside(block, reg))
		return 0;
	view = make_view(sim, block, reg, reg->address, reg->width / 8u);
	return load(&view, view.data);
}

/* What an access of a data register reaches, if its index register names something */
static bool find_behind(const struct sim *sim, const struct sim_block *block, uint64_t address,
			unsigned int count, struct view *view)
{
	const struct hwreg_register *reg;
	unsigned int each;

	for (uint32_t i = 0; image_count(sim->board, IMAGE_WINDOWS) && i < sim->slot_count; i++) {
		reg = hwreg_board_register(sim->board, sim->slots[i].reg);
		each = block->unit > 1 ? reg->access / 8u : 1;
		if (!reg->window || reg->space != block->space || address < reg->address ||
		    (address - reg->address) * each >= reg->width / 8u ||
		    !hwreg_sim_is_there(sim, reg))
			continue;
		*view = make_view(sim, block, reg, address, count);
		return true;
	}
	return false;
}

/* ---- Which registers an access meets ---------------------------------------------------------- */

typedef void visitor(const struct view *view, void *data);

/* A register of just this place stands for all that share it, one with a condition for those without;
 * else each that overlaps. What is not there now is none. */
static void visit(const struct sim *sim, const struct sim_block *block, uint64_t address,
		  unsigned int count, uint32_t useless, visitor *call, void *data)
{
	const struct hwreg_register *reg = NULL, *exact = NULL;
	struct view view;

	while ((reg = hwreg_register_next_at(sim->board, block->space, address, reg)))
		if (reg->address == address && reg->width / 8u == count &&
		    !(reg->flags & useless) &&
		    (!exact || (hwreg_sim_slot(sim, reg) && !hwreg_sim_slot(sim, exact))) &&
		    hwreg_sim_is_there(sim, reg))
			exact = reg;
	if (exact) {
		view = make_view(sim, block, exact, address, count);
		call(&view, data);
		return;
	}
	for (unsigned int byte = 0; byte < (block->unit > 1 ? 1 : count); byte++) {
		reg = NULL;
		while ((reg = hwreg_register_next_at(sim->board, block->space, address + byte,
						     reg))) {
			if ((byte && reg->address != address + byte) || (reg->flags & useless) ||
			    !is_inside(block, reg) || !hwreg_sim_is_there(sim, reg))
				continue;
			view = make_view(sim, block, reg, address, count);
			call(&view, data);
		}
	}
}

/* ---- Bits of one register by policy ----------------------------------------------------------- */

typedef void bits_visitor(enum hwreg_read_policy read, enum hwreg_write_policy write, uint64_t bits,
			  void *data);

/* A field's bits among those that are looked at */
static uint64_t bits_of(const struct view *view, const struct hwreg_field *field)
{
	unsigned int up = field->shift - view->shift, down = view->shift - field->shift;

	if (field->shift >= view->shift)
		return up < 64 ? field->mask << up : 0;
	return down < 64 ? field->mask >> down : 0;
}

static void each_policy(const struct sim *sim, const struct view *view, bits_visitor *call,
			void *data)
{
	const struct hwreg_register *reg = view->reg;
	uint64_t left = hwreg_mask(8 * view->size), bits;
	const struct hwreg_field *field;

	/* a second view of bits (overlap: true) says only what no proper field says */
	for (int views = 0; views < 2; views++) {
		for (uint32_t i = 0; i < reg->field_count; i++) {
			field = hwreg_register_field(sim->board, reg, i);
			if (views != !!(field->flags & HWREG_FIELD_OVERLAP))
				continue;
			bits = bits_of(view, field) & left;
			call(field->read, field->write, bits, data);
			left &= ~bits;
		}
	}
	call(reg->read, reg->write, left, data);
}

struct reading {
	uint64_t lane;
	uint64_t seen; /* bits that a read gives */
	uint64_t value; /* stored afterwards */
};

static void read_bits(enum hwreg_read_policy read, enum hwreg_write_policy write, uint64_t bits,
		      void *data)
{
	struct reading *reading = data;

	(void)write;
	if (read == HWREG_READ_NONE)
		reading->seen &= ~bits;
	else if (read == HWREG_READ_CLEAR)
		reading->value &= ~(bits & reading->lane);
	else if (read == HWREG_READ_SET)
		reading->value |= bits & reading->lane;
}

struct writing {
	uint64_t lane;
	uint64_t word; /* what is written */
	uint64_t value; /* stored */
	uint64_t once; /* bits that were written since reset */
};

static void write_bits(enum hwreg_read_policy read, enum hwreg_write_policy write, uint64_t bits,
		       void *data)
{
	struct writing *w = data;
	uint64_t m = bits & w->lane, ones = w->word & m, zeros = ~w->word & m;

	(void)read;
	switch (write) {
	case HWREG_WRITE_NONE:
		break;
	case HWREG_WRITE_1C:
		w->value &= ~ones;
		break;
	case HWREG_WRITE_1S:
		w->value |= ones;
		break;
	case HWREG_WRITE_1T:
		w->value ^= ones;
		break;
	case HWREG_WRITE_0C:
		w->value &= ~zeros;
		break;
	case HWREG_WRITE_0S:
		w->value |= zeros;
		break;
	case HWREG_WRITE_0T:
		w->value ^= zeros;
		break;
	case HWREG_WRITE_CLEAR:
		w->value &= ~m;
		break;
	case HWREG_WRITE_SET:
		w->value |= m;
		break;
	case HWREG_WRITE_ONCE:
		m &= ~w->once;
		w->once |= m;
		w->value = (w->value & ~m) | (w->word & m);
		break;
	case HWREG_WRITE_VALUE:
	case HWREG_WRITE_EFFECT:
		w->value = (w->value & ~m) | ones;
		break;
	}
}

/* ---- Whole accesses --------------------------------------------------------------------------- */

struct access {
	const struct sim *sim;
	unsigned char *bytes;
	const unsigned char *word;
};

static void hide(const struct view *view, void *data)
{
	struct access *access = data;

	memset(access->bytes + view->skip, 0, view->count);
}

static void read_register(const struct view *view, void *data)
{
	struct access *access = data;
	unsigned char seen[8];
	struct reading reading = { .lane = view->lane, .seen = UINT64_MAX };
	uint64_t before = load(view, view->data);

	reading.value = before;
	each_policy(access->sim, view, read_bits, &reading);
	if (reading.value != before)
		store(view, view->data, reading.value);
	store(view, seen, before & reading.seen);
	for (unsigned int i = 0; i < view->count; i++)
		access->bytes[view->skip + i] |= seen[view->start + i];
}

static void write_register(const struct view *view, void *data)
{
	const struct access *access = data;
	unsigned char word[8] = { 0 };
	struct writing writing = { .lane = view->lane };
	uint64_t once;

	memcpy(word + view->start, access->word + view->skip, view->count);
	writing.word = load(view, word);
	writing.value = load(view, view->data);
	once = writing.once = load(view, view->once);
	each_policy(access->sim, view, write_bits, &writing);
	store(view, view->data, writing.value);
	if (writing.once != once)
		store(view, view->once, writing.once);
}

struct bare {
	unsigned int described; /* a bit a byte of the access */
};

static void note_described(const struct view *view, void *data)
{
	struct bare *bare = data;

	bare->described |= ((1u << view->count) - 1) << view->skip;
}

void hwreg_sim_read(const struct sim *sim, const struct sim_block *block, uint64_t address,
		    unsigned char *bytes, unsigned int count)
{
	struct access access = { .sim = sim, .bytes = bytes };
	struct view view;

	if (find_behind(sim, block, address, count, &view)) {
		memset(bytes, 0, count);
		if (!(view.reg->flags & HWREG_REGISTER_UNREADABLE))
			read_register(&view, &access);
		return;
	}
	memcpy(bytes, (unsigned char *)sim->header + block->data + hwreg_sim_offset(block, address),
	       count);
	visit(sim, block, address, count, 0, hide, &access);
	visit(sim, block, address, count, HWREG_REGISTER_UNREADABLE, read_register, &access);
}

/* A write of a register's alias is one of the register, of what it then holds: byte by byte, whatever
 * their order, as each bit is on its own */
static bool write_alias(const struct sim *sim, const struct sim_block *block, uint64_t address,
			const unsigned char *bytes, unsigned int count)
{
	const struct image_alias *alias =
		image_alias_at(sim->board, block->space, address, 8 * count);
	const struct hwreg_register *reg;
	unsigned char word[8], old;
	struct view view;

	reg = alias ? hwreg_board_register(sim->board, alias->reg) : NULL;
	if (!reg || !is_inside(block, reg))
		return false;
	address = reg->address + (address - alias->address);
	view = make_view(sim, block, reg, address, count);
	for (unsigned int i = 0; i < count; i++) {
		old = view.data[view.start + i];
		if (alias->kind == HWREG_ALIAS_SET)
			word[i] = old | bytes[i];
		else if (alias->kind == HWREG_ALIAS_CLEAR)
			word[i] = old & ~bytes[i];
		else
			word[i] = old ^ bytes[i];
	}
	hwreg_sim_write(sim, block, address, word, count);
	return true;
}

void hwreg_sim_write(const struct sim *sim, const struct sim_block *block, uint64_t address,
		     const unsigned char *bytes, unsigned int count)
{
	unsigned char *data =
		(unsigned char *)sim->header + block->data + hwreg_sim_offset(block, address);
	struct access access = { .sim = sim, .word = bytes };
	struct bare bare = { 0 };
	struct view view;

	if (find_behind(sim, block, address, count, &view)) {
		if (!(view.reg->flags & HWREG_REGISTER_UNWRITABLE))
			write_register(&view, &access);
		return;
	}
	visit(sim, block, address, count, 0, note_described, &bare);
	if (!bare.described && write_alias(sim, block, address, bytes, count))
		return;
	for (unsigned int i = 0; i < count; i++)
		if (!(bare.described & (1u << i)))
			data[i] = bytes[i];
	visit(sim, block, address, count, HWREG_REGISTER_UNWRITABLE, write_register, &access);
}

/* Of a register of more than 64 bits the value is that of its lowest 64 */
static void reset(const struct sim *sim, const struct sim_block *block,
		  const struct hwreg_register *reg)
{
	unsigned int bytes = reg->width / 8, above = bytes > 8 ? bytes - 8 : 0;
	unsigned int each = block->unit > 1 ? reg->access / 8u : 1;
	uint64_t lowest = reg->address + (reg->endian == HWREG_BIG_ENDIAN ? above / each : 0);
	struct view view = make_view(sim, block, reg, lowest, bytes - above);

	store(&view, view.data, reg->reset & reg->reset_mask);
}

void hwreg_sim_reset(const struct sim *sim)
{
	const struct hwreg_register *reg;

	for (uint32_t i = 0; i < sim->block_count; i++) {
		const struct sim_block *block = &sim->blocks[i];
		const struct hwreg_block *described = hwreg_board_block(sim->board, i);

		for (uint32_t j = 0; j < described->register_count; j++) {
			reg = hwreg_board_register(sim->board, described->first_register + j);
			if ((reg->reset & reg->reset_mask) &&
			    (reg->window || is_inside(block, reg)))
				reset(sim, block, reg);
		}
	}
}
