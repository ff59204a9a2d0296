/* SPDX-License-Identifier: MIT */
/* svd_out.h - mappings in YAML, in one line if they fit, else in lines of their own */
#ifndef HWREG_IMPORT_SVD_OUT_H
#define HWREG_IMPORT_SVD_OUT_H

#include "svd.h"

#define LINE_WIDTH 100

struct svd_out {
	struct svd *svd;
	char *data;
	size_t size, room;
};

/** struct svd_pairs - the keys of a mapping and their values, which are YAML already */
struct svd_pairs {
	struct {
		const char *key, *value;
	} list[16];
	unsigned int count;
};

void out_text(struct svd_out *out, const char *text, size_t length);
void out_format(struct svd_out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** out_comment() - lines of a text that is not clean yet, each behind a # */
void out_comment(struct svd_out *out, const char *text);

/** out_scalar() - a text as a value in YAML, in quotes if it needs them */
const char *out_scalar(struct svd *svd, const char *text);

/** out_pair() - append a key; with a NULL as value it is left away */
void out_pair(struct svd_pairs *pairs, const char *key, const char *value);

/** out_flow() - "{key: value, key: value}", or a short form: the value of @alone if that is all */
const char *out_flow(struct svd *svd, const struct svd_pairs *pairs, const char *alone);

/**
 * out_mapping() - a key and its mapping
 * @open: lines of more keys follow, so that it cannot be in one line
 */
void out_mapping(struct svd_out *out, unsigned int indent, const struct svd_name *name,
		 const struct svd_pairs *pairs, const char *alone, bool open);

#endif
