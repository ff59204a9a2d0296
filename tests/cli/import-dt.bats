#!/usr/bin/env bats
# hwreg import dt and -b dt: boards from device trees, compared with a second reading of them; bad ones.
# $HWREG_DTBS: folders with device trees of real boards, separated by colons, beside those of the emulated ones.

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	top=$BATS_TEST_DIRNAME/../..
	unset HWREG_BOARD HWREG_BOARD_PATH
	cd "$BATS_TEST_TMPDIR"
}

# known ARGUMENTS...: hwreg with the device types of this checkout; root looks for them in /etc alone
known() {
	if [ "$(id -u)" -ne 0 ]; then
		HWREG_BOARD_PATH=$SRCTREE/boards "$HWREG" "$@"
		return
	fi
	# shellcheck disable=SC2016 # for the shell inside
	unshare -m sh -ec 'mount -t tmpfs -o mode=755 none /etc; mkdir /etc/hwreg; cp -r "$0/boards" /etc/hwreg/boards
		chown -R 0:0 /etc/hwreg; chmod -R go-w /etc/hwreg; exec "$@"' "$SRCTREE" "$HWREG" "$@"
}

need_known() {
	[ "$(id -u)" -ne 0 ] || unshare -m mount -t tmpfs none /etc 2>/dev/null || skip "needs mount namespaces"
}

compile() { # NAME [OPTIONS...]: standard input as NAME.dts, and NAME.dtb of it
	cat >"$1.dts"
	dtc -q "${@:2}" -I dts -O dtb -o "$1.dtb" "$1.dts"
}

tree() { # LINES...: a tree with these lines in its root, in t.dtb
	{
		printf '%s\n' '/dts-v1/;' '/ {' 'compatible = "v,board";' '#address-cells = <1>;' '#size-cells = <1>;'
		printf '%s\n' "$@" '};'
	} | compile t
}

# wrong STATUS TEXT FILE: it is refused so, in one message, and nothing is printed
wrong() {
	run "-$1" --separate-stderr "$HWREG" import dt "$3"
	[ -z "$output" ]
	[ "$stderr" = "hwreg: $3: $2" ] || {
		echo "$stderr"
		return 1
	}
}

warned() { # TEXT: t.dtb is imported with this warning alone, and the board is good
	run -0 --separate-stderr "$HWREG" import dt t.dtb
	printf '%s\n' "$output" >t.yaml
	[ "$stderr" = "t.dtb: warning: $1" ] || {
		echo "$stderr"
		return 1
	}
	"$HWREG" board check t.yaml
}

# agrees FILE: it is imported, the board is good, and its blocks are those of a second reading
agrees() {
	known import dt "$1" >agrees.yaml
	known board check "$PWD/agrees.yaml"
	run -0 "$top/tests/import/compare-dt" "$1" agrees.yaml
	[[ $output == *" blocks agree" ]]
}

# ---- what is imported ----

