// SPDX-License-Identifier: MIT
/* interrupt.c - interrupts of UIO and VFIO devices: open one, wait for it, let it through again */
#include "interrupt.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backend/pci.h"
#include "backend/uio.h"

#define SECOND INT64_C(1000000000)

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

/* ---- Opening ----------------------------------------------------------------------------------- */

/* By what is before the colon of a SPEC; @kind is NULL if it is not built in */
static const struct {
	const char *name;
	const struct interrupt_kind *kind;
} kinds[] = {
#ifdef CONFIG_BACKEND_UIO
	{ "uio", &interrupt_uio },
#else
	{ "uio", NULL },
#endif
#ifdef CONFIG_BACKEND_VFIO
	{ "vfio", &interrupt_vfio },
#else
	{ "vfio", NULL },
#endif
};

static int find_kind(const char *spec, const struct interrupt_kind **out, struct hwreg_error *err)
{
	const size_t length = strcspn(spec, ":");

	for (size_t i = 0; spec[length] && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strlen(kinds[i].name) != length || memcmp(kinds[i].name, spec, length) != 0)
			continue;
		*out = kinds[i].kind;
		return *out ? 0
			    : hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
					      "%s: this hwreg was built without `%s` targets", spec,
					      kinds[i].name);
	}
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "'%s': expected a UIO device, uio:NAME, such as uio:uio0, or an "
			       "interrupt of a VFIO device, such as vfio:0000:00:01.0/msi0",
			       spec);
}

static int find_and_open(struct hwreg_interrupt *interrupt, const char *spec,
			 const struct hwreg_interrupt_options *options, struct hwreg_error *err)
{
	int r = interrupt->kind->find(interrupt, spec, err);

	if (r || (options->flags & HWREG_DRY_RUN))
		return r;
	if (options->raise)
		options->raise(options->raise_data, true);
	r = interrupt->kind->open(interrupt, err);
	if (options->raise)
		options->raise(options->raise_data, false);
	return r;
}

static int check_options(const struct hwreg_interrupt_options *options, struct hwreg_error *err)
{
	if (options->size >= sizeof(*options) && !(options->flags & ~(HWREG_WRITE | HWREG_DRY_RUN)))
		return 0;
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
			       "interrupt options of a size, or with flags, that this version does "
			       "not know");
}

int hwreg_interrupt_open(struct hwreg_interrupt **out, const char *spec,
			 const struct hwreg_interrupt_options *options, struct hwreg_error *err)
{
	const struct hwreg_interrupt_options none = { .size = sizeof(none) };
	const struct interrupt_kind *kind;
	struct hwreg_interrupt *interrupt;
	int r;

	options = options ? options : &none;
	r = check_options(options, err);
	if (r)
		return r;
	r = find_kind(spec, &kind, err);
	if (r)
		return r;
	interrupt = calloc(1, sizeof(*interrupt));
	if (!interrupt)
		return hwreg_error_memory(err);
	interrupt->kind = kind;
	interrupt->fd = -1;
	interrupt->config = -1;
	interrupt->event = -1;
	interrupt->writable = options->flags & HWREG_WRITE;
	interrupt->vfio = vfio_get(options->vfio);
	r = find_and_open(interrupt, spec, options, err);
	if (r) {
		hwreg_interrupt_close(interrupt);
		return r;
	}
	*out = interrupt;
	return 0;
}

void hwreg_interrupt_close(struct hwreg_interrupt *interrupt)
{
	if (!interrupt)
		return;
	interrupt->kind->close(interrupt);
	if (interrupt->fd >= 0)
		close(interrupt->fd);
	vfio_put(interrupt->vfio);
	free(interrupt);
}

const char *hwreg_interrupt_spec(const struct hwreg_interrupt *interrupt)
{
	return interrupt->spec;
}

int hwreg_interrupt_fd(const struct hwreg_interrupt *interrupt)
{
	return interrupt->fd;
}

/* ---- Waiting ----------------------------------------------------------------------------------- */

int interrupt_failed(const struct hwreg_interrupt *interrupt, const char *what, int sys_errno,
		     struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_ACCESS, sys_errno, "%s: %s: %s", interrupt->spec,
			       what, strerror(sys_errno));
}

static void tell(struct hwreg_interrupt *interrupt, uint32_t count,
		 struct hwreg_interrupt_event *event)
{
	const uint32_t since = count - interrupt->count;
	struct hwreg_interrupt_event full = {
		.size = event->size,
		.count = count,
		.missed = since ? since - 1 : 0,
		.time = now(),
	};

	interrupt->count = count;
	interrupt->told = full.time;
	memcpy(event, &full, event->size < sizeof(full) ? event->size : sizeof(full));
}

/* Return: 0, -EAGAIN if none has come, or what the kernel says */
static int take(struct hwreg_interrupt *interrupt, struct hwreg_interrupt_event *event,
		struct hwreg_error *err)
{
	uint32_t count;
	int r = interrupt->kind->take(interrupt, &count, err);

