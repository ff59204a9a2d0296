// SPDX-License-Identifier: MIT
/* view.c - the windows of a session: found, or opened around what is needed */
#include "view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "board/image.h"
#include "transfer.h"

#define NO_WINDOW UINT32_MAX
#define SPAN_PIECE (UINT64_C(16) << 20) /* bytes mapped of a long range at once */
#define MOST_WINDOWS 256 /* kept when a session goes on to something else */
#define SPAN_PIECES 2 /* mapped at once, of all ranges: one may be copied to another */

static struct hwreg_range register_range(const struct hwreg_item *item)
{
	return (struct hwreg_range){ item->address, item->address + (hwreg_item_step(item) - 1) };
}

static const struct hwreg_block *item_block(const struct hwreg_session *session,
					    const struct hwreg_register *reg)
{
	return hwreg_board_block(session->board, reg->block);
}

static struct hwreg_range block_range(const struct hwreg_block *block)
{
	return (struct hwreg_range){ block->base, block->base + (block->length - 1) };
}

static struct session_span *find_span(struct hwreg_session *session, uint32_t space,
				      const struct hwreg_range *range)
{
	for (uint32_t i = 0; i < session->span_count; i++)
		if (session->spans[i].space == space &&
		    hwreg_range_contains(&session->spans[i].addresses, range))
			return &session->spans[i];
	return NULL;
}

static int check_machine(struct hwreg_session *session, const struct hwreg_target *target,
			 struct hwreg_error *err)
{
	int r;

	if (session->match_checked || !session->board || (session->flags & HWREG_FORCE_BOARD) ||
	    !(target->backend->flags & HWREG_BACKEND_MACHINE))
		return 0;
	r = hwreg_board_match(session->board, err);
	session->match_checked = !r;
	return r;
}

static int resolve_range(struct hwreg_session *session, uint32_t space,
			 const struct hwreg_range *range, struct hwreg_target **out,
			 struct hwreg_error *err)
{
	struct hwreg_target *target;
	int r = hwreg_session_target(session, space, &target, err);

	if (!r)
		r = check_machine(session, target, err);
	if (!r)
		r = hwreg_target_resolve(target, range, session->flags & HWREG_WRITE, out, err);
	if (!r && *out != target)
		(*out)->space = space;
	return r;
}

/* What makes a choice by the range that is needed, as auto does; a target that is not there yet may */
static bool chooses(const struct hwreg_session *session, uint32_t space)
{
	const struct hwreg_target *target = session->spaces[space].target;

	return !target || target->backend->resolve;
}

/* On auto, the range that one UIO map must hold: a prepared range, the block, or the access alone */
static int resolve(struct hwreg_session *session, const struct hwreg_item *item,
		   const struct session_span *span, struct hwreg_target **out,
		   struct hwreg_error *err)
{
	struct hwreg_range range = register_range(item);

	if (span)
		range = span->addresses;
	else if (item->reg && chooses(session, item->space))
		range = block_range(item_block(session, item->reg));
	return resolve_range(session, item->space, &range, out, err);
}

/* The numbers to map: the pages of the access, or a piece of a prepared range */
static struct hwreg_range numbers_to_map(const struct hwreg_target *target,
					 const struct session_span *span,
					 const struct hwreg_range *needed)
{
	/* where nothing is mapped, one window serves (nearly) everything */
	uint64_t page = target->unmappable ? UINT64_C(1) << 62 : hwreg_page_size();
	struct hwreg_range want = hwreg_range_pages(needed, page);

	if (target->whole)
		return target->numbers;
	if (span) {
		want.first = span->addresses.first - target->number_base;
		want.first += (needed->first - want.first) / SPAN_PIECE * SPAN_PIECE;
		want.last = span->addresses.last - target->number_base;
		if (want.last - want.first >= SPAN_PIECE)
			want.last = want.first + (SPAN_PIECE - 1);
		/* an access across the end of a piece */
		if (want.last < needed->last)
			want.last = needed->last;
	}
	if (want.first < target->numbers.first)
		want.first = target->numbers.first;
	if (want.last > target->numbers.last)
		want.last = target->numbers.last;
	return want;
}

/* The span whose piece must go: @span itself, another but the one last used, or NULL */
static struct session_span *span_to_leave(struct hwreg_session *session, struct session_span *span)
{
	struct session_span *other = NULL;
	unsigned int pieces = 0;

	if (!span || span->window != NO_WINDOW)
		return span;
	for (uint32_t i = 0; i < session->span_count; i++) {
		if (session->spans[i].window == NO_WINDOW)
			continue;
		pieces++;
		if (session->spans[i].window != session->last_window)
			other = &session->spans[i];
	}
	return pieces < SPAN_PIECES ? NULL : other;
}

/* A free slot for a window: the one of a piece that is left, or a new one */
static int take_slot(struct hwreg_session *session, struct session_span *span, uint32_t *slot,
		     struct hwreg_error *err)
{
	struct session_span *left = span_to_leave(session, span);
	struct session_window *more;
	int r = 0;

