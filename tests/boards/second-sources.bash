# shellcheck shell=bash disable=SC2154 # bats sets $output and $status
# For the tests of boards against second sources, fetched from Debian's packages: each loads this and says with what
# its board is compared. Where they cannot be fetched the tests are skipped, unless HWREG_CI is set.

# fetch_sources PROJECT…: for setup_file; where each is comes to a variable of its name, - as _
fetch_sources() {
	local project folder
	python3 -c 'import yaml' 2>/dev/null || skip "python3-yaml is not installed"
	for project; do
		if ! folder=$("$BATS_TEST_DIRNAME/fetch" "$project"); then
			[ -z "$HWREG_CI" ] || return 1
			skip "the source of $project cannot be fetched"
		fi
		export "${project//-/_}=$folder"
	done
}

# A copy of the descriptions, to be changed
setup() {
	boards=$BATS_TEST_TMPDIR/boards
	cp -R "$BATS_TEST_DIRNAME/../../boards" "$boards"
}

# compare_with SCRIPT SOURCE…: what the copy in $boards says
compare_with() {
	run "$BATS_TEST_DIRNAME/$1" --boards "$boards" "${@:2}"
	echo "$output"
}

# change FILE SED-SCRIPT: edit a description, which must change it
change() {
	sed "$2" "$boards/$1" >"$BATS_TEST_TMPDIR/changed"
	run cmp -s "$BATS_TEST_TMPDIR/changed" "$boards/$1"
	[ "$status" -eq 1 ]
	mv "$BATS_TEST_TMPDIR/changed" "$boards/$1"
}

# copy_of FOLDER: prints where a copy of a source is, to be changed
copy_of() {
	cp -R "$1/." "$BATS_TEST_TMPDIR/copy"
	echo "$BATS_TEST_TMPDIR/copy"
}
