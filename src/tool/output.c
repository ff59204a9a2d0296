// SPDX-License-Identifier: MIT
/* output.c - standard output, messages and numbers */
#include "output.h"
#include "privilege.h"

#include <text_stream.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failed; /* errno of the first write to standard output that did */
static const char standard_output[] = "standard output";
static const char *name = standard_output;
static int kept = -1; /* standard output, while a file stands for it */
static int bold_wanted = -1; /* unknown */
static unsigned long line;
static struct text_stream captive;
static FILE *captured; /* what is printed goes there, if there is one: the file of @captive */
static bool captured_plain;

void output_print(const char *format, ...)
{
	va_list args;

	privilege_drop();
	if (failed && !captured)
		return;
	va_start(args, format);
	if (captured) {
		if (vfprintf(captured, format, args) < 0)
			output_die_memory();
	} else if (vprintf(format, args) < 0) {
		failed = errno ? errno : EIO;
	}
	va_end(args);
}

void output_text(const char *text)
{
	privilege_drop();
	if (captured) {
		if (fputs(text, captured) < 0)
			output_die_memory();
	} else if (!failed && fputs(text, stdout) < 0) {
		failed = errno ? errno : EIO;
	}
}

void output_capture(bool plain)
{
	captured = text_stream_open(&captive);
	if (!captured)
		output_die_memory();
	captured_plain = plain;
}

char *output_captured(void)
{
	captured = NULL;
	if (text_stream_close(&captive) < 0)
		output_die_memory();
	return captive.text;
}

/* What is long goes out at once, without a copy */
static void write_bytes(const char *bytes, size_t size)
{
	ssize_t written;

	if (fflush(stdout) != 0)
		failed = errno;
	while (size && !failed) {
		written = write(STDOUT_FILENO, bytes, size);
		if (written < 0 && errno != EINTR)
			failed = errno;
		if (written > 0) {
			bytes += written;
			size -= written;
		}
	}
}

void output_bytes(const void *bytes, size_t size)
{
	privilege_drop();
	if (failed)
		return;
	if (size >= BUFSIZ)
		write_bytes(bytes, size);
	else if (fwrite(bytes, 1, size, stdout) != size)
		failed = errno ? errno : EIO;
}

int output_to(const char *path, struct hwreg_error *err)
{
	int fd, r;

	privilege_drop();
	output_flush(NULL);
	if (kept < 0)
		kept = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
	r = fd < 0 || dup2(fd, STDOUT_FILENO) < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	if (r)
		return output_fail(err, HWREG_ERROR_ACCESS, "%s: %s", path, strerror(r));
	name = path;
	bold_wanted = -1;
	return 0;
}

int output_restore(struct hwreg_error *err)
{
	int r;

	if (name == standard_output)
		return output_check(err);
	output_flush(NULL);
	if (close(STDOUT_FILENO) != 0 && !failed)
		failed = errno;
	r = output_check(err);
	failed = dup2(kept, STDOUT_FILENO) < 0 ? errno : 0;
	close(kept);
	kept = -1;
	name = standard_output;
	bold_wanted = -1;
	return r;
}

void output_hold(void)
{
	static char buffer[64 * 1024];

	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
}

void output_line(unsigned long number)
{
	line = number;
}

int output_check(struct hwreg_error *err)
{
	if (!failed)
		return 0;
	output_fail(err, HWREG_ERROR_ACCESS, "%s: %s", name, strerror(failed));
	return -failed;
}

int output_flush(struct hwreg_error *err)
{
	if (!failed && fflush(stdout) != 0)
		failed = errno;
	return output_check(err);
}

int output_close(struct hwreg_error *err)
{
	output_flush(NULL);
	if (fclose(stdout) != 0 && !failed)
		failed = errno;
	return output_check(err);
}

char *output_strdup(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		output_die_memory();
	va_end(args);
	return text;
}

/* Prefix, indentation and all; NULL: no memory */
static char *message_lines(const char *text)
{
	static const char prefix[] = "hwreg: ", indent[] = "       ";
	size_t size = sizeof(prefix) + sizeof("line 18446744073709551615: ") + strlen(text) + 1;
	char *lines, *at;

	for (const char *c = text; *c; c++)
		size += *c == '\n' ? sizeof(indent) : 0;
	lines = at = malloc(size);
	if (!lines)
		return NULL;
	at = stpcpy(at, prefix);
	if (line)
		at += sprintf(at, "line %lu: ", line);
	for (const char *c = text; *c; c++) {
		*at++ = *c;
		if (*c == '\n')
			at = stpcpy(at, indent);
	}
	strcpy(at, "\n");
	return lines;
}

