// SPDX-License-Identifier: MIT
/*
 * cmd_completion.c - hwreg completion: scripts for shells
 *
 * The scripts ask `hwreg completion words -- WORD…` for what may stand at the end of the words, so
 * that the tables are the only place that knows commands and options.
 */
#include "complete.h"
#include "context.h"
#include "output.h"

#include <string.h>

static const char bash_script[] =
	"# bash completion for hwreg\n"
	"_hwreg()\n"
	"{\n"
	"	local line=${COMP_LINE:0:COMP_POINT} word prefix candidate breaks\n"
	"	local -a words files\n"
	"	read -ra words <<<\"$line\"\n"
	"	[[ $line == *[[:space:]] ]] && words+=('')\n"
	"	word=${words[${#words[@]}-1]}\n"
	"	# readline replaces what comes after the last character that breaks words\n"
	"	[[ $COMP_WORDBREAKS == *:* ]] && breaks+=:\n"
	"	[[ $COMP_WORDBREAKS == *=* ]] && breaks+==\n"
	"	[[ $COMP_WORDBREAKS == *@* ]] && breaks+=@\n"
	"	[[ -n $breaks ]] && prefix=${word%\"${word##*[$breaks]}\"}\n"
	"	COMPREPLY=()\n"
	"	while IFS= read -r candidate; do\n"
	"		case $candidate in\n"
	"		:files)\n"
	"			compopt -o filenames 2>/dev/null\n"
	"			mapfile -t files < <(compgen -f -- \"${word##*[:=]}\")\n"
	"			COMPREPLY+=(\"${files[@]}\")\n"
	"			;;\n"
	"		:nospace)\n"
	"			compopt -o nospace 2>/dev/null\n"
	"			;;\n"
	"		*)\n"
	"			COMPREPLY+=(\"${candidate#\"$prefix\"}\")\n"
	"			;;\n"
	"		esac\n"
	"	done < <(\"${words[0]/#\\~/$HOME}\" completion words -- \"${words[@]}\" "
	"2>/dev/null)\n"
	"}\n"
	"complete -F _hwreg hwreg\n";

static const char zsh_script[] =
	"#compdef hwreg\n"
	"_hwreg()\n"
	"{\n"
	"	local candidate\n"
	"	local -a candidates suffix\n"
	"	for candidate in \"${(@f)$(${(Q)words[1]} completion words -- \\\n"
	"		\"${(@Q)words[1,CURRENT-1]}\" \"${(Q)PREFIX}\" 2>/dev/null)}\"; do\n"
	"		case $candidate in\n"
	"		'')\n"
	"			;;\n"
	"		:files)\n"
	"			compset -P '*[:=]'\n"
	"			_files\n"
	"			;;\n"
	"		:nospace)\n"
	"			suffix=(-S '')\n"
	"			;;\n"
	"		*)\n"
	"			candidates+=(\"$candidate\")\n"
	"			;;\n"
	"		esac\n"
	"	done\n"
	"	(( $#candidates )) && compadd \"${suffix[@]}\" -- \"${candidates[@]}\"\n"
	"}\n"
	"if [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n"
	"	_hwreg \"$@\"\n"
	"else\n"
	"	compdef _hwreg hwreg\n"
	"fi\n";

static void print(void *data, const char *candidate)
{
	(void)data;
	output_print("%s\n", candidate);
}

int cmd_completion(struct context *context)
{
	const struct texts *words = &context->settings.arguments;
	const char *shell = words->list[0];

	if (!strcmp(shell, "words"))
		complete(context, words->list + 1, words->count - 1, print, NULL);
	else if (words->count > 1)
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "completion: '%s' is too much; usage: hwreg completion bash|zsh",
				   words->list[1]);
	else if (!strcmp(shell, "bash"))
		output_print("%s", bash_script);
	else if (!strcmp(shell, "zsh"))
		output_print("%s", zsh_script);
	else
		return output_fail(&context->err, HWREG_ERROR_REQUEST,
				   "completion: no script for '%s'; there is bash and zsh", shell);
	return 0;
}
