#!/usr/bin/env bats
# hwreg import dt, -b dt and export dts on an emulated board: the kernel's own device tree, and devices by the names it gives.
# shellcheck disable=SC2154 # bats sets $stderr

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	cat >"$BATS_FILE_TMPDIR/rocket.dtso" <<-'END'
		/dts-v1/;
		/plugin/;
		&{/} { compatible = "acme,rocket"; };
	END
	machine_start plain
	machine_start rocket --overlay "$BATS_FILE_TMPDIR/rocket.dtso"
}

teardown_file() {
	machine_stop
}

setup() {
	machine_use plain
}

@test "import dt: the kernel's tree gives the board that a second reading of the firmware's gives" {
	guest 'cat /sys/firmware/fdt' >"$BATS_TEST_TMPDIR/dtb"
	guest 'hwreg import dt' >"$BATS_TEST_TMPDIR/live.yaml"
	run -0 "$BATS_TEST_DIRNAME/../import/compare-dt" "$BATS_TEST_TMPDIR/dtb" "$BATS_TEST_TMPDIR/live.yaml"
	[[ $output =~ ^[1-9][0-9]+" blocks agree"$ ]]
	grep -qx 'include: \[devices/pl011.yaml, devices/pl031.yaml, devices/pl061.yaml.*\]' "$BATS_TEST_TMPDIR/live.yaml"
	# from a file, by libfdt, it is the same but for its first line
	guest 'hwreg import dt /sys/firmware/fdt' | tail -n +2 >"$BATS_TEST_TMPDIR/file.yaml"
	tail -n +2 "$BATS_TEST_TMPDIR/live.yaml" | diff "$BATS_TEST_TMPDIR/file.yaml" -
}

@test "import dt: what is printed is a good board, for an ordinary user too" {
	run -0 guest 'su user -c "hwreg import dt" >/tmp/own.yaml && hwreg board check /tmp/own.yaml'
	[[ $output == "/tmp/own.yaml: ok: linux-dummy-virt: "* ]]
}

@test "-b dt: registers by name, as the host sees them" {
	run -0 guest 'hwreg -q -b dt peek PL031.PERIPHID0 PL061.PERIPHID0'
	[ "$output" = "$(witness readl 0x09010fe0)"$'\n'"$(witness readl 0x09030fe0)" ]
	[ "${lines[0]}" = 0x00000031 ]
	guest 'hwreg -b dt poke --verify PL031.MR=0x1234abcd'
	[ "$(witness readl 0x09010004)" = 0x1234abcd ]
}

@test "-b dt: a device that nobody described is read by number" {
	run -0 guest 'hwreg -q -b dt peek VIRTIO_MMIO_A000000+0'
	[ "$output" = "$(witness readl 0x0a000000)" ]
	[ "$output" = 0x74726976 ]
}

@test "a machine that no board describes: -b dt is offered, and works" {
	machine_use rocket
	run -2 --separate-stderr guest 'hwreg peek RTC.DR'
	[[ $stderr == *"no board in "*" describes this machine (acme,rocket)"*"-b dt, hwreg import dt"* ]]
	run -0 guest 'hwreg -q -b dt peek PL031.PERIPHID0'
	[ "$output" = 0x00000031 ]
}

@test "export dts: from the kernel's tree comes the overlay of the sources" {
	guest 'hwreg export dts RTC' | diff - "$BATS_TEST_DIRNAME/../../dts/qemu-virt-arm64-uio.dtso"
}
