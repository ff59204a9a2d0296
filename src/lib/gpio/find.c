// SPDX-License-Identifier: MIT
/* find.c - GPIO chips by number, name or label, and their lines by number or name */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "backend/devnode.h"
#include "gpio/gpio.h"
#include "nearest.h"

#define PREFIX "gpiochip"
#define HINT_SIZE 256

/* ---- The chips of this machine ----------------------------------------------------------------- */

const char *hwreg_chip_path(const char *name, char *path, size_t size)
{
	snprintf(path, size, "/dev/%s", name);
	return path;
}

/* A symbolic link is another name of a chip that is there anyway */
static bool is_chip(const char *name)
{
	const char *digits = name + strlen(PREFIX);
	char path[GPIO_NAME + 8];
	struct stat st;

	if (strncmp(name, PREFIX, strlen(PREFIX)) != 0 || !*digits ||
	    digits[strspn(digits, "0123456789")] || strlen(name) >= GPIO_NAME)
		return false;
	return lstat(hwreg_chip_path(name, path, sizeof(path)), &st) == 0 && S_ISCHR(st.st_mode);
}

static int select_chip(const struct dirent *entry)
{
	return is_chip(entry->d_name);
}

int hwreg_chip_each(int (*visit)(void *data, const char *name), void *data, struct hwreg_error *err)
{
	struct dirent **entries = NULL;
	int count = scandir("/dev", &entries, select_chip, versionsort), r = 0;

	for (int i = 0; i < count; i++) {
		if (!r)
			r = visit(data, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	if (count > 0)
		return r;
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENODEV,
			       "this machine has no GPIO chips: there is no /dev/" PREFIX
			       "N\n(the chip's driver is not loaded, or the kernel was built "
			       "without CONFIG_GPIO_CDEV)");
}

static int open_failed(const char *path, int sys_errno, struct hwreg_error *err)
{
	char owner[160];

	hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, sys_errno, "%s: open: %s", path,
			strerror(sys_errno));
	hwreg_devnode_owner(path, owner, sizeof(owner));
	if (sys_errno == EACCES || sys_errno == EPERM)
		hwreg_error_append(err, ": it belongs to %s; this needs root, or that group",
				   owner);
	return -sys_errno;
}

int hwreg_chip_open(struct gpio_chip *chip, const char *name,
		    const struct gpio_privilege *privilege, struct hwreg_error *err)
{
	char path[GPIO_NAME + 8];
	int r;

	hwreg_chip_path(name, path, sizeof(path));
	if (privilege->raise)
		privilege->raise(privilege->data, true);
	r = hwreg_gpiod_open(chip, path);
	if (privilege->raise)
		privilege->raise(privilege->data, false);
	return r ? open_failed(path, -r, err) : 0;
}

/* ---- By what they are called ------------------------------------------------------------------- */

struct search {
	const char *text;
	const struct gpio_privilege *privilege;
	char wanted[GPIO_NAME]; /* the name, if the text is a number or a name */
	char found[2][GPIO_NAME];
	unsigned int count;
	char denied[GPIO_NAME]; /* the first that could not be opened */
};

static void take_wanted(struct search *search)
{
	const char *digits = search->text + strlen(PREFIX);
	uint64_t number;

	if (hwreg_number_parse(search->text, &number, NULL) == 0)
		snprintf(search->wanted, sizeof(search->wanted), PREFIX "%llu",
			 (unsigned long long)number);
	else if (strncmp(search->text, PREFIX, strlen(PREFIX)) == 0 &&
		 !digits[strspn(digits, "0123456789")])
		snprintf(search->wanted, sizeof(search->wanted), "%s", search->text);
}

/* For a chip that is not there: there may be none at all */
static int visit_nothing(void *data, const char *name)
{
	(void)data;
	(void)name;
	return 0;
}

static int visit_label(void *data, const char *name)
{
	struct search *search = data;
	struct gpio_chip chip = { .handle = NULL };

	if (hwreg_chip_open(&chip, name, search->privilege, NULL) != 0) {
		if (!search->denied[0])
			strcpy(search->denied, name);
		return 0;
	}
	if (strcmp(chip.label, search->text) == 0 && search->count++ < 2)
		strcpy(search->found[search->count - 1], name);
	hwreg_gpiod_close(&chip);
	return 0;
}

struct hint {
	const struct gpio_privilege *privilege;
	char (*names)[2][GPIO_NAME];
	unsigned int count;
};

static int visit_hint(void *data, const char *name)
{
	struct hint *hint = data;
	struct gpio_chip chip = { .handle = NULL };
	void *names = realloc(hint->names, (hint->count + 1) * sizeof(*hint->names));

	if (!names)
		return 1;
	hint->names = names;
	snprintf(hint->names[hint->count][0], GPIO_NAME, "%s", name);
	hint->names[hint->count][1][0] = '\0';
	if (hwreg_chip_open(&chip, name, hint->privilege, NULL) == 0)
		strcpy(hint->names[hint->count][1], chip.label);
	hwreg_gpiod_close(&chip);
	hint->count++;
	return 0;
}

