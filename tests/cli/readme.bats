#!/usr/bin/env bats
# The README's examples: every `console` block runs as it stands and prints what it says

setup() {
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$HWREG" "$BATS_TEST_TMPDIR/bin/hwreg"
	ln -s "$SRCTREE/boards" "$BATS_TEST_TMPDIR/boards"
	cd "$BATS_TEST_TMPDIR"
	# simulations of this run alone
	sed "s/sim:play/sim:play-$$/g; s/sim rm play/sim rm play-$$/" "$SRCTREE/README.md" >README
	awk '/^```yaml$/ {on = 1; next} /^```$/ {on = 0} on' README >myboard.yaml
}

@test "README: commands print what it says" {
	awk '/^```console$/ {on = 1; next} /^```$/ {on = 0} on' README >expected
	sed -n 's/^\$ //p' expected >script
	[ "$(wc -l <script)" -ge 9 ]
	# one shell, as at a desk; what it is told is shown like a prompt shows it
	{
		printf 'exec 2>&1\n'
		while IFS= read -r line; do
			printf 'printf "%%s\\n" %q\n%s\n' "\$ $line" "$line"
		done <script
	} >run
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run bash run
	diff -u expected <(printf '%s\n' "$output")
}

@test "README: make targets and folders that it names exist" {
	for folder in $(grep -oE '^\| `[a-z/]+`' "$SRCTREE/README.md" | tr -d '|` '); do
		[ -d "$SRCTREE/$folder" ]
	done
	for target in demo check emulate menuconfig allnoconfig install help; do
		grep -q "make $target" "$SRCTREE/README.md"
		make -n -f "$SRCTREE/Makefile" "O=$BATS_TEST_TMPDIR/o" "$target" >/dev/null
	done
}
