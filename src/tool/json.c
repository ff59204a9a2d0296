// SPDX-License-Identifier: MIT
/* json.c - the document of -o json; the only user of json-c */
#include "json.h"
#include "output.h"
#include "utf8.h"

#include <json-c/json.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LAZY_FUNCTIONS(X)                 \
	X(json_object_new_object)         \
	X(json_object_new_array)          \
	X(json_object_new_string)         \
	X(json_object_new_uint64)         \
	X(json_object_new_int64)          \
	X(json_object_new_double)         \
	X(json_object_new_boolean)        \
	X(json_object_object_add)         \
	X(json_object_array_add)          \
	X(json_object_to_json_string_ext) \
	X(json_object_put)
#define LAZY_SONAME "libjson-c.so.5"
#include <lazy.h>

static struct json_object *checked(struct json_object *object)
{
	if (!object)
		output_die_memory();
	return object;
}

struct json_object *json_make_object(void)
{
	return checked(lazy(json_object_new_object)());
}

struct json_object *json_make_array(void)
{
	return checked(lazy(json_object_new_array)());
}

void json_put(struct json_object *object, const char *key, struct json_object *value)
{
	if (lazy(json_object_object_add)(object, key, value) < 0)
		output_die_memory();
}

/* What a user typed may be no UTF-8, a JSON document must be */
static char *clean(const char *text)
{
	char *out = malloc(3 * strlen(text) + 1), *at = out;
	size_t length;

	if (!out)
		output_die_memory();
	for (; *text; text += length ? length : 1) {
		length = utf8_length(text);
		if (length)
			at = mempcpy(at, text, length);
		else
			at = stpcpy(at, "\xef\xbf\xbd");
	}
	*at = '\0';
	return out;
}

void json_put_text(struct json_object *object, const char *key, const char *text)
{
	char *good = text ? clean(text) : NULL;

	json_put(object, key, text ? checked(lazy(json_object_new_string)(good)) : NULL);
	free(good);
}

void json_put_number(struct json_object *object, const char *key, uint64_t number)
{
	json_put(object, key, checked(lazy(json_object_new_uint64)(number)));
}

void json_put_signed(struct json_object *object, const char *key, int64_t number)
{
	json_put(object, key, checked(lazy(json_object_new_int64)(number)));
}

void json_put_real(struct json_object *object, const char *key, double number)
{
	json_put(object, key, checked(lazy(json_object_new_double)(number)));
}

void json_put_bool(struct json_object *object, const char *key, bool value)
{
	json_put(object, key, checked(lazy(json_object_new_boolean)(value)));
}

void json_free(struct json_object *object)
{
	lazy(json_object_put)(object);
}

void json_push(struct json_object *array, struct json_object *element)
{
	if (lazy(json_object_array_add)(array, element) < 0)
		output_die_memory();
}

void json_push_text(struct json_object *array, const char *text)
{
	json_push(array, checked(lazy(json_object_new_string)(text)));
}

/* ---- The document ------------------------------------------------------------------------------ */

int json_load(const char *who, struct hwreg_error *err)
{
	const char *why;

	if (!lazy_load(&why))
		return output_fail(err, HWREG_ERROR_UNAVAILABLE,
				   "%s: %s; install json-c (Debian: libjson-c5)", who, why);
	return 0;
}

int json_start(struct context *context)
{
	int r = json_load("-o json", &context->err);

	if (r < 0)
		return r;
	context->document = json_make_array();
	context->json_started = true;
	context->document_name = "registers";
	return 0;
}

/* json-c (0.16) leaves out what it has no memory for, and does not say so */
static void print_object(struct json_object *object, int flags)
{
	const char *text;

	errno = 0;
	text = lazy(json_object_to_json_string_ext)(object, flags | JSON_C_TO_STRING_SPACED |
								    JSON_C_TO_STRING_NOSLASHESCAPE);
	if (!text || errno == ENOMEM)
		output_die_memory();
	output_print("%s\n", text);
}

struct json_object *json_error(const struct hwreg_error *err)
{
	struct json_object *object = json_make_object();

	json_put_text(object, "message", err->message);
	json_put_number(object, "status", err->kind);
	if (err->width) {
		json_put_number(object, "address", err->address);
		json_put_number(object, "width", err->width);
	}
	if (err->file[0])
		json_put_text(object, "file", err->file);
	if (err->line) {
		json_put_number(object, "line", err->line);
		json_put_number(object, "column", err->column);
	}
	return object;
}

void json_finish(struct context *context, const struct hwreg_error *err)
{
	struct json_object *object = context->document;

	if (err) {
		object = json_make_object();
		json_put(object, "error", json_error(err));
		if (context->note)
			json_put_text(object, "note", context->note);
		if (context->document)
			json_put(object, context->document_name, context->document);
	}
	if (object)
		print_object(object,
			     context->document && !context->shared ? JSON_C_TO_STRING_PRETTY : 0);
	lazy(json_object_put)(object);
	context->document = NULL;
}

void json_append(struct context *context, const char *name, struct json_object *element)
{
	context->document_name = name;
	json_push(context->document, element);
}

void json_start_lines(struct context *context)
{
	lazy(json_object_put)(context->document);
	context->document = NULL;
}

void json_line(struct json_object *object)
{
	print_object(object, 0);
	lazy(json_object_put)(object);
}

void json_print(struct json_object *object)
{
	print_object(object, JSON_C_TO_STRING_PRETTY);
	lazy(json_object_put)(object);
}