@test "import dt: names, places, types and all that is said of a device" {
	need_known
	compile f -@ <<-'DTS'
		/dts-v1/;
		/ {
			#address-cells = <2>;
			#size-cells = <1>;
			compatible = "v,board", "v,chip";
			model = "A \"board\"";
			aliases { serial0 = "/soc/uart@1000"; net = "/soc/mac@2000"; };
			cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; reg = <0>; }; };
			memory@80000000 { device_type = "memory"; reg = <0 0x80000000 0x1000>; };
			far@100000000 { reg = <1 0 0x10>; };
			soc {
				#address-cells = <1>;
				#size-cells = <1>;
				ranges = <0 0 0x40000000 0x10000>;
				uart@1000 {
					compatible = "v,special-uart", "arm,pl011", "arm,primecell";
					reg = <0x1000 0x200>;
					interrupts = <0 1 4>;
				};
				mac@2000 {
					compatible = "v,mac";
					reg = <0x2000 0x100 0x3000 0x80 0x2080 0x10>;
					reg-names = "core", "phy-2", "stats";
				};
				clock: clk@4000 { reg = <0x4000 0x10 0x5000 0x20>; };
				timer@6000 { compatible = "v,timer"; reg = <0x6000 0x10>; status = "disabled"; };
				timer@6100 { compatible = "v,timer"; reg = <0x6100 0x10>; status = "okay"; };
				away@20000 { reg = <0x20000 0x10>; };
				bus@7000 {
					#address-cells = <1>;
					#size-cells = <1>;
					ranges;
					status = "reserved";
					rtc@7000 { compatible = "arm,pl031"; reg = <0x7000 0x1000>; reg-io-width = <1>; };
					9p@7800 { reg = <0x7800 0x10>; };
				};
				i2c@8000 {
					reg = <0x8000 0x10>;
					#address-cells = <1>;
					#size-cells = <0>;
					pmic@48 { compatible = "v,pmic"; reg = <0x48>; };
				};
				pcie@9000 {
					device_type = "pci";
					reg = <0x9000 0x10>;
					#address-cells = <3>;
					#size-cells = <2>;
					ranges = <0x02000000 0 0 0xa000 0 0x1000>;
					nic@0 { reg = <0 0 0 0 0>; };
				};
			};
		};
	DTS
	known import dt f.dtb >f.yaml
	diff f.yaml - <<-'YAML'
		# Made by hwreg import dt from f.dtb
		#
		# A type without registers only says how large a block is: peek BLOCK+OFFSET reads it.
		hwreg: 1
		board: v-board
		description: "A \"board\""
		match: {compatible: "v,board"}
		include: [devices/pl011.yaml]

		blocks:
		  SERIAL0:
		    type: pl011
		    base: 0x40001000
		    description: "Arm PrimeCell UART PL011, /soc/uart@1000"
		    x-compatible: ["v,special-uart", "arm,pl011", "arm,primecell"]
		    x-interrupts: "0 1 4"
		  NET_CORE:
		    type: v_mac
		    base: 0x40002000
		    overlap: true
		    description: "v,mac, /soc/mac@2000"
		    x-compatible: ["v,mac"]
		  NET_STATS:
		    type: v_mac_2
		    base: 0x40002080
		    description: "v,mac, /soc/mac@2000"
		    x-compatible: ["v,mac"]
		  NET_PHY_2:
		    type: v_mac_3
		    base: 0x40003000
		    description: "v,mac, /soc/mac@2000"
		    x-compatible: ["v,mac"]
		  CLOCK:
		    type: clk
		    base: 0x40004000
		    description: "/soc/clk@4000"
		  CLOCK_1:
		    type: clk_2
		    base: 0x40005000
		    description: "/soc/clk@4000"
		  TIMER_40006000:
		    type: v_timer
		    base: 0x40006000
		    description: "v,timer, /soc/timer@6000; disabled in the device tree"
		    x-compatible: ["v,timer"]
		    x-status: "disabled"
		  TIMER_40006100:
		    type: v_timer
		    base: 0x40006100
		    description: "v,timer, /soc/timer@6100"
		    x-compatible: ["v,timer"]
		    x-status: "okay"
		  RTC:
		    type: arm_pl031
		    base: 0x40007000
		    overlap: true
		    description: "arm,pl031, /soc/bus@7000/rtc@7000; disabled in the device tree"
		    x-compatible: ["arm,pl031"]
		  _9P:
		    type: _9p
		    base: 0x40007800
		    description: "/soc/bus@7000/9p@7800; disabled in the device tree"
		  I2C:
		    type: i2c
		    base: 0x40008000
		    description: "/soc/i2c@8000"
		  PCIE:
		    type: pcie
		    base: 0x40009000
		    description: "/soc/pcie@9000"
		  FAR:
		    type: far
		    base: 0x100000000
		    description: "/far@100000000"

		types:
		  v_mac: {compatible: "v,mac", size: 0x100}
		  v_mac_2: {size: 0x10}
		  v_mac_3: {size: 0x80}
		  clk: {size: 0x10}
		  clk_2: {size: 0x20}
		  v_timer: {compatible: "v,timer", size: 0x10}
		  arm_pl031: {compatible: "arm,pl031", size: 0x1000}
		  _9p: {size: 0x10}
		  i2c: {size: 0x10}
		  pcie: {size: 0x10}
		  far: {size: 0x10}

		# Not in this board:
		#   /soc: these are outside of its ranges:
		#     away@20000
		#   /soc/i2c@8000: an I2C bus; describe its devices in spaces such as {PMIC: "i2c:BUS:0x48"}:
		#     pmic@48 (v,pmic)
		#   /soc/pcie@9000: a PCI bus; hwreg targets tells its devices, for -t pci:ADDRESS/barN:
		#     nic@0
	YAML
	known board check "$PWD/f.yaml"
	agrees f.dtb
}

