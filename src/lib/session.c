// SPDX-License-Identifier: MIT
/* session.c - a board and its targets: which space is served by what, and who may be opened */
#include "session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/backend.h"
#include "board/image.h"
#include "nearest.h"
#include "rules.h"
#include "vfio/vfio.h"
#include "view.h"

#define ALL_FLAGS                                                                        \
	(HWREG_WINDOW_FLAGS | HWREG_DRY_RUN | HWREG_FORCE_BOARD | HWREG_FORCE_POLICY |   \
	 HWREG_FORCE_PROTECT | HWREG_NO_LOCK | HWREG_FORCE_BUSY | HWREG_FORCE_REQUIRES | \
	 HWREG_CONDITIONS_ONCE)
#define ADAPTED_FLAGS                                                                   \
	(HWREG_FORCE_BOARD | HWREG_FORCE_POLICY | HWREG_FORCE_PROTECT | HWREG_NO_LOCK | \
	 HWREG_FORCE_REQUIRES | HWREG_CONDITIONS_ONCE | HWREG_POPULATE)
#define DEFAULT_LOCK_TIMEOUT (INT64_C(10) * 1000000000)

static int make_spaces(struct hwreg_session *session, struct hwreg_error *err)
{
	uint32_t count = session->board ? (uint32_t)image_count(session->board, IMAGE_SPACES) : 1;
	struct hwreg_space_info info = { .size = sizeof(info), .name = "phys", .target = "auto" };

	session->spaces = calloc(count, sizeof(*session->spaces));
	if (!session->spaces)
		return hwreg_error_memory(err);
	session->space_count = count;
	for (uint32_t i = 0; i < count; i++) {
		if (session->board)
			hwreg_board_space(session->board, i, &info);
		session->spaces[i].name = info.name;
		session->spaces[i].spec = strdup(info.target);
		if (!session->spaces[i].spec)
			return hwreg_error_memory(err);
	}
	return 0;
}

static int set_spec(struct session_space *space, const char *spec, struct hwreg_error *err)
{
	char *copy = strdup(spec);

	if (!copy)
		return hwreg_error_memory(err);
	free(space->spec);
	space->spec = copy;
	return 0;
}

/* Length of the SPACE of a "SPACE=SPEC"; 0 if it is a SPEC alone, whose path may hold a = */
static size_t space_length(const char *text)
{
	size_t length = strcspn(text, "=:/");

	return text[length] == '=' ? length : 0;
}

static int unknown_space(const struct hwreg_session *session, const char *text, size_t length,
			 struct hwreg_error *err)
{
	char word[64], hint[160];
	struct hwreg_nearest nearest = { .word = word };

	if (length >= sizeof(word))
		length = sizeof(word) - 1;
	memcpy(word, text, length);
	word[length] = '\0';
	for (uint32_t i = 0; i < session->space_count; i++)
		hwreg_nearest_offer(&nearest, session->spaces[i].name);
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "target '%s': the board has no space '%s'%s", text, word,
			       hwreg_nearest_hint(&nearest, hint, sizeof(hint)));
}

static int take_target(struct hwreg_session *session, const char *text, struct hwreg_error *err)
{
	size_t length = space_length(text);
	const struct hwreg_backend *backend;
	int r = 0;

	for (uint32_t i = 0; length && i < session->space_count; i++)
		if (strlen(session->spaces[i].name) == length &&
		    memcmp(session->spaces[i].name, text, length) == 0)
			return set_spec(&session->spaces[i], text + length + 1, err);
	if (length)
		return unknown_space(session, text, length, err);
	backend = hwreg_backend_find(text, strcspn(text, ":"));
	if (!backend || !(backend->flags & HWREG_BACKEND_ALL_SPACES))
		return set_spec(&session->spaces[0], text, err);
	for (uint32_t i = 0; !r && i < session->space_count; i++)
		r = set_spec(&session->spaces[i], text, err);
	return r;
}

/* Other targets have no physical addresses, or the kernel's word alone for them: what is in a UIO device's
 * map may be memory that has another address for the CPU than the one told */
static int choose_granted(const char **spec, struct hwreg_error *err)
{
	if (strcmp(*spec, "auto") == 0)
		*spec = "mem";
	if (strcmp(*spec, "mem") == 0)
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, EPERM,
			       "target %s: only physical addresses can be granted, which are "
			       "those of the target mem",
			       *spec);
}

int hwreg_session_target(struct hwreg_session *session, uint32_t space, struct hwreg_target **out,
			 struct hwreg_error *err)
{
	struct session_space *entry = &session->spaces[space], *first = session->spaces;
	struct hwreg_target *target = entry->target;
	const char *spec = entry->spec;
	int r;

	if (!target) {
		r = image_intact(session->board, err);
		if (!r && session->grants)
			r = choose_granted(&spec, err);
		if (!r)
			r = hwreg_target_new(&target, spec, session->board, err);
		if (r)
			return r;
		target->space = space;
		if (space && (target->backend->flags & HWREG_BACKEND_DEVICE))
			target->number_base = 0; /* the space is this place, wherever it is */
		target->grants = session->grants;
		hwreg_target_share(target, session->vfio);
		if (first->target && strcmp(first->spec, entry->spec) == 0)
			target->sibling = first->target;
		target->force_busy = session->flags & HWREG_FORCE_BUSY;
		target->force_requires = session->flags & HWREG_FORCE_REQUIRES;
		if (target->backend->settle)
			r = target->backend->settle(target, err);
		if (r) {
			hwreg_target_free(target);
			return r;
		}
		entry->target = target;
	}
	*out = target;
	return 0;
}

