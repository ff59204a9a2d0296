# shellcheck shell=bash
# Emulated machines for tests: source this from a bats file (or from a script that sets HWREG_MACHINES to a folder).
#
#   setup_file() { load machine; machine_start plain; }
#   teardown_file() { machine_stop; }
#   @test "…" { run -0 guest 'hwreg peek RTC.PeriphID0'; }
#
# machine_start NAME [OPTION…] [-- QEMU-ARGUMENT…]   boots QEMU's "virt" with 64-bit Arm Linux, hwreg and its boards
#     --no-relaxed           without iomem=relaxed: the kernel keeps memory claimed by a driver from /dev/mem
#     --uio                  the RTC belongs to UIO, by the product's overlay
#     --overlay FILE         applies a device tree overlay, source or compiled; may be repeated; "generic-uio" nodes
#                            get bound to UIO
#     --dtb FILE             boots with this device tree (overlays are applied to it)
#     --append TEXT          more for the kernel's command line
#     --file SOURCE=DEST     adds a file or folder to the guest; may be repeated
#     --x86                  is QEMU's q35 machine with an x86-64 processor and Debian's generic kernel instead (no device
#                            tree, so none of the options about it)
#     --armhf                is the "virt" machine with a 32-bit Arm processor and physical addresses of 40 bits
#     --board BOARD          is a board of boards/BOARD.bash
#     --trace                lets QEMU log device accesses for witness_trace
#     --boot-timeout SECONDS (120)
# machine_compile [--for MACHINE] OUT SOURCE [OPTION…]
#                            links a program with the library of $HWREG_ARM64, for --file to add
# machine_use NAME           the machine that the following act on; that started last unless said
# machine_stop [NAME]        ends one, or all
# guest [-i] [--timeout SECONDS] COMMAND…            (30 s, or $HWREG_GUEST_TIMEOUT)
#     Runs a command in the guest: stdout, stderr and exit status are the command's, byte for byte. One word is a shell
#     command line; several are a command and its arguments, as they are. -i passes on standard input.
#     124: it took too long and was killed; 125: the guest has ended. Both show the console's last lines.
# witness WORD…              the hardware seen from outside: readl ADDRESS, writel ADDRESS VALUE (b, w, q too),
#                            pl061-input LINE LEVEL, set_irq PATH NAME NUMBER LEVEL, path TYPE
# witness_mark               forgets the accesses until now
# witness_trace ADDRESS SIZE the guest's accesses to these bytes since then: lines "read|write ADDRESS BYTES VALUE"
#
# A machine ends with the process that started it ($$: in setup_file that of the file, in a test that of the test).

machine_here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
machine_cache=${XDG_CACHE_HOME:-$HOME/.cache}/hwreg/emulated
machine_append="panic=-1 quiet"

# machine_describe MACHINE: sets what machines/MACHINE.bash says, and where its kit is
machine_describe() {
	# shellcheck source=tests/emulated/machines/arm64.bash
	. "$machine_here/machines/$1.bash"
	machine_kit=$machine_cache/$1
}

# machine_describe_board BOARD: the same for the kit of boards/BOARD.bash, with what that says of the machine
machine_describe_board() {
	board_dtb="" board_serial="" board_qemu=() board_append=""
	board_tree() { :; }
	# shellcheck source=tests/emulated/boards/raspi3b.bash
	. "$machine_here/boards/$1.bash"
	machine_describe "$board_kit"
	[ -n "$board_serial" ] || return 0
	machine_serial=$board_serial machine_qemu=("${board_qemu[@]}") machine_port=serial
}

# machine_board_dtb OUT: the board's device tree, as QEMU's model needs it
machine_board_dtb() {
	install -m 644 "$machine_kit/dtb/${board_dtb##*/}" "$1"
	board_tree "$1"
}
machine_describe arm64

machine_folder() {
	printf '%s/machine-%s\n' "${HWREG_MACHINES:-${BATS_FILE_TMPDIR:?}}" "$1"
}

# machine_plain_dtb OUT QEMU-ARGUMENT…: the device tree that QEMU makes up for this machine
machine_plain_dtb() {
	"${machine_qemu[@]}" "${@:2}" -display none -machine "dumpdtb=$1" 2>"$1.log" || {
		cat "$1.log" >&2
		return 1
	}
}

