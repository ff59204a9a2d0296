/* SPDX-License-Identifier: MIT */
/* board_files.h - boards that a test writes into a directory of its own */
#ifndef HWREG_TESTS_BOARD_FILES_H
#define HWREG_TESTS_BOARD_FILES_H

#include "unit.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char directory[64];

static int files_setup(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/hwreg-board-XXXXXX");
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int files_teardown(void **state)
{
	(void)state;
	return nftw(directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of a file with that content; directories in its name are made. */
__attribute__((unused)) static const char *file_with(const char *name, const char *content,
						     size_t length)
{
	static char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	for (char *slash = strchr(path + strlen(directory) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(content, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	return path;
}

__attribute__((unused)) static const char *file_text(const char *name, const char *text)
{
	return file_with(name, text, strlen(text));
}

/* Load a board that must be good. */
__attribute__((unused)) static struct hwreg_board *load_file(const char *path)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_board *board = NULL;

	if (hwreg_board_load(&board, path, NULL, &err))
		fail_msg("%s", err.message);
	return board;
}

__attribute__((unused)) static const struct hwreg_register *find(const struct hwreg_board *board,
								 const char *name)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	const struct hwreg_register *reg = NULL;

	if (hwreg_register_find(board, name, &reg, &err))
		fail_msg("%s", err.message);
	return reg;
}

__attribute__((unused)) static struct hwreg_register_info register_info(
	const struct hwreg_board *board, const char *name)
{
	struct hwreg_register_info info = { .size = sizeof(info) };

	hwreg_register_describe(board, find(board, name), &info);
	return info;
}

__attribute__((unused)) static const struct hwreg_field *find_field(const struct hwreg_board *board,
								    const char *reg,
								    const char *name)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	const struct hwreg_field *field = NULL;

	if (hwreg_field_find(board, find(board, reg), name, &field, &err))
		fail_msg("%s", err.message);
	return field;
}

__attribute__((unused)) static struct hwreg_field_info field_info(const struct hwreg_board *board,
								  const char *reg, const char *name)
{
	struct hwreg_field_info info = { .size = sizeof(info) };

	hwreg_field_describe(board, find_field(board, reg, name), &info);
	return info;
}

#endif
