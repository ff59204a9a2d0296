// SPDX-License-Identifier: MIT
/* elevated.c - what hwreg does for a user who has fewer rights: little, and by the policy alone */
#include "elevated.h"
#include "context.h"
#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct hwreg_grants *grants;

/* Those that look at registers or at the board, change registers, and open nothing else. Files of the
 * user's that they read are bytes, not formats; those that they write are opened as the user. */
static const char *const for_all[] = {
	"peek", "poke", "dump", "fill", "load",   "copy", "watch",
	"wait", "list", "info", "find", "decode", "help", "policy list",
};

/* What output.c and cmd_watch.c look at, to compare it with words */
static const char *const harmless[] = { "TERM", "NO_COLOR" };

#define HARMLESS (sizeof(harmless) / sizeof(harmless[0]))

static int forget_environment(void)
{
	char *kept[HARMLESS];
	const char *value;
	int r = 0;

	for (size_t i = 0; i < HARMLESS; i++) {
		value = getenv(harmless[i]);
		kept[i] = value ? output_strdup("%s", value) : NULL;
	}
	clearenv();
	for (size_t i = 0; i < HARMLESS; i++) {
		if (kept[i])
			r |= setenv(harmless[i], kept[i], 1);
		free(kept[i]);
	}
	return r;
}

int elevated_start(struct hwreg_error *err)
{
	const struct hwreg_grants_options options = {
		.size = sizeof(options),
		.flags = HWREG_GRANTS_OF_ROOT,
	};
	int r;

	if (forget_environment() != 0)
		return output_fail(err, HWREG_ERROR_UNAVAILABLE, "out of memory");
	r = hwreg_grants_load(&grants, POLICY_FILE, &options, err);
	if (r == 0)
		return 0;
	/* a mistake in it is the administrator's, not one of the request */
	if (err->kind == HWREG_ERROR_REQUEST)
		err->kind = HWREG_ERROR_UNAVAILABLE;
	if (r == -ENOENT)
		return output_fail(
			err, HWREG_ERROR_UNAVAILABLE,
			"hwreg is set-user-ID or has file capabilities, but there is "
			"no " POLICY_FILE "\n(hwreg-policy(5)) to say what for; as root, write "
			"one, or take them away (chmod ug-s, setcap -r),\nand use sudo or "
			"a group (hwreg(1), PERMISSIONS)");
	return r;
}

const struct hwreg_grants *elevated_grants(void)
{
	return grants;
}

void elevated_end(void)
{
	hwreg_grants_free(grants);
	grants = NULL;
}

static int check_command(struct context *context)
{
	const struct command *command = context->command;
	const char *sub = command->sub ? command->sub : "", *gap = command->sub ? " " : "";
	char *name = output_strdup("%s%s%s", command->name, gap, sub);
	bool known = false;

	for (size_t i = 0; i < sizeof(for_all) / sizeof(for_all[0]); i++)
		known |= strcmp(for_all[i], name) == 0;
	free(name);
	if (known)
		return 0;
	return output_fail(&context->err, HWREG_ERROR_UNAVAILABLE,
			   "%s%s%s: not with more rights than yours, which this hwreg has; run a "
			   "copy of it that has none",
			   command->name, gap, sub);
}

/* A name is looked up in the system's directories alone, and the files there must be root's */
static int check_board(struct context *context)
{
	const char *name = context->settings.board, *dot = name ? strrchr(name, '.') : NULL;

	if (!name || (!strchr(name, '/') && strcmp(name, "dt") != 0 &&
		      !(dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".hwb")))))
		return 0;
	return output_fail(&context->err, HWREG_ERROR_UNAVAILABLE,
			   "-b %s: with more rights than yours, which this hwreg has, a board is "
			   "one of the system's, by its name",
			   name);
}

int elevated_check(struct context *context)
{
	int r;

	if (!grants || !context->command)
		return 0;
	r = check_command(context);
	if (r == 0)
		r = check_board(context);
	if (r == 0 && context->settings.on)
		r = output_fail(&context->err, HWREG_ERROR_UNAVAILABLE,
				"--on: with more rights than yours, which this hwreg has, there "
				"are registers alone");
	return r;
}

int elevated_check_verify(struct context *context, const struct hwreg_item *item)
{
	int r = 0;

	if (grants)
		r = hwreg_grants_check(grants, item->address,
				       item->address + (item->width / 8u - 1), false,
				       &context->err);
	if (r < 0)
		output_context(&context->err, "--verify");
	return r;
}