	if (span && left) {
		*slot = left->window;
		left->window = NO_WINDOW;
		span->window = *slot;
		if (session->windows[*slot].window)
			r = hwreg_window_sync(session->windows[*slot].window, err);
		hwreg_window_close(session->windows[*slot].window);
		session->windows[*slot].window = NULL;
		return r;
	}
	more = realloc(session->windows, (session->window_count + 1) * sizeof(*more));
	if (!more)
		return hwreg_error_memory(err);
	session->windows = more;
	*slot = session->window_count++;
	memset(&more[*slot], 0, sizeof(more[*slot]));
	if (span)
		span->window = *slot;
	return 0;
}

/* A slot whose window could not be opened; only the last one may be a new one */
static void forget_slot(struct hwreg_session *session, struct session_span *span, uint32_t slot)
{
	if (slot != session->window_count - 1)
		return;
	session->window_count--;
	session->last_window = 0;
	if (span)
		span->window = NO_WINDOW;
}

static void elevate(const struct hwreg_session *session, const struct hwreg_target *target, bool on)
{
	if (session->raise && (target->backend->flags & HWREG_BACKEND_DEVICE))
		session->raise(session->raise_data, on);
}

static int open_window(struct hwreg_session *session, uint32_t space, struct session_span *span,
		       struct hwreg_view *view, const struct hwreg_range *needed,
		       struct hwreg_error *err)
{
	struct hwreg_range want = numbers_to_map(view->target, span, needed);
	struct hwreg_target *target = view->target;
	struct session_window *entry;
	uint32_t slot = 0;
	int r = take_slot(session, span, &slot, err);

	if (r)
		return r;
	entry = &session->windows[slot];
	elevate(session, target, true);
	r = hwreg_window_open(&entry->window, target, want.first, want.last - want.first + 1,
			      session->flags & HWREG_WINDOW_FLAGS, err);
	elevate(session, target, false);
	if (r) {
		forget_slot(session, span, slot);
		return r;
	}
	entry->space = space;
	entry->piece = span != NULL;
	entry->addresses.first = want.first + target->number_base;
	entry->addresses.last = want.last + target->number_base;
	session->last_window = slot;
	view->window = entry->window;
	return 0;
}

static bool serves(const struct session_window *entry, uint32_t space,
		   const struct hwreg_target *target, const struct hwreg_range *range, bool lasting)
{
	return entry->window && !(lasting && entry->piece) && entry->space == space &&
	       entry->window->target == target && hwreg_range_contains(&entry->addresses, range);
}

/* A session that goes from page to page soon has a window for each of them: the one that this page had
 * before is tried first, then all from the one last used on */
static struct session_window *find_window(struct hwreg_session *session, uint32_t space,
					  const struct hwreg_target *target,
					  const struct hwreg_range *range, bool lasting)
{
	uint32_t *before = &session->of_page[(range->first >> 12) % SESSION_PAGES], slot = *before;
	uint32_t count = session->window_count, tried = 0;

	if (slot >= count || !serves(&session->windows[slot], space, target, range, lasting))
		for (slot = session->last_window; tried < count; tried++) {
			if (serves(&session->windows[slot], space, target, range, lasting))
				break;
			slot = slot + 1 < count ? slot + 1 : 0;
		}
	if (tried == count)
		return NULL;
	*before = session->last_window = slot;
	return &session->windows[slot];
}

static int check_place(struct hwreg_view *view, const struct hwreg_item *item,
		       struct hwreg_range *needed, struct hwreg_error *err)
{
	int r;

	if (hwreg_item_is_behind(item) && (view->target->backend->flags & HWREG_BACKEND_MEMORY))
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, ENOTSUP,
			"it is behind an index register, and %s holds only what has an "
			"address",
			view->target->spec);
	view->number = item->address - view->target->number_base;
	if (!hwreg_range_make(needed, view->number, hwreg_item_step(item)))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
				       "0x%" PRIx64
				       ": %u bits from there go past the end of the 64-bit "
				       "address space",
				       item->address, item->width);
	r = hwreg_target_check(view->target, needed, err);
	if (!r && view->target->backend->check)
		r = view->target->backend->check(view->target, needed, err);
	return r ? r : hwreg_access_check(view->target, view->number, hwreg_item_access(item), err);
}

/* Everything that can be known without opening the target */
static int plan(struct hwreg_session *session, const struct hwreg_item *item,
		const struct session_span *span, struct hwreg_view *view,
		struct hwreg_range *needed, struct hwreg_error *err)
{
	int r = resolve(session, item, span, &view->target, err);

	return r ? r : check_place(view, item, needed, err);
}

static struct session_span span_of(const struct hwreg_item *first, uint64_t count)
{
	uint64_t step = hwreg_item_step(first);

	return (struct session_span){
		.space = first->space,
		.addresses = { first->address, first->address + (count - 1) * step + (step - 1) },
		.window = NO_WINDOW,
	};
}

