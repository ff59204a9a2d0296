// SPDX-License-Identifier: MIT
/* html.c - the page: html/page.html with its {{marks}} replaced */
#include "export.h"
#include "html.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

struct page {
	const struct hwreg_board *board;
	struct hwreg_board_info info;
	FILE *out;
	struct hwreg_error *err;
};

static int title(const struct page *page)
{
	html_text(page->out, page->info.name);
	return 0;
}

static int style(const struct page *page)
{
	fwrite(html_style.data, 1, html_style.size, page->out);
	return 0;
}

static int style_hash(const struct page *page)
{
	fputs(html_style_hash, page->out);
	return 0;
}

static int script(const struct page *page)
{
	fwrite(html_script.data, 1, html_script.size, page->out);
	return 0;
}

static int script_hash(const struct page *page)
{
	fputs(html_script_hash, page->out);
	return 0;
}

static int data(const struct page *page)
{
	return html_data(page->board, page->out, page->err);
}

static void plain_block(const struct page *page, const struct hwreg_block_info *block)
{
	struct hwreg_register_info info = { .size = sizeof(info) };

	fputs("<h2>", page->out);
	html_text(page->out, block->name);
	fprintf(page->out, "</h2>\n<pre>\n");
	for (uint32_t i = 0; i < block->register_count; i++) {
		hwreg_register_describe(
			page->board, hwreg_board_register(page->board, block->first_register + i),
			&info);
		fprintf(page->out, "0x%08" PRIx64 " %2" PRIu32 " ", info.address, info.width);
		html_text(page->out, info.name);
		fputc('\n', page->out);
	}
	fputs("</pre>\n", page->out);
}

/* For those without scripts */
static int plain(const struct page *page)
{
	struct hwreg_block_info info = { .size = sizeof(info) };
	const struct hwreg_block *block;

	for (uint32_t i = 0; (block = hwreg_board_block(page->board, i)); i++) {
		hwreg_block_describe(page->board, block, &info);
		plain_block(page, &info);
	}
	return 0;
}

static const struct mark {
	const char *name;
	int (*write)(const struct page *page);
} marks[] = {
	{ "{{title}}", title },
	{ "{{style}}", style },
	{ "{{style-hash}}", style_hash },
	{ "{{script}}", script },
	{ "{{script-hash}}", script_hash },
	{ "{{data}}", data },
	{ "{{plain}}", plain },
};

/*
 * Writes what a mark at the start of the text stands for, else the text up to where the next could be.
 * Return: bytes of the text that this was, or -ENOMEM.
 */
static int write_part(const struct page *page, const unsigned char *text, size_t size)
{
	const unsigned char *next = memchr(text + 1, '{', size - 1);

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t length = strlen(marks[i].name);

		if (length > size || memcmp(text, marks[i].name, length) != 0)
			continue;
		return marks[i].write(page) < 0 ? -ENOMEM : (int)length;
	}
	if (next)
		size = (size_t)(next - text);
	return fwrite(text, 1, size, page->out) == size ? (int)size : -ENOMEM;
}

int export_html(const struct hwreg_board *board, FILE *out, struct hwreg_error *err)
{
	struct page page = { .board = board, .out = out, .err = err };
	int length;

	page.info.size = sizeof(page.info);
	hwreg_board_describe(board, &page.info);
	for (size_t at = 0; at < html_page.size && !ferror(out); at += (size_t)length) {
		length = write_part(&page, html_page.data + at, html_page.size - at);
		if (length < 0)
			return length;
	}
	return 0;
}
