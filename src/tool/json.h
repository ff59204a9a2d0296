/* SPDX-License-Identifier: MIT */
/*
 * json.h - what -o json prints: one document a command, or one object a line
 *
 * Objects and arrays belong to what they are put into; json_append() and json_line() take theirs.
 */
#ifndef HWREG_TOOL_JSON_H
#define HWREG_TOOL_JSON_H

#include "context.h"

#include <hwreg.h>

/* A constant without JSON, so that the compiler leaves out what it guards, and the calls there */
#ifdef CONFIG_JSON
#define json_wanted(context) ((context)->settings.output == OUTPUT_JSON)
#else
#define json_wanted(context) (false)
#endif

/** json_load() - load the library; @who is said to need it */
int json_load(const char *who, struct hwreg_error *err);

/** json_start() - load the library and start a document */
int json_start(struct context *context);

/** json_finish() - print the document, as an object with the error if there was one */
void json_finish(struct context *context, const struct hwreg_error *err);

/** json_append() - one more element, which is one of @name, such as "registers" */
void json_append(struct context *context, const char *name, struct json_object *element);

/** json_start_lines() - print objects one a line with json_line(), instead of one document */
void json_start_lines(struct context *context);

/** json_line() - print an object on a line of its own */
void json_line(struct json_object *object);

/** json_print() - print an object as a document of its own */
void json_print(struct json_object *object);

/** json_error() - an error as the documents have it */
struct json_object *json_error(const struct hwreg_error *err);

/** json_free() - free what has been put into nothing */
void json_free(struct json_object *object);

struct json_object *json_make_object(void);
struct json_object *json_make_array(void);
void json_put(struct json_object *object, const char *key, struct json_object *value);
void json_put_text(struct json_object *object, const char *key, const char *text);
void json_put_number(struct json_object *object, const char *key, uint64_t number);
void json_put_signed(struct json_object *object, const char *key, int64_t number);
void json_put_real(struct json_object *object, const char *key, double number);
void json_put_bool(struct json_object *object, const char *key, bool value);
void json_push(struct json_object *array, struct json_object *element);
void json_push_text(struct json_object *array, const char *text);

/** json_item() - put an item and its value into @object, with the fields of a whole register */
struct json_object *json_item(struct json_object *object, const struct context *context,
			      const struct hwreg_item *item, uint64_t reg_value);

/** json_item_wide() - the same of a register of any width, of which @value is all bits */
struct json_object *json_item_wide(struct json_object *object, const struct context *context,
				   const struct hwreg_item *item, const struct hwreg_wide *value);

/** json_register() - a register's description */
struct json_object *json_register(const struct hwreg_board *board,
				  const struct hwreg_register *reg);

/** json_access() - an access that a dry run would make */
struct json_object *json_access(const struct hwreg_access *access);

#endif