@test "import dt: the tree of QEMU's virt machine agrees with a second reading of it" {
	need_known
	command -v qemu-system-aarch64 >/dev/null || skip "no qemu-system-aarch64"
	qemu-system-aarch64 -M virt,secure=on,gic-version=3 -machine dumpdtb=virt.dtb >/dev/null 2>&1
	agrees virt.dtb
	run -0 known -q -b "$PWD/agrees.yaml" list 'PL031.*ID0'
	[ "$output" = $'PL031.PERIPHID0\nPL031.PCELLID0' ]
}

@test "import dt: trees of real boards agree with a second reading of them" {
	need_known
	local file found='' folders=() cache=${XDG_CACHE_HOME:-$HOME/.cache}/hwreg/emulated
	IFS=: read -ra folders <<<"${HWREG_DTBS:-}"
	# QEMU's are of PowerPC boards, with buses in buses
	while read -r file; do
		found=y
		echo "$file"
		agrees "$file"
	done < <(find /usr/share/qemu "$cache" "${folders[@]}" -name '*.dtb' 2>/dev/null)
	[ -n "$found" ] || skip "no device trees of real boards; \$HWREG_DTBS names some"
}

@test "import dt: a tree of files, as the kernel shows it, gives the same board" {
	tree 'b@2000 { reg = <0x2000 4>; compatible = "v,b"; interrupts = <1 2>; };' \
		'soc { #address-cells = <1>; #size-cells = <1>; ranges; a@1000 { reg = <0x1000 4>; }; };'
	dtc -q -I dtb -O dts t.dtb >/dev/null
	"$top/tests/import/dtb-files" t.dtb files
	"$HWREG" import dt t.dtb | tail -n +2 >from-blob
	"$HWREG" import dt files | tail -n +2 >from-files
	diff from-blob from-files
	grep -q '^  A:$' from-files
	ln -s files linked
	"$HWREG" import dt linked | tail -n +2 | diff from-blob -
}