/* No item's window: whatever others the session has, a driver uses this one on its own */
int hwreg_view_map(struct hwreg_session *session, const struct hwreg_block *block,
		   struct hwreg_window **out, struct hwreg_error *err)
{
	struct hwreg_range range = block_range(block);
	struct hwreg_target *target;
	int r = 0;

	if (session->grants)
		return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EPERM,
				       "with grants no window is given away: its accesses could "
				       "not be checked");
	r = resolve_range(session, block->space, &range, &target, err);
	if (r)
		return r;
	elevate(session, target, true);
	r = hwreg_window_open(out, target, range.first - target->number_base, block->length,
			      session->flags & HWREG_WINDOW_FLAGS, err);
	elevate(session, target, false);
	return r;
}

int hwreg_view_check(struct hwreg_session *session, const struct hwreg_item *first, uint64_t count,
		     unsigned int rights, struct hwreg_error *err)
{
	struct session_span span = span_of(first, count);
	const struct session_span *range = count > 1 ? &span : NULL;
	struct hwreg_item last = *first;
	struct hwreg_range needed = { 0, 0 };
	struct hwreg_view view;
	int r = plan(session, first, range, &view, &needed, err);
	uint64_t start = needed.first;

	last.address += (count - 1) * hwreg_item_step(first);
	if (!r && count > 1)
		r = plan(session, &last, range, &view, &needed, err);
	needed.first = start;
	if (!r && (rights & VIEW_READ))
		r = hwreg_access_may(view.target, &needed, false, err);
	if (!r && (rights & VIEW_WRITE))
		r = hwreg_access_may(view.target, &needed, true, err);
	return r;
}

static int admit(const struct hwreg_session *session, const struct hwreg_item *item,
		 const struct hwreg_view *view, struct hwreg_error *err)
{
	if (!view->target->backend->admit)
		return 0;
	return view->target->backend->admit(view->target, hwreg_item_access(item),
					    session->flags & HWREG_WRITE, err);
}

/* A dry run opens nothing but copies of regular files, if it is asked what would come of it */
static bool opens(const struct hwreg_session *session, const struct hwreg_target *target)
{
	if (!(session->flags & HWREG_DRY_RUN))
		return true;
	return (session->flags & HWREG_WHAT_IF) && target->regular && !target->untried;
}

static int find(struct hwreg_session *session, const struct hwreg_item *item, bool lasting,
		struct hwreg_view *view, struct hwreg_error *err)
{
	struct hwreg_range addresses = register_range(item), needed;
	struct session_window *entry;
	bool dry_run = session->flags & HWREG_DRY_RUN;
	struct session_span *span;
	int r;

	view->window = NULL;
	span = lasting ? NULL : find_span(session, item->space, &addresses);
	r = plan(session, item, span, view, &needed, err);
	if (r || !opens(session, view->target))
		return r;
	entry = find_window(session, item->space, view->target, &addresses, lasting);
	if (entry)
		view->window = entry->window;
	else
		r = open_window(session, item->space, span, view, &needed, dry_run ? NULL : err);
	if (r && dry_run) {
		view->target->untried = -r;
		return 0;
	}
	return r ? r : admit(session, item, view, err);
}

int hwreg_view_find(struct hwreg_session *session, const struct hwreg_item *item,
		    struct hwreg_view *view, struct hwreg_error *err)
{
	return find(session, item, false, view, err);
}

int hwreg_view_keep(struct hwreg_session *session, const struct hwreg_item *item,
		    struct hwreg_view *view, struct hwreg_error *err)
{
	return find(session, item, true, view, err);
}

int hwreg_view_add_span(struct hwreg_session *session, const struct hwreg_item *first,
			uint64_t count, struct hwreg_error *err)
{
	struct session_span span = span_of(first, count), *more;

	for (uint32_t i = 0; i < session->span_count; i++)
		if (session->spans[i].space == span.space &&
		    session->spans[i].addresses.first == span.addresses.first &&
		    session->spans[i].addresses.last == span.addresses.last)
			return 0;
	more = realloc(session->spans, (session->span_count + 1) * sizeof(*more));
	if (!more)
		return hwreg_error_memory(err);
	session->spans = more;
	more[session->span_count++] = span;
	return 0;
}

int hwreg_view_trim(struct hwreg_session *session, struct hwreg_error *err)
{
	bool all = session->window_count > MOST_WINDOWS;
	struct session_window *entry;
	uint32_t kept = 0;
	int r = 0, failed;

	if (session->span_count == 0 && !all)
		return 0;
	for (uint32_t i = 0; i < session->window_count; i++) {
		entry = &session->windows[i];
		if (entry->window && !entry->piece && !all) {
			session->windows[kept++] = *entry;
			continue;
		}
		failed = entry->window ? hwreg_window_sync(entry->window, r ? NULL : err) : 0;
		r = r ? r : failed;
		hwreg_window_close(entry->window);
	}
	session->window_count = kept;
	session->last_window = 0;
	session->span_count = 0;
	return r;
}
