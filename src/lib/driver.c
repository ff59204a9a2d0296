// SPDX-License-Identifier: MIT
/* driver.c - what drivers take from a session: windows on blocks, and faults as errors */
#include <inttypes.h>
#include <signal.h>

#include "board/image.h"
#include "guard.h"
#include "view.h"

int hwreg_session_map(struct hwreg_window **out, struct hwreg_session *session,
		      const struct hwreg_block *block, struct hwreg_error *err)
{
	struct hwreg_window *window;
	int r;

	if (session->flags & HWREG_DRY_RUN)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: a dry run maps nothing",
				       image_string(session->board, block->name));
	r = hwreg_view_map(session, block, &window, err);
	if (r)
		return r;
	window->next = session->mapped;
	window->list = &session->mapped;
	if (window->next)
		window->next->list = &window->next;
	session->mapped = window;
	*out = window;
	return 0;
}

/* ---- Faults ------------------------------------------------------------------------------------ */

/* Guard pages count: who touches them meant the window */
static bool is_in_pages(const struct hwreg_window *window, const volatile char *at)
{
	const struct hwreg_mapping *mapping = &window->mapping;

	return mapping->at && (uintptr_t)at - (uintptr_t)(mapping->at - mapping->guard) <
				      mapping->size + 2 * mapping->guard;
}

static const struct hwreg_window *find_window(const struct hwreg_session *session,
					      const volatile char *at)
{
	const struct hwreg_window *window;

	for (window = session->mapped; window; window = window->next)
		if (is_in_pages(window, at))
			return window;
	for (uint32_t i = 0; i < session->window_count; i++) {
		window = session->windows[i].window;
		if (window && is_in_pages(window, at))
			return window;
	}
	return NULL;
}

static bool owns(const void *owner, const volatile char *at)
{
	return find_window(owner, at) != NULL;
}

static int tell_fault(const struct hwreg_session *session, int signal, const volatile char *at,
		      struct hwreg_error *err)
{
	const struct hwreg_window *window = find_window(session, at);
	const char *what = signal == SIGBUS ? "bus error" : "segmentation fault";
	uint64_t address;

	if (!window)
		return hwreg_error_set(
			err, HWREG_ERROR_ACCESS, EFAULT,
			"%s, at an address that the CPU does not tell: nothing answered (is "
			"the block powered and clocked?)",
			what);
	/* may be before the first byte */
	address = window->numbers.first + window->target->number_base +
		  (uint64_t)(int64_t)(at - window->bytes);
	hwreg_error_set(err, HWREG_ERROR_ACCESS, EFAULT, "0x%08" PRIx64 " on %s: %s: %s", address,
			window->target->spec, what,
			signal == SIGBUS ? hwreg_access_fault_reason(window)
					 : "outside the window, or not opened to write");
	if (err)
		err->address = address;
	return -EFAULT;
}

int hwreg_guard_call(struct hwreg_session *session, int (*function)(void *data), void *data,
		     struct hwreg_error *err)
{
	struct hwreg_guard_frame frame = { .owns = owns, .owner = session };
	volatile int result = 0;
	int signal, r = hwreg_guard_acquire(err);

	if (r)
		return r;
	signal = sigsetjmp(frame.env, 0);
	if (signal == 0) {
		hwreg_guard_enter(&frame);
		result = function(data);
		hwreg_access_settle();
	}
	hwreg_guard_leave();
	hwreg_guard_release();
	return signal ? tell_fault(session, signal, frame.fault, err) : result;
}
