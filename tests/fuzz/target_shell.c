// SPDX-License-Identifier: MIT
/*
 * target_shell.c - lines of the shell: words, options, completion and the commands that do no harm
 *
 * Commands run as in a shell with -b demo -t sim --write, but those that would wait, write files, look at
 * files or at devices are only understood.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "invoke.h"
#include "output.h"
#include "privilege.h"
#include "shell.h"

static struct settings base;
static struct shared shared;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int null = open("/dev/null", O_WRONLY);

	(void)argc;
	(void)argv;
	fuzz_promise(null >= 0 && dup2(null, STDOUT_FILENO) == STDOUT_FILENO,
		     "what is printed is lost");
	close(null);
	privilege_keep();
	base.board = SRCTREE "/boards/demo.yaml";
	texts_add(&base.targets, "sim");
	shared.settings = &base;
	shared.write = true;
	setenv("HWREG_BOARD_PATH", SRCTREE "/boards", 1);
	setenv("HWREG_CACHE", "0", 1);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	return fuzz_mutate_text(data, size, most, seed, "shell");
}

static bool is_harmless(const struct command *command, const struct settings *settings)
{
	static const char *const names[] = { "peek",   "poke",   "dump", "fill",
					     "copy",   "list",   "info", "find",
					     "decode", "export", "help", "completion" };

	/* exports to files, targets and boards of its own, waiting */
	if (settings->targets.count || settings->board || settings->log || settings->out ||
	    settings->every || settings->duration || settings->timeout || settings->until ||
	    settings->on || settings->dtb || (command->sub && !strcmp(command->sub, "dts")))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(command->name, names[i]))
			return true;
	return false;
}

/* What invoke() does first, to see what it would do then */
static bool understand(const struct words *words, const struct command **command)
{
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct settings settings = { 0 };
	bool harmless = false;
	int used = options_parse(NULL, (int)words->count, words->list, &settings, &err), more = -1;

	if (used >= 0 && used < (int)words->count)
		more = command_find((int)words->count - used, words->list + used, command, &err);
	if (more >= 0) {
		used += more - 1;
		if (options_parse(*command, (int)words->count - used, words->list + used, &settings,
				  &err) >= 0)
			harmless = is_harmless(*command, &settings);
	}
	options_free(&settings);
	return harmless;
}

static void run(struct words *words)
{
	struct context context = {
		.settings = base, .err = HWREG_ERROR_INIT, .log = -1, .shared = &shared
	};
	int status;

	context.settings.targets = (struct texts){ 0 };
	for (unsigned int i = 0; i < base.targets.count; i++)
		texts_add(&context.settings.targets, base.targets.list[i]);
	context.argc = (int)words->count;
	context.argv = words->list;
	status = invoke_finish(&context, invoke(&context));
	fuzz_promise(status >= 0 && status <= 4, "exit statuses are 0 to 4");
	context_close(&context);
}

static void offer(const char *line)
{
	struct candidates candidates;

	candidates_find(&candidates, &shared, line, strlen(line));
	fuzz_promise(candidates.typed <= strlen(line), "what is replaced has been typed");
	candidates_free(&candidates);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = fuzz_text(data, size), *rest = copy, *line;
	struct hwreg_error err = HWREG_ERROR_INIT;
	const struct command *command = NULL;
	struct words words = { 0 };

	while ((line = fuzz_line(&rest))) {
		offer(line);
		if (words_split(&words, line, strlen(line), &err) == 0 && words.count > 1 &&
		    understand(&words, &command))
			run(&words);
	}
	words_free(&words);
	shared_close(&shared);
	shared.session = NULL;
	shared.board = NULL;
	free(copy);
	return 0;
}
