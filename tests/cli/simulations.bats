#!/usr/bin/env bats
# The files of shared simulations: what is none, or not ours, is told and left as it is

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	unset HWREG_BOARD HWREG_BOARD_PATH
	demo=$SRCTREE/boards/demo.yaml
	name=file-$$-$BATS_TEST_NUMBER
	file=/dev/shm/hwreg-sim.$name
	"$HWREG" -b "$demo" -t "sim:$name" poke LED.COUNT=1
	cp "$file" kept
}

teardown() {
	rm -rf "$file"
}

# is_refused STATUS TEXT: a peek is, and does not change the file
is_refused() {
	cp "$file" before
	refused "$1" "hwreg: LED.COUNT: sim:$name: $2" -b "$demo" -t "sim:$name" peek LED.COUNT
	cmp before "$file"
}

@test "a file of zeros, as who was killed while he made it leaves it, is made anew; one that is too short is none" {
	truncate -s 0 "$file"
	truncate -s "$(stat -c %s kept)" "$file"
	run -0 "$HWREG" -q -b "$demo" -t "sim:$name" peek LED.COUNT
	[ "$output" = 0x00000000 ]
	printf half >"$file"
	is_refused 4 "its file is not a simulation; remove it with hwreg sim rm"
	"$HWREG" sim rm "$name"
	[ ! -e "$file" ]
}

@test "a file of another version" {
	printf '\377' | dd of="$file" bs=1 seek=8 conv=notrunc status=none
	is_refused 4 "made by another version or word size of hwreg; remove it with hwreg sim rm"
}

@test "a file that was cut short" {
	truncate -s -1 "$file"
	is_refused 4 "its file was cut short; remove it with hwreg sim rm"
}

@test "a file that was made for another board" {
	sed 's/^board: .*/board: other/; s/base: 0x10000000/base: 0x20000000/' "$demo" >other.yaml
	refused 2 "sim:$name: made for board demo, whose blocks differ from those of other; use that board, or remove it" \
		-b other.yaml -t "sim:$name" peek LED.COUNT
	cmp "$file" kept
}

@test "what is no file of the user's own" {
	rm "$file"
	mkfifo "$file"
	refused 4 "sim:$name: belongs to another user; choose another name" -b "$demo" -t "sim:$name" peek LED.COUNT
	rm "$file"
	ln -s "$PWD/kept" "$file"
	refused 4 "sim:$name: Too many levels of symbolic links" -b "$demo" -t "sim:$name" peek LED.COUNT
	rm "$file"
	mkdir "$file"
	refused 4 "sim:$name: Is a directory" -b "$demo" -t "sim:$name" peek LED.COUNT
}

@test "a file of another user" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	chown 65534 "$file"
	refused 4 "sim:$name: Permission denied" -b "$demo" -t "sim:$name" peek LED.COUNT
	chmod 666 "$file"
	refused 4 "sim:$name: belongs to another user; choose another name" -b "$demo" -t "sim:$name" peek LED.COUNT
}
