// SPDX-License-Identifier: MIT
/* output_file.c - files that are written as a whole */
#include "output.h"
#include "privilege.h"

#include <replace.h>

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct content {
	const char *text;
	size_t size;
};

static int fill(int fd, const void *data)
{
	const struct content *content = data;

	return hwreg_write_all(fd, content->text, content->size);
}

static int write_file(const char *path, const char *text, size_t size, struct hwreg_error *err)
{
	const struct content content = { text, size };
	const struct hwreg_replacement with = { .fill = fill, .data = &content, .most = size };
	const char *why;
	struct stat st;
	int r;

	privilege_drop();
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		r = output_to(path, err);
		if (r == 0)
			output_bytes(text, size);
		return r < 0 ? r : output_check(err);
	}
	r = hwreg_replace_file(path, &with, &why);
	if (r == 0)
		return 0;
	return output_fail(err, why ? HWREG_ERROR_REQUEST : HWREG_ERROR_ACCESS, "%s: %s", path,
			   why ? why : strerror(-r));
}

int output_made(const char *path, const char *text, size_t size, struct hwreg_error *err)
{
	if (path)
		return write_file(path, text, size, err);
	output_bytes(text, size);
	return output_check(err);
}