static int unknown_chip(const char *text, const struct gpio_privilege *privilege,
			struct hwreg_error *err)
{
	struct hwreg_nearest nearest = { .word = text };
	struct hint hint = { .privilege = privilege };
	char buffer[HINT_SIZE];
	int r;

	hwreg_chip_each(visit_hint, &hint, NULL);
	for (unsigned int i = 0; i < hint.count; i++) {
		hwreg_nearest_offer(&nearest, hint.names[i][0]);
		hwreg_nearest_offer(&nearest, hint.names[i][1]);
	}
	hwreg_nearest_hint(&nearest, buffer, sizeof(buffer));
	r = hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOENT,
			    "this machine has no GPIO chip '%s'%s", text,
			    *buffer ? buffer : " (hwreg gpio list shows those it has)");
	free(hint.names);
	return r;
}

int hwreg_chip_resolve(const char *text, const struct gpio_privilege *privilege,
		       char name[GPIO_NAME], struct hwreg_error *err)
{
	struct search search = { .text = text, .privilege = privilege };
	struct gpio_chip chip = { .handle = NULL };
	int r;

	take_wanted(&search);
	if (is_chip(search.wanted)) {
		strcpy(name, search.wanted);
		return 0;
	}
	r = hwreg_chip_each(search.wanted[0] ? visit_nothing : visit_label, &search, err);
	if (r)
		return r;
	if (search.count > 1)
		return hwreg_error_set(err, HWREG_ERROR_REQUEST, EEXIST,
				       "several chips have the label '%s': %s, %s%s; name one by "
				       "its number",
				       text, search.found[0], search.found[1],
				       search.count > 2 ? " and more" : "");
	if (search.count == 1) {
		strcpy(name, search.found[0]);
		return 0;
	}
	if (search.denied[0]) /* it may be this one: say what stands in the way */
		r = hwreg_chip_open(&chip, search.denied, privilege, err);
	hwreg_gpiod_close(&chip);
	return r ? r : unknown_chip(text, privilege, err);
}

/* ---- Lines ------------------------------------------------------------------------------------- */

int hwreg_line_describe(struct gpio_chip *chip, uint32_t offset, struct hwreg_gpio_line *line,
			struct hwreg_error *err)
{
	int r;

	memset(line, 0, sizeof(*line));
	r = hwreg_gpiod_describe(chip, offset, line);
	if (r)
		return hwreg_error_set(err, HWREG_ERROR_ACCESS, -r, "%s: line %u: %s", chip->name,
				       offset, strerror(-r));
	line->offset = offset;
	strcpy(line->chip, chip->name);
	strcpy(line->label, chip->label);
	return 0;
}

static int unknown_line(struct gpio_chip *chip, const char *text, struct hwreg_error *err)
{
	struct hwreg_nearest nearest = { .word = text };
	char(*names)[GPIO_NAME] = calloc(chip->line_count + 1u, sizeof(*names));
	struct hwreg_gpio_line line;
	char buffer[HINT_SIZE];
	int r;

	for (uint32_t i = 0; names && i < chip->line_count; i++) {
		if (hwreg_line_describe(chip, i, &line, NULL) == 0)
			strcpy(names[i], line.name);
		hwreg_nearest_offer(&nearest, names[i]);
	}
	r = hwreg_error_set(err, HWREG_ERROR_REQUEST, ENOENT, "%s (%s) has no line '%s'%s",
			    chip->name, chip->label, text,
			    hwreg_nearest_hint(&nearest, buffer, sizeof(buffer)));
	free(names);
	return r;
}

static int line_by_number(const struct gpio_chip *chip, uint64_t number, uint32_t *offset,
			  struct hwreg_error *err)
{
	if (number < chip->line_count) {
		*offset = (uint32_t)number;
		return 0;
	}
	return hwreg_error_set(err, HWREG_ERROR_REQUEST, ERANGE,
			       "%s (%s) has the lines 0 to %u, no %llu", chip->name, chip->label,
			       chip->line_count - 1, (unsigned long long)number);
}

int hwreg_line_find(struct gpio_chip *chip, const char *text, uint32_t *offset,
		    struct hwreg_error *err)
{
	struct hwreg_gpio_line line;
	unsigned int found = 0;
	uint64_t number;
	int r = 0;

	if (hwreg_number_parse(text, &number, NULL) == 0)
		return line_by_number(chip, number, offset, err);
	for (uint32_t i = 0; i < chip->line_count && !r; i++) {
		r = hwreg_line_describe(chip, i, &line, err);
		if (r || strcmp(line.name, text) != 0)
			continue;
		if (found++)
			return hwreg_error_set(err, HWREG_ERROR_REQUEST, EEXIST,
					       "%s (%s) has several lines '%s': %u, %u; name one "
					       "by its number",
					       chip->name, chip->label, text, *offset, i);
		*offset = i;
	}
	return r || found ? r : unknown_line(chip, text, err);
}
