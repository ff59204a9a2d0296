#!/usr/bin/env bats
# The examples of tests that use hwreg (tests/examples): each passes on the simulation of boards/demo.yaml, and finds a
# light that does not keep its brightness

bats_require_minimum_version 1.5.0

setup() {
	examples=$SRCTREE/tests/examples
	export HWREG_BOARD=$SRCTREE/boards/demo.yaml PYTHONDONTWRITEBYTECODE=1
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$HWREG" "$BATS_TEST_TMPDIR/bin/hwreg"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	unset TARGET
}

# What is written to the brightness clears bits of it
break_light() {
	HWREG_BOARD=$BATS_TEST_TMPDIR/demo.yaml
	sed 's/LEVEL: {bits: "7:4"/&, policy: w1c/' "$SRCTREE/boards/demo.yaml" >"$HWREG_BOARD"
	[ "$(diff "$SRCTREE/boards/demo.yaml" "$HWREG_BOARD" | grep -c '^>')" -eq 1 ]
}

# As hwreg is not installed here, its folders are those of the build
build_c() {
	local flags
	flags=$(pkg-config --define-variable="libdir=$BUILD" --define-variable="includedir=$SRCTREE/src/include" \
		--cflags --libs "$BUILD/hwreg.pc")
	# shellcheck disable=SC2086 # a list of words
	gcc -std=gnu11 -Wall -Wextra -Werror -o "$BATS_TEST_TMPDIR/test_device" "$examples/test_device.c" $flags -lcmocka
	export LD_LIBRARY_PATH=$BUILD CMOCKA_MESSAGE_OUTPUT=TAP
}

pytest() {
	/usr/bin/python3 -m pytest -p no:cacheprovider -q "$@"
}

@test "C: builds by pkg-config and passes; the timer that it simulates counts" {
	build_c
	run -0 "$BATS_TEST_TMPDIR/test_device" "$HWREG_BOARD" "$examples"
	[ "$(grep -c '^ok ' <<<"$output")" -eq 4 ]
	break_light
	run -1 "$BATS_TEST_TMPDIR/test_device" "$HWREG_BOARD" "$examples"
	[[ $output == *"not ok 2 - the_light_takes_every_brightness"*"light.yaml:13: "* ]]
}

@test "bats: passes" {
	run -0 bats --tap "$examples/light.bats"
	[ "$(grep -c '^ok ' <<<"$output")" -eq 4 ]
	[[ $output != *"# skip"* ]]
	break_light
	run -1 bats --tap "$examples/light.bats"
	[[ $output == *"not ok 1 "*"not ok 3 "* ]]
}

@test "pytest: passes" {
	run -0 pytest "$examples/test_light.py"
	[[ $output == *"5 passed"* ]]
	break_light
	run -1 pytest "$examples/test_light.py"
	[[ $output == *"4 failed, 1 passed"* ]]
}
