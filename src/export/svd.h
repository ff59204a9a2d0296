/* SPDX-License-Identifier: MIT */
/* svd.h - between the files that write CMSIS-SVD */
#ifndef HWREG_EXPORT_SVD_H
#define HWREG_EXPORT_SVD_H

#include <stdio.h>

#include "layout.h"
#include "names.h"

/* What SVD has no element for, and how often it came up */
enum svd_loss {
	LOSS_BIG_ENDIAN,
	LOSS_VOLATILE,
	LOSS_TRIGGER,
	LOSS_PROTECT,
	LOSS_ALIASES,
	LOSS_RESERVED,
	LOSS_CONDITIONS,
	LOSS_SIGNED,
	LOSS_SCALE,
	LOSS_COUNT,
};

/**
 * struct svd_policy - a pair of policies as SVD has it
 * @access: of <access>
 * @modified: of <modifiedWriteValues>, "modify" if a write stores what is written
 * @action: of <readAction>, or NULL
 * @lost: what cannot be said, or NULL
 */
struct svd_policy {
	const char *access;
	const char *modified;
	const char *action;
	const char *lost;
};

/**
 * struct svd_file - a file while it is written
 * @depth: of the element that is open
 * @cluster: for repeat_find()
 * @arrays: full names of arrays, as two of one name would be taken for one
 */
struct svd_file {
	const struct hwreg_board *board;
	struct layouts layouts;
	FILE *out;
	void (*warn)(const char *message);
	uint32_t lost[LOSS_COUNT];
	unsigned int depth;
	uint32_t cluster;
	struct names arrays;
};

/** svd_put_open() - start an element on a line of its own */
void svd_put_open(struct svd_file *svd, const char *tag);
void svd_put_close(struct svd_file *svd, const char *tag);

/** svd_put_text() - an element with a text; svd_put_description(): unless it is empty */
void svd_put_text(struct svd_file *svd, const char *tag, const char *text);
void svd_put_description(struct svd_file *svd, const char *text);

/** svd_put_hex(), svd_put_number() - an element with a number */
void svd_put_hex(struct svd_file *svd, const char *tag, uint64_t number);
void svd_put_number(struct svd_file *svd, const char *tag, uint64_t number);

/** svd_tell() - tell what is not as the board has it */
void svd_tell(struct svd_file *svd, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct svd_policy svd_policy_words(enum hwreg_read_policy read, enum hwreg_write_policy write);

/** svd_put_registers() - the registers and clusters of a block */
void svd_put_registers(struct svd_file *svd, const struct hwreg_block_info *block);

/** svd_put_fields() - the fields of a register whose own policy is @policy */
void svd_put_fields(struct svd_file *svd, const struct hwreg_register *reg,
		    const struct hwreg_register_info *info, const struct svd_policy *policy);

#endif
