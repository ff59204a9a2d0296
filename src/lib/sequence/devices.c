// SPDX-License-Identifier: MIT
/* devices.c - the interrupts of a sequence: of a UIO or VFIO device, or of the one that has a block */
#include "walk.h"

#include <string.h>

#include "board/image.h"
#include "interrupt.h"
#include "range.h"

/* A word that is no block: a UIO device, or an interrupt of a VFIO device */
static bool is_spec(const char *word)
{
	return strncmp(word, "uio:", 4) == 0 || strncmp(word, "vfio:", 5) == 0;
}

struct device *device_find(const struct hwreg_sequence *sequence, const char *word)
{
	struct device **devices = sequence->devices.data;

	for (size_t i = 0; i < sequence->devices.count; i++)
		if (strcmp(devices[i]->word, word) == 0)
			return devices[i]->same ? devices[i]->same : devices[i];
	return NULL;
}

static void add(struct walk *walk, const char *word, struct place place)
{
	struct hwreg_sequence *sequence = walk->sequence;
	struct arena *arena = &sequence->loader->arena;
	struct device *device = arena_alloc(arena, sizeof(*device)), **slot;

	slot = device ? array_push(arena, &sequence->devices, 1) : NULL;
	if (!slot)
		return;
	*slot = device;
	*device = (struct device){ .word = arena_text(arena, word, strlen(word)), .place = place };
}

static void check_word(struct walk *walk, const char *word, struct place place)
{
	const struct hwreg_board *board = walk->session->board;
	struct hwreg_error why = HWREG_ERROR_INIT;
	const struct hwreg_block *block;

	if (is_spec(word))
		return;
	if (!board)
		walk_report(
			walk, CHECK_IRQ_STEP, place,
			"%.80s: uio:NAME or vfio:ADDRESS/msiN is needed here, or a board and the "
			"name of a block",
			word);
	else if (hwreg_block_find(board, word, &block, &why) != 0)
		walk_report(walk, CHECK_IRQ_STEP, place, "%s", why.message);
}

void walk_device(struct walk *walk, const struct script *script, struct step *step)
{
	const char *text;

	if (walk->mode != WALK_RESOLVE)
		return;
	text = walk_text(walk, script, &step->text);
	if (!text)
		return;
	if (walk->late.at != SIZE_MAX) {
		walk_report(walk, CHECK_VARIABLE_PLACE, step->text.place,
			    "%s: what a peek reads cannot be the name of a device",
			    step->text.plain);
		return;
	}
	if (device_find(walk->sequence, text))
		return;
	check_word(walk, text, step->text.place);
	add(walk, text, step->text.place);
}

/* ---- Opening ------------------------------------------------------------------------------------ */

/* The target that serves a block, as `auto` would choose it, or as the user has said */
static int spec_of_block(struct hwreg_session *session, const char *word, const char **spec,
			 struct hwreg_error *err)
{
	const struct hwreg_block *block;
	struct hwreg_target *target;
	struct hwreg_range range;
	int r = hwreg_block_find(session->board, word, &block, err);

	if (!r)
		r = hwreg_session_target(session, block->space, &target, err);
	if (r)
		return r;
	hwreg_range_make(&range, block->base - target->number_base, block->length);
	r = hwreg_target_resolve(target, &range, session->flags & HWREG_WRITE, &target, err);
	if (r)
		return r;
	*spec = target->spec;
	if (strncmp(*spec, "uio:", 4) == 0)
		return 0;
	if (strncmp(*spec, "vfio:", 5) == 0)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: VFIO has the device, and the interrupt has to be said: "
				       "%.*s/intx, /msiN or /msixN",
				       word, (int)(strrchr(*spec, '/') - *spec), *spec);
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENODEV,
			       "%s: its target is %s, and interrupts come from UIO devices alone "
			       "(hwreg export dts %s, hwreg bind %s)",
			       word, *spec, word, word);
}

/* Two words for one: a block, and the device that it is given to. Each interrupt counts once */
static bool join_device(struct device *device, struct device *other)
{
	if (other->same || strcmp(hwreg_interrupt_spec(other->interrupt),
				  hwreg_interrupt_spec(device->interrupt)) != 0)
		return false;
	device->same = other;
	hwreg_interrupt_close(device->interrupt);
	device->interrupt = NULL;
	return true;
}

static int open_device(const struct hwreg_sequence *sequence, size_t index, struct hwreg_error *err)
{
	struct device **devices = sequence->devices.data, *device = devices[index];
	struct hwreg_session *session = sequence->session;
	const struct hwreg_interrupt_options options = {
		.size = sizeof(options),
		.flags = HWREG_WRITE,
		.raise = session->raise,
		.raise_data = session->raise_data,
		.vfio = session->vfio,
	};
	const char *spec = device->word;
	int r = 0;

	device->pending = 0;
	if (!is_spec(spec))
		r = spec_of_block(session, device->word, &spec, err);
	if (!r)
		r = hwreg_interrupt_open(&device->interrupt, spec, &options, err);
	for (size_t i = 0; !r && i < index; i++)
		if (join_device(device, devices[i]))
			return 0;
	return r ? r : device_enable(device, err);
}

int device_enable(struct device *device, struct hwreg_error *err)
{
	int r = hwreg_interrupt_enable(device->interrupt, true, err);

	return r == -ENOSYS ? 0 : r; /* a driver that never holds it back */
}

int devices_prepare(struct hwreg_sequence *sequence, struct hwreg_error *err)
{
	int r = 0;

	if (sequence->session->flags & HWREG_DRY_RUN)
		return 0;
	for (size_t i = 0; !r && i < sequence->devices.count; i++)
		r = open_device(sequence, i, err);
	return r;
}

void devices_close(struct hwreg_sequence *sequence)
{
	struct device **devices = sequence->devices.data;

	for (size_t i = 0; i < sequence->devices.count; i++) {
		hwreg_interrupt_close(devices[i]->interrupt);
		devices[i]->interrupt = NULL;
		devices[i]->same = NULL;
	}
}
