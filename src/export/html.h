/* SPDX-License-Identifier: MIT */
/* html.h - the parts of the HTML page */
#ifndef HWREG_EXPORT_HTML_H
#define HWREG_EXPORT_HTML_H

#include <hwreg.h>

#include <stdio.h>

/** struct html_file - a file of src/export/html, in the command since it was built */
struct html_file {
	const unsigned char *data;
	size_t size;
};

extern const struct html_file html_page, html_style, html_script;
/* What a Content-Security-Policy calls the two: "sha256-…" */
extern const char html_style_hash[], html_script_hash[];

/** html_text() - text between tags and in attributes */
void html_text(FILE *out, const char *text);

/** html_json_string() - a JSON string that may stand in a script element, with its quotes */
void html_json_string(FILE *out, const char *text);

/**
 * html_data() - the board as one JSON document, for page.js
 *
 * Return: 0 or -ENOMEM.
 */
int html_data(const struct hwreg_board *board, FILE *out, struct hwreg_error *err);

#endif
