#!/usr/bin/env bats
# `make tinyconfig`: a small static command for an initramfs, with musl.
# $SRCTREE: the sources; $BUILD: the main build. tests/emulated/hwreg.bats has the one for arm64 access registers.

bats_require_minimum_version 1.5.0

setup() {
	use "$BATS_TEST_TMPDIR/out"
	unset MAKEFLAGS MAKELEVEL MFLAGS
}

# use FOLDER: for what is built
use() {
	out=$1
	make=(make -s -f "$SRCTREE/Makefile" "O=$out")
}

# configure [SYMBOL...]: tinyconfig, with more symbols on
configure() {
	"${make[@]}" tinyconfig >/dev/null
	local symbol
	for symbol in WERROR "$@"; do
		sed -i "s/^# CONFIG_$symbol is not set/CONFIG_$symbol=y/" "$out/.config"
	done
}

# small NAME: the command is static, stripped, and as small as it has to be
small() {
	local size
	size=$(stat -c %s "$out/hwreg")
	echo "# figure: tinyconfig, $1: $size bytes" >&3
	[ "$size" -lt $((200 << 10)) ]
	[ -z "$(readelf -lW "$out/hwreg" | grep -E 'INTERP|DYNAMIC')" ]
	[ -z "$(readelf -SW "$out/hwreg" | grep -E '\.(symtab|debug)')" ]
}

@test "tinyconfig, x86-64: static and below 200 KiB, with what it says and no more" {
	[ "$(uname -m)" = x86_64 ] || skip "only on x86-64"
	use "$BATS_FILE_TMPDIR/x86-64"
	configure
	"${make[@]}" -j2
	small x86-64
	"${make[@]}" install "DESTDIR=$BATS_TEST_TMPDIR/dest" PREFIX=/usr
	run -0 ls "$BATS_TEST_TMPDIR/dest/usr/bin" "$BATS_TEST_TMPDIR/dest/usr/lib"
	[[ $output == *libhwreg.a* && $output != *libhwreg.so* ]]
	cmp "$out/hwreg" "$BATS_TEST_TMPDIR/dest/usr/bin/hwreg"
	run -0 grep '=y' "$out/.config"
	[ "$output" = "$(printf 'CONFIG_%s=y\n' BACKEND_MEM BACKEND_UIO CMD_PEEK CMD_POKE CMD_WATCH STATIC MUSL SMALL WERROR)" ]
	run -0 "$out/hwreg" -n poke 0x1000=1
	[ "$output" = "would write 32 bits at 0x00001000 on mem = 0x00000001" ]
	run -4 "$out/hwreg" -t uio:no-such-device peek 0
	run -4 "$out/hwreg" -t file:x peek 0
	[ "$output" = "hwreg: target file:x: this hwreg was built without \`file\` targets" ]
	run -4 "$out/hwreg" -b board peek A.B
	[ "$output" = "hwreg: this hwreg was built without board descriptions (CONFIG_BOARD)" ]
	run -4 "$out/hwreg" -o json -n peek 0
	[ "$output" = "hwreg: -o json: this hwreg was built without JSON" ]
	local command count=0
	for command in $("$BUILD/hwreg" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort -u); do
		case $command in peek | poke | watch) continue ;; esac
		run -4 "$out/hwreg" "$command" 0
		[ "$output" = "hwreg: this hwreg was built without the command $command; hwreg --help lists those that it has" ]
		count=$((count + 1))
	done
	[ "$count" -ge 26 ]
	for command in '' ' ' 'dump ' 'ump' 'dum' 'fill find'; do
		run -2 "$out/hwreg" "$command" 0
		[[ $output == "hwreg: no command $command"* ]]
	done
}