# machine_overlay OUT DTB OVERLAY…
machine_overlay() {
	local out=$1 dtb=$2 overlay
	local -a compiled=()
	for overlay in "${@:3}"; do
		if [ "${overlay##*.}" != dtbo ]; then
			dtc -@ -I dts -O dtb -o "$out.${#compiled[@]}.dtbo" "$overlay" || return
			overlay=$out.${#compiled[@]}.dtbo
		fi
		compiled+=("$overlay")
	done
	fdtoverlay -i "$dtb" -o "$out" "${compiled[@]}"
}

machine_start() {
	local folder relaxed=iomem=relaxed more="" dtb="" seconds=120 trace="" name=$1
	local machine=arm64 board=""
	local -a overlays=() files=() qemu
	local hwreg
	shift
	while [ $# -gt 0 ]; do
		case $1 in
		--no-relaxed) relaxed="" ;;
		--uio) overlays+=("$machine_here/../../dts/qemu-virt-arm64-uio.dtso") ;;
		--x86) machine=x86_64 ;;
		--armhf) machine=armhf ;;
		--board) board=$2 && shift ;;
		--trace) trace=yes ;;
		--overlay) overlays+=("$(realpath "$2")") && shift ;;
		--dtb) dtb=$(realpath "$2") && shift ;;
		--append) more=$2 && shift ;;
		--file) files+=("$(realpath "${2%%=*}")=${2#*=}") && shift ;;
		--boot-timeout) seconds=$2 && shift ;;
		--) break ;;
		*) printf 'machine_start: %s?\n' "$1" >&2 && return 2 ;;
		esac
		shift
	done
	[ $# -eq 0 ] || shift
	folder=$(machine_folder "$name")
	machine_stop "$name"
	rm -rf "$folder"
	mkdir -p "$folder"
	if [ -n "$board" ]; then
		machine_describe_board "$board"
		machine=$board_kit more="${board_serial:+rig_tty=${board_serial%%,*}} $board_append $more"
	else
		machine_describe "$machine"
	fi
	"$machine_here/prepare" "$machine" || return
	"$machine_here/initramfs" --for "$machine" --name "${board:-virt}" "$folder/initramfs" "${files[@]}" || return
	if [ -n "$board" ] && [ -n "$board_dtb" ] && [ -z "$dtb" ]; then
		dtb=$folder/board.dtb
		machine_board_dtb "$dtb" || return
	fi
	if [ ${#overlays[@]} -gt 0 ]; then
		more="rig_uio=1 $more"
		if [ -z "$dtb" ]; then
			dtb=$folder/plain.dtb
			machine_plain_dtb "$dtb" "$@" || return
		fi
		machine_overlay "$folder/virt.dtb" "$dtb" "${overlays[@]}" || return
		dtb=$folder/virt.dtb
	fi
	qemu=("${machine_qemu[@]}" -kernel "$machine_kit/Image" -initrd initramfs
		-append "console=$machine_serial $machine_append $relaxed rig=agent $more")
	[ -z "$dtb" ] || qemu+=(-dtb "$dtb")
	[ -z "$trace" ] || qemu+=(-trace 'memory_region_ops_*' -D trace)
	hwreg=HWREG_${machine_hwreg^^}
	[ -z "${HWREG_COVERAGE:-}" ] || [ ! -e "${!hwreg:-}" ] || dirname "${!hwreg}" >"$folder/counted"
	export HWREG_MACHINE=$folder
	(cd "$folder" && exec "$machine_here/supervisor.py" $$ "$seconds" "$machine_port" "${qemu[@]}" "$@")
}

machine_compile() {
	local machine=arm64 hwreg
	if [ "$1" = --for ]; then
		machine=$2
		shift 2
	fi
	hwreg=HWREG_${machine^^}
	machine_describe "$machine"
	"$machine_triplet-gcc" -static -O1 -pthread -I"$machine_here/../../src/include" -o "$1" "$2" \
		"$(dirname "${!hwreg}")/libhwreg.a" "${@:3}" -L"$machine_kit/sysroot/usr/lib/$machine_triplet" -lyaml \
		-lgpiod ${HWREG_COVERAGE:+--coverage}
}

machine_use() {
	HWREG_MACHINE=$(machine_folder "$1")
	export HWREG_MACHINE
}

# machine_counters FOLDER: brings what the programs of a build for `make coverage` have counted out of the guest, for
# tests/coverage/run to add up; nothing if the guest has ended by itself
machine_counters() {
	local build into
	build=$(<"$1/counted")
	rm "$1/counted"
	mkdir -p "$build/guests"
	into=$(mktemp -d "$build/guests/XXXXXX")
	machine_tool "$1" guest 120 "! killall -q hwreg || sleep 1
		cd '$build' && find src -name '*.gcda' -size +0c | cpio -o -H newc | gzip" 2>/dev/null |
		gzip -dc 2>/dev/null | (cd "$into" && cpio --quiet -idm) || rm -rf "$into"
}

machine_stop() {
	local folder
	local -a folders=()
	if [ $# -gt 0 ]; then
		folders=("$(machine_folder "$1")")
	else
		folders=("$(machine_folder "")"*)
	fi
	for folder in "${folders[@]}"; do
		[ ! -e "$folder/counted" ] || machine_counters "$folder"
		[ ! -d "$folder" ] || machine_tool "$folder" stop
	done
}

# machine_tool FOLDER VERB WORD…
machine_tool() {
	(cd "$1" && exec "$machine_here/machine.py" "${@:2}")
}

guest() {
	local seconds=${HWREG_GUEST_TIMEOUT:-30}
	local -a input=()
	local IFS=' '
	while :; do
		case ${1:-} in
		-i) input=(-i) ;;
		--timeout) seconds=$2 && shift ;;
		*) break ;;
		esac
		shift
	done
	[ $# -eq 1 ] || set -- "${*@Q}"
	machine_tool "$HWREG_MACHINE" guest "$seconds" "${input[@]}" "$1"
}

witness() {
	machine_tool "$HWREG_MACHINE" witness "$@"
}

witness_mark() {
	machine_tool "$HWREG_MACHINE" mark
}

witness_trace() {
	machine_tool "$HWREG_MACHINE" trace "$@"
}
