#!/usr/bin/env bats
# What make lint says of mistakes that gcc's analyser, clang-tidy and cppcheck find.
# $SRCTREE: the sources.

setup() {
	bats_require_minimum_version 1.5.0
	cd "$BATS_TEST_TMPDIR" || return
	# the script, with a list of checks that a test can change
	mkdir -p tests/static && cp "$SRCTREE/tests/static/analyze" tests/static && cp "$SRCTREE/.clang-tidy" .
	mkdir include && echo 'int twice(int number);' >include/twice.h
	printf '#include "twice.h"\n\nint twice(int number)\n{\n\treturn number * 2;\n}\n' >good.c
}

analyze() { # source
	tests/static/analyze "${1%.c}.found" "$PWD/$1" "-I$PWD/include"
}

@test "what is clean leaves an empty file" {
	run -0 analyze good.c
	[ "$output" = '' ]
	[ -e good.found ]
	[ ! -s good.found ]
}

@test "gcc's analyser finds memory that is freed twice" {
	cat >bad.c <<-'END'
		#include <stdlib.h>
		void bad(void *memory);
		void bad(void *memory)
		{
			free(memory);
			free(memory);
		}
	END
	run -0 analyze bad.c
	grep -q "bad.c:6:.*double-.free.*Wanalyzer-double-free" bad.found
	grep -q 'bad.c:6:.*clang-analyzer-unix.Malloc' bad.found
}

@test "clang-tidy finds a comparison of characters that is none" {
	cat >bad.c <<-'END'
		#include <string.h>
		int bad(const char *text);
		int bad(const char *text)
		{
			return strcmp(text, "x") == -1;
		}
	END
	run -0 analyze bad.c
	grep -q 'bad.c:5:.*\[bugprone-suspicious-string-compare' bad.found
}

@test "what a tool cannot read is a finding" {
	echo 'int bad(' >bad.c
	run -0 analyze bad.c
	grep -q 'bad.c: gcc failed' bad.found
}

# a clang-tidy that only counts
count_runs() {
	mkdir tools
	printf '#!/bin/sh\ncase $1 in --quiet) echo >>%s ;; esac\n' "$PWD/ran" >tools/clang-tidy
	chmod +x tools/clang-tidy
	export PATH=$PWD/tools:$PATH
	: >ran
}

runs() { # SOURCE: how often it has been looked at by now
	analyze "$1" >&2
	wc -l <ran
}

@test "a source is looked at again when what tools see of it has changed" {
	count_runs
	[ "$(runs good.c)" = 1 ]
	[ "$(runs good.c)" = 1 ]
	printf '\n/* a comment */\n\n' >>include/twice.h
	[ "$(runs good.c)" = 1 ]
	echo 'int thrice(int number);' >>include/twice.h
	[ "$(runs good.c)" = 2 ]
	sed -i 's|^int twice|/* NOLINT */ int twice|' good.c
	[ "$(runs good.c)" = 3 ]
	echo 'Checks: "-*,bugprone-*"' >.clang-tidy
	[ "$(runs good.c)" = 4 ]
	DEEP=y
	export DEEP
	[ "$(runs good.c)" = 5 ]
	[ "$(runs good.c)" = 5 ]
}

@test "where something was found it is looked for again, changed or not" {
	count_runs
	printf 'int bad(void);\nint bad(void)\n{\n\tint x;\n\n\treturn x;\n}\n' >bad.c
	[ "$(runs bad.c)" = 1 ]
	grep -q 'bad.c:6:.*Wanalyzer-use-of-uninitialized-value' bad.found
	[ "$(runs bad.c)" = 2 ]
	sed -i 's/int x;/int x = 0;/' bad.c
	[ "$(runs bad.c)" = 3 ]
	[ ! -s bad.found ]
}

@test "cppcheck finds a write behind an array" {
	mkdir -p tree/src
	printf 'void bad(void);\nvoid bad(void)\n{\n\tchar text[4];\n\n\ttext[4] = 0;\n}\n' >tree/src/bad.c
	run -0 "$SRCTREE/tests/static/cppcheck" "$PWD/found" "$PWD/tree" -DX
	grep -q 'src/bad.c:6:.*\[arrayIndexOutOfBounds\]' found
	printf 'void bad(void);\nvoid bad(void)\n{\n}\n' >tree/src/bad.c
	run -0 "$SRCTREE/tests/static/cppcheck" "$PWD/found" "$PWD/tree" -DX
	[ ! -s found ]
}

@test "a function or a file above a hard limit is a complaint" {
	git init -q tree
	mkdir -p tree/tests/static
	cp "$SRCTREE/tests/static/lengths" tree/tests/static
	{ printf 'int f(void)\n{\n' && yes '	g();' | head -5 && printf '}\n'; } >tree/long.c
	git -C tree add long.c
	run -0 tree/tests/static/lengths
	[ "${lines[0]}" = 'lengths: 1 files, 0 above 400 lines: long.c 8' ]
	[ "${lines[1]}" = 'lengths: 1 functions, 5 lines in the median, 0 above 80: long.c:2 f() 5' ]
	MOST_FUNCTION=4 run -1 --separate-stderr tree/tests/static/lengths
	[ "$stderr" = 'long.c:2: f(): 5 lines; divide a function above 4' ]
	MOST_FILE=7 run -1 --separate-stderr tree/tests/static/lengths
	[ "$stderr" = 'long.c:1: 8 lines; divide a file above 7' ]
}
