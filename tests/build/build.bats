#!/usr/bin/env bats
# The build: configurations, compilers, incremental builds, what is installed and what is exported.
# $SRCTREE: the sources; $BUILD: the main build.
bats_require_minimum_version 1.5.0

setup() {
	out=$BATS_TEST_TMPDIR/out
	make=(make -s -f "$SRCTREE/Makefile" "O=$out" CFLAGS=-O0)
	unset MAKEFLAGS MAKELEVEL MFLAGS
}

# configure SYMBOL=y|n...: the default configuration with some symbols changed
configure() {
	"${make[@]}" defconfig >/dev/null
	local change
	for change in "$@"; do
		sed -i "/^CONFIG_${change%=*}=/d; /^# CONFIG_${change%=*} is/d" "$out/.config"
		case $change in
		*=y) echo "CONFIG_${change%=*}=y" ;;
		*=n) echo "# CONFIG_${change%=*} is not set" ;;
		esac >>"$out/.config"
	done
	"${make[@]}" olddefconfig >/dev/null
}

@test "allnoconfig: a peek and poke with no library but libc" {
	"${make[@]}" allnoconfig >/dev/null
	"${make[@]}" -j2 hwreg "CFLAGS=-O1 -Werror"
	run "$out/hwreg" peek
	[ "$status" -eq 2 ]
	run "$out/hwreg" -t uio:uio0 peek 0
	[ "$status" -eq 4 ]
	[[ "$output" == *"built without"* ]]
	[ "$(readelf -d "$out/hwreg" | grep -c NEEDED)" -eq 1 ]
	readelf -d "$out/hwreg" | grep -q 'NEEDED.*libc\.so'
	[ -z "$(nm -D "$out/hwreg" | grep dlopen)" ]
}

@test "the default: a static command at a random address; libhwreg.so and hwreg-shared load libraries when needed" {
	configure
	grep -qx CONFIG_STATIC=y "$out/.config"
	grep -qx CONFIG_SHELL_EDIT=y "$out/.config"
	run -0 "${make[@]}" -j2 hwreg hwreg-shared
	[ -z "$output" ]
	[ -z "$(readelf -d "$out/hwreg" | grep NEEDED)" ]
	[ -z "$(readelf -lW "$out/hwreg" | grep INTERP)" ]
	readelf -hW "$out/hwreg" | grep -q 'Type: *DYN '
	for file in hwreg-shared libhwreg.so; do
		run -0 bash -c "readelf -d '$out/$file' | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p'"
		[ "$output" = libc.so.6 ]
	done
	for file in hwreg hwreg-shared; do
		run -0 "$out/$file" -o json -b "$SRCTREE/boards/demo.yaml" -t sim peek LED.COUNT
		[[ "$output" == *'"name": "LED.COUNT"'* || "$output" == *'"LED.COUNT"'* ]]
	done
}

@test "defconfig links shared libraries where one has no static version, and says so" {
	cat >"$BATS_TEST_TMPDIR/cc" <<-'END'
		#!/bin/sh
		# a C compiler whose library json-c is a shared one
		case " $* " in *" -static"*" -ljson-c "*) echo 'cannot find -ljson-c' >&2; exit 1 ;; esac
		exec gcc "$@"
	END
	chmod +x "$BATS_TEST_TMPDIR/cc"
	run -0 "${make[@]}" "CC=$BATS_TEST_TMPDIR/cc" defconfig
	[ "${lines[0]}" = "make: linking with shared libraries, as there is no static version of: libjson-c" ]
	grep -qx '# CONFIG_STATIC is not set' "$out/.config"
	run -0 "${make[@]}" "CC=$BATS_TEST_TMPDIR/cc" -j2 hwreg
	run -0 bash -c "readelf -d '$out/hwreg' | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p'"
	[ "$output" = libc.so.6 ]
}

@test "allyesconfig builds, statically, and works" {
	"${make[@]}" allyesconfig >/dev/null
	"${make[@]}" -j2 hwreg
	printf '\x78\x56\x34\x12' >"$BATS_TEST_TMPDIR/f"
	run "$out/hwreg" -q -t "file:$BATS_TEST_TMPDIR/f" peek 0
	[ "$status" -eq 0 ]
	[ "$output" = 0x12345678 ]
	[ -z "$(readelf -d "$out/hwreg" | grep NEEDED)" ]
}

