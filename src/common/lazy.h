/* SPDX-License-Identifier: MIT */
/*
 * lazy.h - libraries that are loaded when they are first needed
 *
 * A numeric peek should not pay for a YAML parser. A file that uses a heavy library lists the
 * functions it calls in an X-macro, before it includes this header:
 *
 *	#define LAZY_FUNCTIONS(X) X(yaml_parser_initialize) X(yaml_parser_parse)
 *	#define LAZY_SONAME "libyaml-0.so.2"
 *	#include "lazy.h"
 *
 * and calls lazy(yaml_parser_parse)(…) after lazy_load() has returned true. With
 * CONFIG_LAZY_LIBRARIES off, and in a static command, the same source links the library in the usual
 * way. For libhwreg.so beside a static command it is compiled once more (USES_SHARED_LIBRARIES).
 */
#ifndef HWREG_COMMON_LAZY_H
#define HWREG_COMMON_LAZY_H

#include <stdbool.h>
#include <stddef.h>

#if defined(CONFIG_LAZY_LIBRARIES) && (!defined(CONFIG_STATIC) || defined(USES_SHARED_LIBRARIES))

#include <dlfcn.h>
#include <pthread.h>

#define LAZY_POINTER(name) static __typeof__(name) *lazy_##name;
LAZY_FUNCTIONS(LAZY_POINTER)
#define lazy(name) lazy_##name

static const char *lazy_error;

static void lazy_load_once(void)
{
	void *handle = dlopen(LAZY_SONAME, RTLD_NOW | RTLD_LOCAL);

	if (!handle) {
		lazy_error = "cannot load " LAZY_SONAME;
		return;
	}
#define LAZY_RESOLVE(name)                                      \
	lazy_##name = (__typeof__(name) *)dlsym(handle, #name); \
	if (!lazy_##name)                                       \
		lazy_error = LAZY_SONAME " has no " #name;
	LAZY_FUNCTIONS(LAZY_RESOLVE)
}

/* Thread-safe; the library stays loaded. *why is a constant string when it returns false. */
static inline bool lazy_load(const char **why)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, lazy_load_once);
	*why = lazy_error;
	return lazy_error == NULL;
}

#else

#define lazy(name) name

static inline bool lazy_load(const char **why)
{
	*why = NULL;
	return true;
}

#endif
#endif
