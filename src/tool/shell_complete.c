// SPDX-License-Identifier: MIT
/* shell_complete.c - what Tab offers: as the completion scripts of other shells, and file names */
#include "complete.h"
#include "output.h"
#include "shell.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Between the callbacks of one search */
struct search {
	struct candidates *candidates;
	bool files;
};

static void add(struct candidates *candidates, char *text)
{
	candidates->list =
		realloc(candidates->list, (candidates->count + 1) * sizeof(*candidates->list));
	if (!candidates->list)
		output_die_memory();
	candidates->list[candidates->count++] = text;
}

static void tell(void *data, const char *candidate)
{
	struct search *search = data;

	if (!strcmp(candidate, ":files"))
		search->files = true;
	else if (!strcmp(candidate, ":nospace"))
		search->candidates->open = true;
	else
		add(search->candidates, output_strdup("%s", candidate));
}

/* A name with control characters would do something to the terminal, or end the line */
static bool can_be_typed(const char *name)
{
	while (*name && (unsigned char)*name >= ' ' && *name != '\177')
		name++;
	return !*name;
}

/* Files whose path starts with what stands after the last : or = of the word */
static void add_files(struct candidates *candidates, const char *word)
{
	size_t before = strlen(word);
	const char *path, *slash, *name;
	struct dirent *entry;
	struct stat st;
	bool folder;
	char *text;
	DIR *directory;

	while (before && !strchr(":=", word[before - 1]))
		before--;
	path = word + before;
	slash = strrchr(path, '/');
	name = slash ? slash + 1 : path;
	text = output_strdup("%.*s", slash ? (int)(slash + 1 - path) : 1, slash ? path : ".");
	directory = opendir(text);
	free(text);
	while (directory && (entry = readdir(directory))) {
		if (!complete_starts(entry->d_name, name) || !can_be_typed(entry->d_name) ||
		    (*entry->d_name == '.' && *name != '.'))
			continue;
		text = output_strdup("%.*s%s", (int)(name - path), path, entry->d_name);
		folder = stat(text, &st) == 0 && S_ISDIR(st.st_mode);
		add(candidates,
		    output_strdup("%.*s%s%s", (int)before, word, text, folder ? "/" : ""));
		free(text);
	}
	if (directory)
		closedir(directory);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void candidates_find(struct candidates *candidates, struct shared *shared, const char *line,
		     size_t length)
{
	static char empty[] = "";
	struct context context = { .err = HWREG_ERROR_INIT, .shared = shared };
	char *copy = output_strdup("%.*s", (int)length, line), *last;
	struct search search = { .candidates = candidates };
	struct words words = { 0 };

	*candidates = (struct candidates){ 0 };
	/* a quote that is still open is fine here */
	if (words_split(&words, copy, length, NULL) == 0 && (words.count == 1 || words.ended))
		words_add(&words, empty);
	last = words.list[words.count - 1];
	complete(&context, (const char *const *)words.list, words.count, tell, &search);
	if (search.files)
		add_files(candidates, last);
	if (words.count == 2) {
		if (complete_starts("exit", last))
			add(candidates, output_strdup("exit"));
		if (complete_starts("quit", last))
			add(candidates, output_strdup("quit"));
	}
	if (candidates->count)
		qsort(candidates->list, candidates->count, sizeof(*candidates->list), by_name);
	candidates->typed = strlen(last);
	candidates->quote = words.quote;
	context_close(&context);
	words_free(&words);
	free(copy);
}

void candidates_free(struct candidates *candidates)
{
	for (unsigned int i = 0; i < candidates->count; i++)
		free(candidates->list[i]);
	free(candidates->list);
}