	if (!r)
		tell(interrupt, count, event);
	return r;
}

/* Return: 0 if the device has something to tell, -ETIMEDOUT, -ECANCELED, or what poll(2) says */
static int wait_ready(const struct hwreg_interrupt *interrupt, int64_t deadline, int cancel,
		      struct hwreg_error *err)
{
	struct pollfd polled[] = { { .fd = interrupt->fd, .events = POLLIN },
				   { .fd = cancel, .events = POLLIN } };
	struct timespec time;
	int64_t left;
	int r;

	do {
		left = deadline == INT64_MAX ? SECOND : deadline - now();
		left = left < 0 ? 0 : left;
		time = (struct timespec){ .tv_sec = left / SECOND, .tv_nsec = left % SECOND };
		r = ppoll(polled, cancel >= 0 ? 2 : 1, deadline == INT64_MAX ? NULL : &time, NULL);
	} while (r < 0 && errno == EINTR);
	if (r < 0)
		return interrupt_failed(interrupt, "poll", errno, err);
	if (cancel >= 0 && polled[1].revents)
		return hwreg_error_set(err, HWREG_ERROR_ANSWER, ECANCELED, "%s: cancelled",
				       interrupt->spec);
	if (r == 0)
		return hwreg_error_set(err, HWREG_ERROR_ANSWER, ETIMEDOUT,
				       "%s: no interrupt came in time", interrupt->spec);
	return 0;
}

int hwreg_interrupt_wait(struct hwreg_interrupt *interrupt, int64_t timeout, int cancel,
			 struct hwreg_interrupt_event *event, struct hwreg_error *err)
{
	const bool look = cancel >= 0 && interrupt->told - interrupt->looked >= INTERRUPT_LOOK;
	int64_t deadline = timeout == 0 ? 0 : INT64_MAX;
	int r;

	if (interrupt->fd < 0)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EINVAL,
				       "%s: a dry run waits for no interrupt", interrupt->spec);
	if (look)
		interrupt->looked = interrupt->told;
	r = look ? -EAGAIN : take(interrupt, event, err);
	if (r == -EAGAIN && timeout > 0 && __builtin_add_overflow(now(), timeout, &deadline))
		deadline = INT64_MAX;
	/* another thread or process with the same descriptor may be faster to read it */
	while (r == -EAGAIN) {
		r = wait_ready(interrupt, deadline, cancel, err);
		if (!r)
			r = take(interrupt, event, err);
	}
	return r;
}

/* ---- Enabling ---------------------------------------------------------------------------------- */

int hwreg_interrupt_enable(struct hwreg_interrupt *interrupt, bool enable, struct hwreg_error *err)
{
	if (interrupt->fd < 0 || !interrupt->writable)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EACCES,
				       "%s: was opened to wait for its interrupt alone",
				       interrupt->spec);
	return interrupt->kind->enable(interrupt, enable, err);
}

/* ---- What there is ----------------------------------------------------------------------------- */

struct listing {
	int (*callback)(void *data, const char *spec, const char *name);
	void *data;
};

#ifdef CONFIG_BACKEND_UIO

static int list_uio(void *data, const char *device, const char *name)
{
	const struct listing *listing = data;
	char spec[UIO_NAME + 8];

	snprintf(spec, sizeof(spec), "uio:%s", device);
	return listing->callback(listing->data, spec, name);
}

#endif

#ifdef CONFIG_BACKEND_VFIO

/* A device has one kind or several; which ones only its config space tells, which is not read here */
static int list_vfio(void *data, const struct hwreg_target_info *info)
{
	static const char *const parts[] = { "intx", "msi0", "msix0" };
	const struct listing *listing = data;
	const char *slash = strrchr(info->spec, '/'), *rest = slash ? strchr(slash, ',') : NULL;
	char spec[72];
	int r = 0;

	if (!slash || strncmp(slash, "/config", 7) != 0)
		return 0;
	for (size_t i = 0; !r && i < sizeof(parts) / sizeof(parts[0]); i++) {
		snprintf(spec, sizeof(spec), "%.*s/%s%s", (int)(slash - info->spec), info->spec,
			 parts[i], rest ? rest : "");
		r = listing->callback(listing->data, spec, "");
	}
	return r;
}

#endif

int hwreg_interrupt_list(int (*callback)(void *data, const char *spec, const char *name),
			 void *data, struct hwreg_error *err)
{
	struct listing listing = { .callback = callback, .data = data };
	int r = 0;

	(void)listing;
	(void)err;
#ifdef CONFIG_BACKEND_UIO
	r = hwreg_uio_each(list_uio, &listing, err);
#endif
#ifdef CONFIG_BACKEND_VFIO
	if (!r)
		r = hwreg_backend_vfio.list(list_vfio, &listing, err);
#endif
	return r;
}