static int check_options(const struct hwreg_session_options *options, struct hwreg_error *err)
{
	if (options->flags & ~ALL_FLAGS)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL, "unknown session flags");
	if ((options->flags & HWREG_WHAT_IF) && !(options->flags & HWREG_DRY_RUN))
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "session flags: HWREG_WHAT_IF needs HWREG_DRY_RUN");
	if ((options->width & (options->width - 1)) || options->width > 64 ||
	    (options->width && options->width < 8) || options->endian > HWREG_BIG_ENDIAN ||
	    options->lock_timeout < 0)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"session options: a width of 8, 16, 32 or 64, a byte order and a "
			"timeout of 0 or more");
	return 0;
}

static void set_options(struct hwreg_session *session, const struct hwreg_session_options *options)
{
	session->flags = options->flags;
	session->board = options->board;
	session->width = options->width ? options->width : 32;
	session->endian = options->endian;
	session->observer.call = options->observer;
	session->observer.data = options->data;
	session->raise = options->raise;
	session->raise_data = options->raise_data;
	session->grants = options->grants;
	session->lock_timeout =
		options->lock_timeout ? options->lock_timeout : DEFAULT_LOCK_TIMEOUT;
}

static int take_options(struct hwreg_session *session, const struct hwreg_session_options *options,
			struct hwreg_error *err)
{
	struct hwreg_target *target;
	int r = check_options(options, err);

	if (r)
		return r;
	set_options(session, options);
	r = make_spaces(session, err);
	for (uint32_t i = 0; !r && i < options->target_count; i++)
		r = take_target(session, options->targets[i], err);
	if (!r)
		r = hwreg_rules_open(session, err);
	return r ? r : hwreg_session_target(session, 0, &target, err);
}

/* The caller's structure may be of a newer version, but may not ask for what this one does not know;
 * a size that was forgotten would drop the board and the targets */
static int copy_options(struct hwreg_session_options *full,
			const struct hwreg_session_options *options, struct hwreg_error *err)
{
	const char *bytes = (const char *)options;
	bool known = options->size >= sizeof(*full);

	for (size_t i = sizeof(*full); known && i < options->size; i++)
		known = bytes[i] == 0;
	if (!known)
		return hwreg_error_set(
			err, HWREG_ERROR_REQUEST, EINVAL,
			"struct hwreg_session_options has a size, or options, that this "
			"version does not know");
	memcpy(full, options, sizeof(*full));
	return 0;
}

int hwreg_session_open(struct hwreg_session **out, const struct hwreg_session_options *options,
		       struct hwreg_error *err)
{
	struct hwreg_session_options full = { .flags = 0 };
	struct hwreg_session *session = calloc(1, sizeof(*session));
	int r;

	if (!session)
		return hwreg_error_memory(err);
	session->lock_fd = -1;
	r = copy_options(&full, options, err);
	session->vfio = vfio_get(full.vfio);
	if (!r && !session->vfio)
		r = vfio_new(&session->vfio, err);
	if (!r)
		r = take_options(session, &full, err);
	if (r) {
		hwreg_session_close(session);
		return r;
	}
	*out = session;
	return 0;
}

/* What was asked for with a force is asked again without it */
static int adapt_rules(struct hwreg_session *session, uint64_t changed, struct hwreg_error *err)
{
	if (changed & HWREG_FORCE_BOARD)
		session->match_checked = false;
	if (changed & HWREG_FORCE_REQUIRES) {
		for (uint32_t i = 0; i < session->space_count; i++)
			if (session->spaces[i].target)
				session->spaces[i].target->force_requires =
					session->flags & HWREG_FORCE_REQUIRES;
		hwreg_rules_close(session);
		return hwreg_rules_open(session, err);
	}
	hwreg_rules_forget(session);
	return 0;
}

int hwreg_session_adapt(struct hwreg_session *session, const struct hwreg_session_options *options,
			struct hwreg_error *err)
{
	struct hwreg_session_options full;
	uint64_t changed;
	int r = copy_options(&full, options, err);

	if (!r)
		r = check_options(&full, err);
	if (r)
		return r;
	changed = session->flags ^ full.flags;
	if ((changed & ~ADAPTED_FLAGS) || session->board != full.board ||
	    session->grants != full.grants)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "these options need a session of their own");
	set_options(session, &full);
	r = adapt_rules(session, changed, err);
	return r ? r : hwreg_view_trim(session, err);
}

void hwreg_session_close(struct hwreg_session *session)
{
	if (!session)
		return;
	for (uint32_t i = 0; i < session->window_count; i++)
		hwreg_window_close(session->windows[i].window);
	for (uint32_t i = 0; i < session->space_count; i++) {
		hwreg_target_free(session->spaces[i].target);
		free(session->spaces[i].spec);
	}
	if (session->lock_fd >= 0)
		close(session->lock_fd);
	hwreg_rules_close(session);
	vfio_put(session->vfio);
	free(session->windows);
	free(session->spans);
	free(session->spaces);
	free(session);
}

struct hwreg_vfio *hwreg_session_vfio(const struct hwreg_session *session)
{
	return session->vfio;
}

/* Without a mapping it is the file as a whole that is synced, however many windows are on it */
static bool is_synced(const struct hwreg_session *session, uint32_t slot)
{
	const struct hwreg_window *window = session->windows[slot].window, *earlier;

	if (window->mapping.at)
		return false;
	for (uint32_t i = 0; i < slot; i++) {
		earlier = session->windows[i].window;
		if (earlier && !earlier->mapping.at && earlier->target == window->target)
			return true;
	}
	return false;
}

int hwreg_session_sync(struct hwreg_session *session, struct hwreg_error *err)
{
	int r = 0;

	for (uint32_t i = 0; !r && i < session->window_count; i++)
		if (session->windows[i].window && !is_synced(session, i))
			r = hwreg_window_sync(session->windows[i].window, err);
	return r;
}