@test "import dt: what was imported reads a device by name, and by number" {
	need_known
	tree 'rtc@1000 { compatible = "arm,pl031"; reg = <0x1000 0x1000>; };' 'x@2000 { reg = <0x2000 0x10>; };'
	counting_file regs 8192
	run -0 known -q -b dt:t.dtb -t file:regs@0x1000 peek RTC.MR
	[ "$output" = 0x07060504 ]
	run -0 known -b dt:t.dtb -t file:regs@0x1000 peek X+0x8
	[ "$output" = "0x00002008 = 0x0b0a0908" ]
	run -2 --separate-stderr known -b dt:t.dtb -t file:regs@0x1000 peek X
	[ -z "$output" ]
	[ "$stderr" = "hwreg: X: the board describes no registers of this block; say them by number: X+OFFSET,
       or 0x00002000..0x0000200f" ]
	run -0 known -q -b dt:t.dtb -t file:regs@0x1000 peek 0x00002000..0x0000200f
	[ "${#lines[@]}" -eq 4 ]
}

@test "-b dt: a tree of another machine is refused before anything is opened" {
	tree 'x@2000 { reg = <0x2000 0x10>; };'
	run -2 --separate-stderr "$HWREG" -b dt:t.dtb -t mem peek X+0
	[[ $stderr == *"board v-board is for another machine: v,board; this one is "* ]]
	[ -z "$output" ]
}

@test "-b dt: mistakes in the tree are told as of an import, warnings with -v alone" {
	tree 'x@2000 { reg = <0x2000>; };' 'y@3000 { reg = <0x3000 4>; };'
	printf 'no tree' >bad.dtb
	run -2 --separate-stderr "$HWREG" -b dt:bad.dtb list
	[ "$stderr" = "hwreg: bad.dtb: this is no flattened device tree (dtb); dtc makes one of source (dts)" ]
	run -0 --separate-stderr "$HWREG" -b dt:t.dtb info Y
	[ -z "$stderr" ]
	run -0 --separate-stderr "$HWREG" -v -b dt:t.dtb info Y
	[[ $stderr == *"t.dtb: warning: /x@2000: reg has 4 bytes"* ]]
}

@test "-b dt: a machine without a device tree says so" {
	[ ! -e /proc/device-tree ] || skip "this machine has one"
	run -4 --separate-stderr "$HWREG" -b dt list
	[ "$stderr" = "hwreg: /proc/device-tree: No such file or directory: this machine is not described by a device \
tree, or /proc is not mounted" ]
	run -4 --separate-stderr "$HWREG" import dt
	[[ $stderr == *"not described by a device tree"* ]]
}

@test "import dt: libfdt is loaded for a flattened tree alone" {
	loads() { LD_DEBUG=libs "$HWREG" "$@" 2>&1 | grep -c 'init: .*/libfdt\.so' || :; }
	tree 'x@2000 { reg = <0x2000 4>; };'
	[ "$(loads import dt t.dtb)" -ne 0 ] || skip "libfdt is linked, or this is no glibc"
	"$top/tests/import/dtb-files" t.dtb files
	[ "$(loads import dt files)" -eq 0 ]
	[ "$(loads targets)" -eq 0 ]
}

# ---- device types ----

@test "import dt: all device types of this checkout go together, and each goes alone" {
	local file type
	for file in "$SRCTREE"/boards/devices/*.yaml; do
		python3 - "$file" <<-'PY' >>types
			import sys, yaml
			for name, type in yaml.safe_load(open(sys.argv[1]))["types"].items():
			    if "compatible" in type and "i2c" not in type:
			        print(sys.argv[1], name)
		PY
		printf '  - %s\n' "$file" >>includes
	done
	[ "$(wc -l <types)" -ge 3 ]
	{
		printf 'hwreg: 1\nboard: all\ninclude:\n'
		cat includes
	} >all.yaml
	"$HWREG" board check all.yaml
	while read -r file type; do
		printf 'hwreg: 1\nboard: one\ninclude: [%s]\nblocks: {X: {type: %s, base: 0}}\n' "$file" "$type" >one.yaml
		"$HWREG" board check one.yaml
	done <types
}

# ---- bad input ----

@test "import dt: what is no device tree is refused" {
	printf 'no tree' >bad
	: >empty
	head -c 9000000 /dev/zero >large
	mkdir folder
	wrong 2 "this is no flattened device tree (dtb); dtc makes one of source (dts)" bad
	wrong 2 "this is no flattened device tree (dtb); dtc makes one of source (dts)" empty
	wrong 2 "this is larger than 8 MiB, which no device tree is" large
	wrong 2 "No such file or directory" none
	wrong 2 "this is no device tree as in /proc/device-tree: it has neither compatible nor #address-cells" folder
	run -2 "$HWREG" import dt bad more
	run -2 "$HWREG" -o json import dt bad
}

@test "import dt: an overlay is not a machine" {
	compile o -@ <<-'DTS'
		/dts-v1/;
		/plugin/;
		&{/soc} { x@1000 { reg = <0x1000 4>; }; };
	DTS
	wrong 2 "this is an overlay, not the tree of a machine: apply it to one with fdtoverlay first" o.dtb
}

@test "import dt: a tree that is cut off anywhere is refused" {
	local size status
	tree 'a@1 { reg = <1 4>; };'
	size=$(stat -c %s t.dtb)
	[ "$size" -lt 400 ]
	for ((at = 0; at < size; at++)); do
		head -c $at t.dtb >part
		status=0
		"$HWREG" import dt part >out 2>err || status=$?
		[ "$status" -eq 2 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] || {
			echo "at $at: $status"
			cat out err
			return 1
		}
	done
	"$HWREG" import dt t.dtb >out
}

@test "import dt: parts of a tree that are not aligned are refused" {
	local at
	tree 'a@1 { reg = <1 4>; };'
	for at in 11 19; do # the last bytes of off_dt_struct and off_mem_rsvmap
		cp t.dtb bad
		printf '\x2a' | dd of=bad bs=1 seek=$at conv=notrunc status=none
		wrong 2 "this device tree is damaged (its parts are not aligned)" bad
	done
}

@test "import dt: of a tree with wrong bytes comes a good board or a message" {
	need_known
	tree 'aliases { u = "/soc/a@10"; };' 'soc { #address-cells = <1>; #size-cells = <1>; ranges = <0 0x1000 0x100>;' \
		'a@10 { reg = <0x10 4 0x20 8>; reg-names = "x", "y"; compatible = "v,a"; };' \
		'i2c@40 { reg = <0x40 8>; #address-cells = <1>; #size-cells = <0>; c@1 { reg = <1>; }; }; };'
	run "$top/tests/import/flip-bytes" 300 t.dtb "$HWREG"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output =~ ^[0-9]+" boards, "[0-9]+" messages"$ ]]
	[[ $output != "0 boards"* && $output != *" 0 messages" ]]
}

@test "import dt: a tree deeper than any is refused" {
	local line='' i
	for ((i = 0; i < 70; i++)); do line+="n { "; done
	for ((i = 0; i < 70; i++)); do line+="}; "; done
	tree "$line"
	wrong 2 "nodes are nested more than 64 deep" t.dtb
}

@test "import dt: wrong numbers leave a device out, and are told" {
	tree 'x@1 { reg = <1 4 2>; };'
	warned "/x@1: reg has 12 bytes, which is not a multiple of 8; left out"
	tree 'x@1 { reg = <1 0>; };'
	warned "/x@1: reg: place 0 has no bytes; left out"
	tree 'b { #address-cells = <0x40000000>; #size-cells = <1>; ranges; x@1 { reg = <1 4>; }; };'
	warned "/b/x@1: reg cannot be understood: above it are #address-cells = 1073741824 and #size-cells = 1; left out"
	tree 'b { #address-cells = <0>; #size-cells = <0>; ranges; x@1 { reg = <1>; }; };'
	warned "/b/x@1: reg cannot be understood: above it are #address-cells = 0 and #size-cells = 0; left out"
	tree 'b { #address-cells = <2>; #size-cells = <2>; ranges; x@1 { reg = <0xffffffff 0xfffffff0 0 0x20>; }; };'
	warned "/b/x@1: reg: place 0 goes beyond 64 bits; left out"
	tree 'b { #address-cells = <3>; #size-cells = <1>; ranges; x@1 { reg = <1 0 0 4>; }; };'
	warned "/b/x@1: reg: place 0 goes beyond 64 bits; left out"
	tree 'b { #address-cells = <1>; #size-cells = <1>; ranges = <0 0>; x@1 { reg = <1 4>; }; y@2 { reg = <2 4>; }; };'
	warned "/b: ranges has 8 bytes, which is not a multiple of 12; left out"
	tree 'x@1 { reg = <1 4>; interrupts = [01 02]; };'
	warned "/x@1: interrupts has 2 bytes, which are no cells; left out"
	grep -q '^  X:$' t.yaml
}

@test "import dt: ranges that go beyond 64 bits map nothing" {
	compile t <<-'DTS'
		/dts-v1/;
		/ {
			compatible = "v,board";
			#address-cells = <2>;
			#size-cells = <2>;
			b {
				#address-cells = <2>;
				#size-cells = <2>;
				ranges = <0 0 0xffffffff 0xffffff00 0 0x1000>;
				in@0 { reg = <0 0 0 0x100>; };
				end@80 { reg = <0 0x80 0 0x100>; };
				out@200 { reg = <0 0x200 0 0x10>; };
			};
		};
	DTS
	"$HWREG" import dt t.dtb >t.yaml
	"$HWREG" board check t.yaml
	[ "$(grep base: t.yaml)" = "    base: 0xffffffffffffff00" ]
	[ "$(grep -A 3 'outside of its ranges' t.yaml)" = "#   /b: these are outside of its ranges:
#     end@80
#     out@200" ]
}

@test "import dt: a root without compatible has no match, which is told" {
	printf '/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>; x@1 { reg = <1 4>; }; };\n' | compile t
	warned "the root has no compatible: give the board a match"
	[ "$(grep -c match t.yaml)" -eq 0 ]
	grep -qx 'board: unnamed' t.yaml
}

@test "import dt: more devices than any machine has are refused" {
	local lines
	lines=$(for ((i = 0; i < 33; i++)); do
		printf 'n%d { reg = <' $i
		printf '%d 1 ' {1..1000}
		printf '>; };\n'
	done)
	tree "$lines"
	wrong 2 "this device tree has more than 32768 devices" t.dtb
}
