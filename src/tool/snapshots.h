/* SPDX-License-Identifier: MIT */
/* snapshots.h - what diff and restore share: files of save, and what became of their registers */
#ifndef HWREG_TOOL_SNAPSHOTS_H
#define HWREG_TOOL_SNAPSHOTS_H

#include "context.h"

/** struct shown - a register that is not the same; texts of @entry are its own */
struct shown {
	struct hwreg_snapshot_entry entry;
};

/**
 * struct outcome - what became of registers; zeroes to start with
 * @list: all that is to be told, in order
 * @counts: of each enum hwreg_snapshot_result
 */
struct outcome {
	struct shown *list;
	uint32_t count;
	uint32_t room;
	uint32_t counts[HWREG_SNAPSHOT_SECOND_ALONE + 1];
};

/** outcome_add() - the callback of the library's functions; @data: the outcome */
int outcome_add(void *data, const struct hwreg_snapshot_entry *entry);

void outcome_free(struct outcome *outcome);

/** snapshots_options() - what -b, --force and --volatile say; wrong files are printed as boards are */
struct hwreg_snapshot_options snapshots_options(struct context *context);

/** snapshots_check_parts() - are the locations whole registers? To be known before any is read */
int snapshots_check_parts(struct context *context, const struct locations *locations);

/** snapshots_load() - read a file of save */
int snapshots_load(struct context *context, const char *file, struct hwreg_snapshot **out);

/** snapshots_name_board() - without -b and $HWREG_BOARD it is the board that the snapshot names */
void snapshots_name_board(struct context *context, const struct hwreg_snapshot *snapshot);

/** snapshots_resolve() - find its registers, and print those that there are not */
int snapshots_resolve(struct context *context, struct hwreg_snapshot *snapshot);

/** outcome_show() - differences to standard output, or what was written; the reasons to standard error */
void outcome_show(struct context *context, const struct outcome *outcome);

/** outcome_report() - tell on standard error what was not read, which is @unread, or left out, and why */
void outcome_report(const struct context *context, const struct outcome *outcome,
		    const char *unread);

#endif
