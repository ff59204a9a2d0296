# configdep.awk - awk -f configdep.awk -v config=DIR FILE.d: print the dependencies that the compiler wrote, with those
# configuration symbols that the sources name in place of the header that has all of them.
#
# kconfig-conf touches DIR/some/symbol.h when CONFIG_SOME_SYMBOL changes; a file of a symbol that never was on does
# not exist, which $(wildcard) passes over.

# The first line of the compiler's output, continued, is "target: file..."; more lines, "file:", are of -MP
{
	for (word = 1; word <= NF; word++) {
		if ($word == "\\")
			continue
		if (!target)
			target = $word
		else if ($word !~ /:$/ && $word !~ /\/autoconf\.h$/)
			files[++count] = $word
	}
}

END {
	printf "%s", target
	for (file = 1; file <= count; file++) {
		printf " \\\n %s", files[file]
		while ((getline line <files[file]) > 0)
			while (match(line, /CONFIG_[A-Z0-9_]+/)) {
				symbols[substr(line, RSTART + 7, RLENGTH - 7)]
				line = substr(line, RSTART + RLENGTH)
			}
		close(files[file])
	}
	for (symbol in symbols) {
		path = tolower(symbol)
		gsub(/_/, "/", path)
		printf " \\\n $(wildcard %s/%s.h)", config, path
	}
	print ""
	for (file = 1; file <= count; file++)
		printf "%s:\n", files[file]
}
