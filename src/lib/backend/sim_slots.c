// SPDX-License-Identifier: MIT
/* sim_slots.c - registers that share an address: each set of conditions, and each register behind an
 * index, has a place of its own */
#include "backend/sim.h"

#include <stdlib.h>

#include "board/image.h"
#include "compare.h"

static uint32_t when_count(const struct sim *sim, const struct hwreg_register *reg)
{
	return image_rule_count(sim->board, reg, HWREG_RULE_WHEN);
}

static bool has_slot(const struct sim *sim, const struct hwreg_register *reg)
{
	return reg->window || when_count(sim, reg);
}

static bool same_conditions(const struct sim *sim, const struct hwreg_register *a,
			    const struct hwreg_register *b)
{
	uint32_t count = when_count(sim, a);

	if (when_count(sim, b) != count)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (image_rule_item(sim->board, a, HWREG_RULE_WHEN, i) !=
		    image_rule_item(sim->board, b, HWREG_RULE_WHEN, i))
			return false;
	return true;
}

const struct sim_slot *hwreg_sim_slot(const struct sim *sim, const struct hwreg_register *reg)
{
	uint32_t low = 0, high = sim->slot_count, wanted;

	if (!sim->slot_count || !has_slot(sim, reg))
		return NULL;
	wanted = hwreg_register_index(sim->board, reg);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (sim->slots[middle].reg < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low < sim->slot_count && sim->slots[low].reg == wanted ? &sim->slots[low] : NULL;
}

/* What is written to one that cannot be read may be read from its neighbour, as without `when` */
static const struct sim_slot *shared_slot(const struct sim *sim, const struct hwreg_register *reg)
{
	const struct hwreg_register *other = NULL;

	if (reg->window)
		return NULL;
	while ((other = hwreg_register_next_at(sim->board, reg->space, reg->address, other)))
		if (other < reg && other->address == reg->address && other->width == reg->width &&
		    same_conditions(sim, other, reg))
			return hwreg_sim_slot(sim, other);
	return NULL;
}

static uint32_t count_slots(const struct sim *sim)
{
	const struct hwreg_register *reg;
	uint32_t count = 0;

	if (!image_count(sim->board, IMAGE_CONDITIONS) && !image_count(sim->board, IMAGE_WINDOWS))
		return 0;
	for (uint32_t i = 0; (reg = hwreg_board_register(sim->board, i)); i++)
		count += has_slot(sim, reg);
	return count;
}

int hwreg_sim_layout_slots(struct sim *sim, struct hwreg_error *err)
{
	uint32_t count = count_slots(sim);
	const struct hwreg_register *reg;
	const struct sim_slot *shared;

	if (!count)
		return 0;
	sim->slots = calloc(count, sizeof(*sim->slots));
	if (!sim->slots)
		return hwreg_error_memory(err);
	for (uint32_t i = 0; (reg = hwreg_board_register(sim->board, i)); i++) {
		if (!has_slot(sim, reg))
			continue;
		shared = shared_slot(sim, reg);
		sim->slots[sim->slot_count++] =
			(struct sim_slot){ i, shared ? shared->data : sim->size };
		if (!shared)
			sim->size += UINT64_C(2) * SIM_SLOT_SIZE;
		sim->layout = hwreg_sim_mix(hwreg_sim_mix(sim->layout, i), reg->address);
		sim->layout = hwreg_sim_mix(sim->layout, reg->behind);
	}
	return 0;
}

static bool holds(const struct sim *sim, const struct image_condition *condition)
{
	const struct hwreg_field *field = image_condition_field(sim->board, condition);
	uint64_t value = hwreg_sim_value(sim, hwreg_board_register(sim->board, condition->reg));

	if (field)
		value = hwreg_field_get(sim->board, field, value);
	else
		value = (value >> condition->low) &
			hwreg_mask(condition->high - condition->low + 1u);
	return hwreg_compare(sim->board, field, value, condition->operator, condition->value);
}

bool hwreg_sim_is_there(const struct sim *sim, const struct hwreg_register *reg)
{
	const struct image_window *window = image_window_of(sim->board, reg);

	if (window &&
	    hwreg_sim_value(sim, hwreg_board_register(sim->board, window->index)) != reg->behind)
		return false;
	for (uint32_t i = 0; i < when_count(sim, reg); i++)
		if (!holds(sim,
			   image_condition_at(sim->board, image_rule_item(sim->board, reg,
									  HWREG_RULE_WHEN, i))))
			return false;
	return true;
}
