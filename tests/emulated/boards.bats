#!/usr/bin/env bats
# The boards that hwreg describes, each on QEMU's model of it with Debian's kernel: hwreg finds the board by the machine's
# device tree, reads registers by name whose values the manuals or QEMU's sources give, and the host sees the same.
# shellcheck disable=SC2154 # bats sets $output

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	HWREG_ARMHF=$("$BATS_TEST_DIRNAME/build" --for armhf)
	export HWREG_ARMHF
}

setup() {
	export HWREG_MACHINES=$BATS_TEST_TMPDIR
}

teardown() {
	machine_stop
}

# known BOARD REGISTER ADDRESS VALUE…: in one boot
known() {
	local board=$1 width
	local -a names=() expected=()
	shift
	machine_start "$board" --board "$board"
	while [ $# -gt 0 ]; do
		names+=("$1") expected+=("$3")
		case ${#3} in
		4) width=b ;;
		6) width=w ;;
		*) width=l ;;
		esac
		seen=$(witness "read$width" "$2")
		[ "$seen" = "$3" ] || {
			echo "$1: the host sees $seen at $2, not $3"
			return 1
		}
		shift 3
	done
	run -0 guest "hwreg -q peek ${names[*]}"
	[ "$output" = "$(printf '%s\n' "${expected[@]}")" ]
}

@test "qemu-virt-arm64: identification of the UART and the RTC" {
	known qemu-virt-arm64 UART0.PERIPHID0 0x09000fe0 0x00000011 RTC.PERIPHID0 0x09010fe0 0x00000031 \
		GPIO.PERIPHID0 0x09030fe0 0x00000061
}
