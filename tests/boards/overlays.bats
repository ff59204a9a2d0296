#!/usr/bin/env bats
# The device tree overlays in dts/ are those that hwreg makes of the boards.

bats_require_minimum_version 1.5.0

setup() {
	here=$BATS_TEST_DIRNAME
	for tool in dtc fdtoverlay qemu-system-aarch64; do
		command -v "$tool" >/dev/null || skip "no $tool"
	done
}

@test "dts: the overlays are those that hwreg export dts makes, and apply to their trees" {
	run -0 "$here/overlays" --check
	echo "$output"
	[[ $'\n'$output$'\n' == *$'\nqemu-virt-arm64\nqemu-virt-arm\n'* ]]
}

@test "dts: each board has one; a new one needs a line in tests/boards/overlays, which makes it" {
	local board name missing=
	for board in "$here"/../../boards/*.yaml; do
		name=$(basename "$board" .yaml)
		# that is made up
		[ "$name" != demo ] || continue
		[ -e "$here/../../dts/$name-uio.dtso" ] || missing+=" $name"
	done
	[ -z "$missing" ] || {
		echo "no overlay for$missing"
		return 1
	}
}

@test "dts: an overlay that differs is found" {
	mkdir "$BATS_TEST_TMPDIR/dts" "$BATS_TEST_TMPDIR/tests"
	cp -r "$here" "$BATS_TEST_TMPDIR/tests/boards"
	ln -s "$(realpath "$here/../../boards")" "$BATS_TEST_TMPDIR/boards"
	sed 's/generic-uio/generic_uio/' "$here/../../dts/qemu-virt-arm64-uio.dtso" >"$BATS_TEST_TMPDIR/dts/qemu-virt-arm64-uio.dtso"
	run -1 "$BATS_TEST_TMPDIR/tests/boards/overlays" --check
	[[ $output == *'-	compatible = "generic_uio";'* ]]
}