@test "each symbol off alone builds without a warning" {
	mapfile -t symbols < <(sed -n 's/^config //p' "$SRCTREE/Kconfig")
	[ ${#symbols[@]} -ge 20 ]
	for symbol in "${symbols[@]}"; do
		configure "$symbol=n" WERROR=y
		"${make[@]}" -j2 hwreg lib
	done
}

@test "save without board files keeps registers by number; commands that are off are not there" {
	local file=$BATS_TEST_TMPDIR/f
	configure BOARD=n CMD_COPY=n WERROR=y
	"${make[@]}" -j2 hwreg lib
	printf '\x78\x56\x34\x12' >"$file"
	"$out/hwreg" -t "file:$file" save 0 --out "$file.yaml"
	grep -qx '  0x00000000@32: \[0x12345678\]' "$file.yaml"
	HWREG_CACHE=0 "$BUILD/hwreg" -t "file:$file" diff "$file.yaml"
	for command in diff restore copy; do
		run "$out/hwreg" "$command" "$file.yaml"
		[ "$status" -eq 4 ]
		[[ "$output" == "hwreg: this hwreg was built without the command $command;"* ]]
	done
	configure CMD_SAVE=n WERROR=y
	"${make[@]}" -j2 hwreg
	run "$out/hwreg" save 0
	[ "$status" -eq 4 ]
	"$out/hwreg" -t "file:$file" diff "$file.yaml"
	"$out/hwreg" -q -t "file:$file" restore "$file.yaml"
}

@test "gcc and clang build the default configuration without a warning" {
	for cc in gcc clang; do
		configure WERROR=y
		"${make[@]}" -j2 "CC=$cc" CFLAGS=-O2 hwreg lib
	done
}

@test "a cross build for arm64 makes arm64 programs" {
	make+=(ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-)
	configure WERROR=y
	"${make[@]}" -j2 hwreg
	readelf -h "$out/hwreg" | grep -q 'Machine:.*AArch64'
}

@test "libgpiod 2 of Debian 13: builds without a warning, and is loaded by gpio alone" {
	root=$("$SRCTREE/tests/foreign/prepare" amd64 x86_64-linux-gnu trixie libgpiod-dev libgpiod3)
	export PKG_CONFIG_LIBDIR=$root/usr/lib/x86_64-linux-gnu/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
	configure WERROR=y
	"${make[@]}" -j2 CFLAGS=-O1 hwreg
	[ -e "$out/src/lib/gpio/gpiod2.o" ]
	[ ! -e "$out/src/lib/gpio/gpiod1.o" ]
	export LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu
	run "$out/hwreg" -n gpio watch --debounce 1ms 0:1
	[ "$status" -eq 0 ]
	[ "$output" = "would request 0:1 as input, edges both, debounced for 1ms" ]
	run env LD_DEBUG=libs "$out/hwreg" -n gpio get 0:1
	[[ $output == *"calling init: $LD_LIBRARY_PATH/libgpiod.so.3"* ]]
	unset LD_LIBRARY_PATH
	[ -z "$(ldconfig -p | grep 'libgpiod\.so\.3')" ] || return 0
	run "$out/hwreg" -n gpio get 0:1
	[ "$status" -eq 4 ]
	[ "$output" = "hwreg: GPIO: cannot load libgpiod.so.3; install libgpiod (Debian: libgpiod3)" ]
}

@test "without libgpiod make says which package to install, and what to turn off" {
	PKG_CONFIG_LIBDIR=/nonexistent run "${make[@]}" lib
	[ "$status" -ne 0 ]
	[[ "$output" == *"GPIO needs libgpiod 1.6 or 2"*"apt-get install libgpiod-dev"*"make menuconfig"* ]]
}

@test "arm64 accesses are plain loads and stores: no writeback, no pairs" {
	cat >"$BATS_TEST_TMPDIR/t.c" <<-'END'
		#include "hwreg_io.h"
		void copy(volatile uint32_t *to, const volatile uint32_t *from, int n)
		{
			while (n--)
				hwreg_write32_relaxed(to++, hwreg_read32_relaxed(from++));
		}
		uint64_t both(const volatile void *p)
		{
			return hwreg_read64_relaxed(p) + hwreg_read64_relaxed((const volatile char *)p + 8);
		}
	END
	aarch64-linux-gnu-gcc -O3 -I"$SRCTREE/src/include" -c -o "$BATS_TEST_TMPDIR/t.o" "$BATS_TEST_TMPDIR/t.c"
	aarch64-linux-gnu-objdump -d "$BATS_TEST_TMPDIR/t.o" >"$BATS_TEST_TMPDIR/dump"
	[ "$(grep -cE '\b(ldr|str)\s' "$BATS_TEST_TMPDIR/dump")" -ge 4 ]
	[ -z "$(grep -E '\b(ldr|str)\s.*(\]!|\], #)' "$BATS_TEST_TMPDIR/dump")" ]
	[ -z "$(grep -E '\b(ldp|stp|ldnp|stnp)\s' "$BATS_TEST_TMPDIR/dump")" ]
}

@test "a build that changed nothing compiles nothing; a header or .config rebuilds what depends on it" {
	configure
	"${make[@]}" -j2 hwreg
	run make -f "$SRCTREE/Makefile" "O=$out" CFLAGS=-O0 hwreg
	[ "$status" -eq 0 ]
	[[ "$output" != *" CC "* && "$output" != *" LD "* && "$output" != *" AR "* ]]
	cp -R "$SRCTREE/src" "$SRCTREE/Makefile" "$SRCTREE/Kconfig" "$BATS_TEST_TMPDIR/"
	mkdir -p "$BATS_TEST_TMPDIR/tests/fuzz"
	cp "$SRCTREE"/tests/*.mk "$BATS_TEST_TMPDIR/tests/"
	cp "$SRCTREE"/tests/fuzz/*.mk "$BATS_TEST_TMPDIR/tests/fuzz/"
	mkdir -p "$BATS_TEST_TMPDIR/boards"
	copy=(make -f "$BATS_TEST_TMPDIR/Makefile" "O=$BATS_TEST_TMPDIR/copy" CFLAGS=-O0)
	"${copy[@]}" -s -j2 hwreg
	echo '/* changed */' >>"$BATS_TEST_TMPDIR/src/lib/guard.h"
	run "${copy[@]}" hwreg
	[[ "$output" == *"src/lib/guard.o"* ]]
	[[ "$output" != *"src/lib/number.o"* ]]
	sed -i 's/^CONFIG_CMD_FIND=y/# CONFIG_CMD_FIND is not set/' "$BATS_TEST_TMPDIR/copy/.config"
	run "${copy[@]}" hwreg
	[[ "$output" == *"src/tool/commands.o"* ]]
	[[ "$output" != *"src/tool/main.o"* ]]
	run "$BATS_TEST_TMPDIR/copy/hwreg" -b "$SRCTREE/boards/demo.yaml" find x
	[ "$status" -eq 4 ]
	[ "$output" = "hwreg: this hwreg was built without the command find; hwreg --help lists those that it has" ]
}

@test "a build folder that lost its record of symbols compiles all anew" {
	configure BOARD=n JSON=n GPIO=n
	"${make[@]}" -j2 "$out/src/lib/number.o"
	rm -r "$out/include"
	run make -f "$SRCTREE/Makefile" "O=$out" CFLAGS=-O0 "$out/src/lib/number.o"
	[[ "$output" == *"CC      src/lib/number.o"* ]]
	run make -f "$SRCTREE/Makefile" "O=$out" CFLAGS=-O0 "$out/src/lib/number.o"
	[[ "$output" != *" CC "* ]]
}

@test "V=1 shows command lines, -s shows nothing" {
	configure BOARD=n JSON=n
	run make -f "$SRCTREE/Makefile" "O=$out" CFLAGS=-O0 V=1 "$out/src/lib/number.o"
	[[ "$output" == *"gcc"*"-Wall"*"number.c"* ]]
	rm "$out/src/lib/number.o"
	run "${make[@]}" "$out/src/lib/number.o"
	[ -z "$output" ]
}

@test "without kconfig-frontends make says which package to install" {
	run make -f "$SRCTREE/Makefile" "O=$out" KCONFIG_CONF=no-such-kconfig-conf
	[ "$status" -ne 0 ]
	[[ "$output" == *"apt-get install kconfig-frontends"* ]]
}

@test "install: the command, libraries, headers, man pages and boards; a program links by pkg-config" {
	dest=$BATS_TEST_TMPDIR/dest
	make -s -f "$SRCTREE/Makefile" "O=$out" CFLAGS=-O0 -j2 install "DESTDIR=$dest" PREFIX=/usr
	for file in bin/hwreg lib/libhwreg.a lib/libhwreg.so lib/libhwreg.so.0 include/hwreg.h include/hwreg_io.h \
		share/man/man1/hwreg.1 share/man/man5/hwreg-board.5 share/hwreg/boards/devices/pl031.yaml \
		share/hwreg/dts/raspi3b-uio.dtso share/bash-completion/completions/hwreg share/zsh/site-functions/_hwreg \
		lib/tmpfiles.d/hwreg.conf lib/sysusers.d/hwreg.conf lib/udev/rules.d/60-hwreg.rules; do
		[ -e "$dest/usr/$file" ]
	done
	# the installed completions ask the command in PATH
	PATH=$dest/usr/bin:$PATH
	run bash -c "source '$dest/usr/share/bash-completion/completions/hwreg' && complete -p hwreg"
	[ "$output" = "complete -F _hwreg hwreg" ]
	run zsh -f -c "compdef() { print compdef \$@; }; compadd() { print -r -- \"\$@\"; }; fpath+=('$dest/usr/share/zsh/site-functions')
		autoload -U _hwreg; words=(hwreg -q si) CURRENT=3 PREFIX=si; _hwreg"
	[ "$status" -eq 0 ]
	[ "$output" = $'compdef _hwreg hwreg\n-- sim' ]
	cat >"$BATS_TEST_TMPDIR/p.c" <<-'END'
		#include <hwreg.h>
		#include <hwreg_io.h>
		#include <stdio.h>
		int main(void)
		{
			struct hwreg_error err = HWREG_ERROR_INIT;
			struct hwreg_target *target;

			if (hwreg_target_new(&target, "file:/nonexistent", NULL, &err) != -2)
				return 1;
			puts(err.message);
			return 0;
		}
	END
	export PKG_CONFIG_PATH=$dest/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$dest
	# shellcheck disable=SC2046 # a list of words
	gcc -Wall -Werror -o "$BATS_TEST_TMPDIR/p" "$BATS_TEST_TMPDIR/p.c" $(pkg-config --cflags --libs hwreg)
	LD_LIBRARY_PATH=$dest/usr/lib run "$BATS_TEST_TMPDIR/p"
	[ "$status" -eq 0 ]
	[ "$output" = "/nonexistent: No such file or directory" ]
	printf '#include <hwreg.h>\n#include <hwreg_io.h>\nint main() { return hwreg_version() == nullptr; }\n' >"$BATS_TEST_TMPDIR/p.cc"
	# shellcheck disable=SC2046 # a list of words
	g++ -Wall -Wextra -Werror -o "$BATS_TEST_TMPDIR/pp" "$BATS_TEST_TMPDIR/p.cc" $(pkg-config --cflags --libs hwreg)
}

@test "libhwreg.so has a soname, symbol versions, and exports hwreg_* alone" {
	readelf -d "$BUILD/libhwreg.so" | grep -q 'SONAME.*libhwreg.so.0'
	nm -D --defined-only "$BUILD/libhwreg.so" | grep -q 'hwreg_session_open@@HWREG_0'
	[ -z "$(nm -D --defined-only "$BUILD/libhwreg.so" | awk '{print $3}' | grep -vE '^(hwreg_|HWREG_0)')" ]
	# private functions share the prefix but are hidden
	[ -z "$(nm -D --defined-only "$BUILD/libhwreg.so" | grep hwreg_error_set)" ]
}

@test "every public function of hwreg.h is exported" {
	mapfile -t names < <(grep -E '^[a-z].*hwreg_[a-z0-9_]+\(' "$SRCTREE/src/include/hwreg.h" |
		grep -oE '\bhwreg_[a-z0-9_]+\(' | tr -d '(' | sort -u)
	[ ${#names[@]} -ge 40 ]
	for name in "${names[@]}"; do
		nm -D --defined-only "$BUILD/libhwreg.so" | grep -q " $name@@" || { echo "$name"; false; }
	done
}

@test "a numeric peek loads no library but libc" {
	printf '\x78\x56\x34\x12' >"$BATS_TEST_TMPDIR/f"
	LD_DEBUG=libs run env LD_DEBUG=libs "$BUILD/hwreg" -q -t "file:$BATS_TEST_TMPDIR/f" peek 0
	[ "$status" -eq 0 ]
	loaded=$(grep -oE 'calling init: [^ ]+' <<<"$output" | grep -vE '/ld-linux|env$' | sort -u)
	[ -n "$loaded" ]
	[ -z "$(grep -vE '/libc\.so\.6$' <<<"$loaded")" ]
}

@test "distclean leaves nothing of an own build folder" {
	configure
	"${make[@]}" -j2 hwreg lib man
	"${make[@]}" clean
	[ -e "$out/.config" ]
	[ ! -e "$out/hwreg" ]
	"${make[@]}" distclean
	[ ! -e "$out" ] || { find "$out" && false; }
}
