// SPDX-License-Identifier: MIT
/* json_absent.c - a build without JSON: json_wanted() is false, so that none of these is ever called */
#include "json.h"

int json_load(const char *who, struct hwreg_error *err)
{
	(void)who;
	(void)err;
	return 0;
}

void json_print(struct json_object *object)
{
	(void)object;
}

int json_start(struct context *context)
{
	(void)context;
	return 0;
}

void json_finish(struct context *context, const struct hwreg_error *err)
{
	(void)context;
	(void)err;
}

void json_append(struct context *context, const char *name, struct json_object *element)
{
	(void)context;
	(void)name;
	(void)element;
}

void json_start_lines(struct context *context)
{
	(void)context;
}

void json_line(struct json_object *object)
{
	(void)object;
}

struct json_object *json_make_object(void)
{
	return NULL;
}

struct json_object *json_make_array(void)
{
	return NULL;
}

void json_put(struct json_object *object, const char *key, struct json_object *value)
{
	(void)object;
	(void)key;
	(void)value;
}

void json_put_text(struct json_object *object, const char *key, const char *text)
{
	(void)object;
	(void)key;
	(void)text;
}

void json_put_number(struct json_object *object, const char *key, uint64_t number)
{
	(void)object;
	(void)key;
	(void)number;
}

void json_put_signed(struct json_object *object, const char *key, int64_t number)
{
	(void)object;
	(void)key;
	(void)number;
}

void json_put_real(struct json_object *object, const char *key, double number)
{
	(void)object;
	(void)key;
	(void)number;
}

void json_put_bool(struct json_object *object, const char *key, bool value)
{
	(void)object;
	(void)key;
	(void)value;
}

void json_push_text(struct json_object *array, const char *text)
{
	(void)array;
	(void)text;
}

void json_push(struct json_object *array, struct json_object *element)
{
	(void)array;
	(void)element;
}

struct json_object *json_item(struct json_object *object, const struct context *context,
			      const struct hwreg_item *item, uint64_t reg_value)
{
	(void)context;
	(void)item;
	(void)reg_value;
	return object;
}

struct json_object *json_item_wide(struct json_object *object, const struct context *context,
				   const struct hwreg_item *item, const struct hwreg_wide *value)
{
	(void)context;
	(void)item;
	(void)value;
	return object;
}

struct json_object *json_register(const struct hwreg_board *board, const struct hwreg_register *reg)
{
	(void)board;
	(void)reg;
	return NULL;
}

struct json_object *json_access(const struct hwreg_access *access)
{
	(void)access;
	return NULL;
}