/* In one write, so that the messages of two processes do not mix. What was to be said is said without
 * memory, too, as far as it goes: it may be what was written before there was none. */
void output_message(const char *format, ...)
{
	char *text, *lines, some[1024];
	va_list args;

	privilege_drop();
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	va_start(args, format);
	if (!text)
		vsnprintf(some, sizeof(some), format, args);
	va_end(args);
	lines = message_lines(text ? text : some);
	output_flush(NULL);
	if (lines)
		fputs(lines, stderr);
	else
		fprintf(stderr, "hwreg: %s\n", text ? text : some);
	free(lines);
	free(text);
}

static void (*die_note)(void);

void output_die_with(void (*note)(void))
{
	die_note = note;
}

void output_die_memory(void)
{
	output_die_text("hwreg: out of memory\n");
	if (die_note)
		die_note();
	_exit(HWREG_ERROR_ACCESS);
}

void output_die_text(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		_exit(HWREG_ERROR_ACCESS);
}

#undef output_fail

int output_fail(struct hwreg_error *err, enum hwreg_error_kind kind, const char *format, ...)
{
	va_list args;

	if (!err)
		return -EINVAL;
	*err = (struct hwreg_error)HWREG_ERROR_INIT;
	err->kind = kind;
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	return -EINVAL;
}

void output_context(struct hwreg_error *err, const char *format, ...)
{
	char old[sizeof(err->message)];
	size_t length;
	va_list args;

	memcpy(old, err->message, sizeof(old));
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	length = strlen(err->message);
	snprintf(err->message + length, sizeof(err->message) - length, ": %s", old);
}

const char *output_style(const char *style)
{
	if (bold_wanted < 0) {
		const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

		bold_wanted = !(none && *none) && term && strcmp(term, "dumb") != 0 &&
			      isatty(STDOUT_FILENO);
	}
	return bold_wanted && !(captured && captured_plain) ? style : "";
}

const char *output_bold(bool on)
{
	return output_style(on ? "\033[1m" : "\033[m");
}

#define NUMBER_PLAIN 24 /* of 64 bits in hex or decimal; @buffer may have no more left */

static char *binary(char *buffer, uint64_t value, unsigned int digits, bool group)
{
	char *out = buffer;

	*out++ = '0';
	*out++ = 'b';
	for (unsigned int bit = digits; bit-- > 0;) {
		*out++ = '0' + (value >> bit & 1);
		if (group && bit && bit % 4 == 0)
			*out++ = '_';
	}
	*out = '\0';
	return buffer;
}

/* By hand, as printf() takes a tenth of the time of a read from a script; at least so many digits */
static char *hexadecimal(char *buffer, uint64_t value, unsigned int digits)
{
	unsigned int needed = (67 - (unsigned int)__builtin_clzll(value | 1)) / 4;

	if (digits < needed)
		digits = needed;
	buffer[0] = '0';
	buffer[1] = 'x';
	buffer[2 + digits] = '\0';
	for (char *out = buffer + 1 + digits; digits; digits--, value >>= 4)
		*out-- = "0123456789abcdef"[value & 0xf];
	return buffer;
}

const char *number_format(char *buffer, uint64_t value, unsigned int width, enum format format,
			  bool group)
{
	if (format == FORMAT_DEC) {
		snprintf(buffer, NUMBER_PLAIN, "%llu", (unsigned long long)value);
	} else if (format == FORMAT_BIN) {
		unsigned int digits = width ? width : 64 - (unsigned int)__builtin_clzll(value | 1);

		binary(buffer, value, digits, group);
	} else {
		hexadecimal(buffer, value, width < 64 ? (width + 3) / 4 : 16);
	}
	return buffer;
}

const char *wide_format(char *buffer, const struct hwreg_wide *value, unsigned int width,
			enum format format, bool group)
{
	unsigned int top = (width - 1) / 64 * 64, length;
	bool binary = format == FORMAT_BIN;

	number_format(buffer, hwreg_wide_part(value, top), width - top,
		      width > 64 && !binary ? FORMAT_HEX : format, group);
	while (top) {
		top -= 64;
		length = (unsigned int)strlen(buffer);
		if (binary && group)
			buffer[length++] = '_';
		/* without the 0x or 0b in front */
		number_format(buffer + length, hwreg_wide_part(value, top), 64,
			      binary ? FORMAT_BIN : FORMAT_HEX, group);
		memmove(buffer + length, buffer + length + 2, strlen(buffer + length + 2) + 1);
	}
	return buffer;
}

int64_t number_sign_extend(uint64_t value, unsigned int width)
{
	uint64_t sign = UINT64_C(1) << (width - 1);

	return (int64_t)((value ^ sign) - sign);
}