@test "tinyconfig with files: peek, poke and watch access exactly what they are told" {
	[ "$(uname -m)" = x86_64 ] || skip "only on x86-64"
	# what is there already is not built again
	use "$BATS_FILE_TMPDIR/x86-64"
	configure BACKEND_FILE
	"${make[@]}" -j2 "$out/hwreg"
	local file=$BATS_TEST_TMPDIR/regs
	printf '\x78\x56\x34\x12\xff\xff\xff\xff' >"$file"
	run -0 "$out/hwreg" -t "file:$file" peek 0 4@8 0@16be 0:7:4
	[ "$output" = "$(printf '%s\n' '0x00000000 = 0x12345678' '0x00000004 = 0xff' '0x00000000 = 0x7856' '0x00000000:7:4 = 0x7')" ]
	run -0 "$out/hwreg" -t "file:$file" poke --verify 4=0xabcd 5@8=0x12
	[ "$(od -An -tx1 "$file")" = ' 78 56 34 12 cd 12 00 00' ]
	run -0 --separate-stderr "$out/hwreg" -q -t "file:$file" watch 0 --every 1ms --count 3
	[ "$output" = "$(printf '0x12345678\n%.0s' 1 2 3)" ]
	run -0 --separate-stderr "$out/hwreg" -t "file:$file" watch 4 --every 1ms --count 2 -o csv
	[[ ${lines[0]} == time,* && ${#lines[@]} -eq 3 ]]
	run -0 --separate-stderr "$out/hwreg" -t "file:$file" watch 4 --every 1ms --count 2 -o vcd
	[[ ${lines[0]} =~ ^'$date '[0-9]{4}-[0-9]{2}-[0-9]{2}T ]]
	run -2 "$out/hwreg" -t "file:$file" peek 8
	[ "$output" = "hwreg: 0x00000008-0x0000000b is outside file:$file, which has 0x00000000-0x00000007" ]
}

@test "tinyconfig with files: each command line does and says what the whole hwreg does and says" {
	[ "$(uname -m)" = x86_64 ] || skip "only on x86-64"
	use "$BATS_FILE_TMPDIR/x86-64"
	configure BACKEND_FILE
	"${make[@]}" -j2 "$out/hwreg"
	cd "$BATS_TEST_TMPDIR"
	printf '\x78\x56\x34\x12%.0s' {1..16} >before
	local line count=0
	while read -r line; do
		for folder in "$out" "$BUILD"; do
			cp before regs
			# shellcheck disable=SC2086 # words
			run "$folder/hwreg" -t file:regs $line
			{ printf '%s\n' "$status" "$output" && od -An -tx1 regs; } >>"said-by-${folder##*/}"
		done
		count=$((count + 1))
	done <<-'END'
		peek 0..0xc 0x10@8 0x0-0xf 0:3 4:7:4 8@64 8@16be
		peek 100
		peek 2
		-v peek 0..+8
		-f bin peek 0
		-e big -w 16 peek 2
		poke 0=0x12/0xff 4:3=1 8:7:4=5 0xc@8=1
		poke 0=1,F=2
		poke 0:3=A
		-v poke --verify 0=5 4=6
		-n poke 4:3=1
		poke 0=256@8
		-q watch 0..+8 0:7:4 --every 1ms --count 1
		-t pmic=file:x peek 0
		peek --help
		watch --help
		poke
	END
	[ "$count" -eq 17 ]
	diff "said-by-${BUILD##*/}" "said-by-${out##*/}"
}

@test "tinyconfig, arm64: static and below 200 KiB" {
	configure
	"${make[@]}" -j2 CROSS_COMPILE=aarch64-linux-gnu- "CC=$("$SRCTREE/tests/foreign/musl")" "$out/hwreg"
	small arm64
	readelf -h "$out/hwreg" | grep -q 'Machine:.*AArch64'
}

@test "without a compiler for musl make says what to do" {
	configure
	run -2 "${make[@]}" CROSS_COMPILE=z80-linux-gnu-
	[[ $output == *"z80-linux-musl-gcc not found"*musl-tools*"make menuconfig"* ]]
	[ ! -e "$out/hwreg" ]
}

@test "a compiler without the kernel's headers gets those of another, and of that nothing else" {
	local headers=$BATS_TEST_TMPDIR/headers
	run -0 "$SRCTREE/src/kernel_headers" "$headers" "gcc -nostdinc" gcc
	[ "$(ls "$headers")" = $'asm\nasm-generic\nlinux' ]
	echo '#include <linux/i2c-dev.h>' | gcc -nostdinc -idirafter "$headers" -E -x c - | grep -q 'linux/i2c-dev.h'
	# once for the same compilers
	rm "$headers/asm"
	run -0 "$SRCTREE/src/kernel_headers" "$headers" "gcc -nostdinc" gcc
	[ ! -e "$headers/asm" ]
	run -0 "$SRCTREE/src/kernel_headers" "$headers" gcc gcc
	[ -z "$(ls "$headers")" ]
	run -1 "$SRCTREE/src/kernel_headers" "$headers" "gcc -nostdinc" "gcc -nostdinc"
	[[ $output == *"linux-libc-dev"* ]]
}
