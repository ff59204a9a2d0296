#!/usr/bin/env bats
# The public headers as others meet them: installed, in the manual, and in its examples.
# $SRCTREE: the sources; $BUILD: the main build.

setup_file() {
	bats_require_minimum_version 1.5.0
	unset MAKEFLAGS MAKELEVEL MFLAGS
	export DEST=$BATS_FILE_TMPDIR/dest
	make -s -f "$SRCTREE/Makefile" "O=$BATS_FILE_TMPDIR/out" CFLAGS=-O0 -j2 install "DESTDIR=$DEST"
	export PKG_CONFIG_PATH=$DEST/usr/local/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$DEST
	export LD_LIBRARY_PATH=$DEST/usr/local/lib HWREG_CACHE=0
	PAGES=$DEST/usr/local/share/man DEMO=$DEST/usr/local/share/hwreg/boards/demo.yaml
	export PAGES DEMO
}

setup() {
	bats_require_minimum_version 1.5.0
	cd "$BATS_TEST_TMPDIR" || return
}

# compile SOURCE PROGRAM COMPILER...: against what is installed
compile() {
	local source=$1 program=$2
	shift 2
	# shellcheck disable=SC2046 # a list of words
	"$@" -Wall -Wextra -Werror -o "$program" "$source" $(pkg-config --cflags --libs hwreg)
}

# example NAME ARGUMENT...: compile and run the example of a page
example() {
	local name=$1
	shift
	compile "$SRCTREE/src/man/examples/$name.c" "$name" cc
	"./$name" "$@"
}

# The functions that the headers declare, after all their macros
functions() {
	printf '#include <hwreg.h>\n#include <hwreg_io.h>\n' | cc "-I$SRCTREE/src/include" -E -P - |
		grep -oE '\bhwreg_[a-z0-9_]+\(' | tr -d '(' | grep -vE '^hwreg_io_(load|store)(_many)?[0-9]' | sort -u
}

# ---- Examples of the manual --------------------------------------------------------------------------

@test "examples: every one compiles, by gcc and clang, in C11 and C17" {
	count=0
	for file in "$SRCTREE"/src/man/examples/*.c; do
		compile "$file" program gcc -std=c11 -D_POSIX_C_SOURCE=200809L
		compile "$file" program clang -std=gnu17
		count=$((count + 1))
	done
	[ "$count" -ge 19 ]
}

@test "examples: the headers alone are C++, and the accessors work in it" {
	cat >p.cc <<-'END'
		#include <hwreg.h>
		#include <hwreg_io.h>
		int main()
		{
			hwreg_error err = HWREG_ERROR_INIT;
			unsigned char bytes[4] = { 0x78, 0x56, 0x34, 0x12 };
			alignas(4) volatile unsigned char registers[4];

			for (int i = 0; i < 4; i++)
				registers[i] = bytes[i];
			return hwreg_version() && err.kind == HWREG_ERROR_NONE && hwreg_read32(registers) == 0x12345678 &&
					       hwreg_read32be_relaxed(registers) == 0x78563412 ? 0 : 1;
		}
	END
	for standard in c++11 c++20; do
		compile p.cc p g++ "-std=$standard" -Wno-missing-field-initializers
		./p
	done
}

@test "examples: hwreg" {
	run -0 example hwreg "$DEMO"
	[ "$output" = "LED.CTRL = 0x00000052" ]
}

@test "examples: hwreg_bind" {
	run -4 example hwreg_bind 0x1
	[[ "$output" == *0x00000001* ]]
	run -2 ./hwreg_bind
}

@test "examples: hwreg_board" {
	run -0 example hwreg_board "$DEMO"
	[ "${lines[0]}" = "demo: Invented board that shows the whole format" ]
	[ "${lines[1]}" = "LED      led      0x10000000" ]
	printf 'hwreg: 1\nboard: b\nmatch: any\nblocks: {A: {type: t}}\n' >b.yaml
	run -2 ./hwreg_board ./b.yaml
	[[ "${lines[0]}" == ./b.yaml:4:* ]]
}

@test "examples: hwreg_condition" {
	run -0 example hwreg_condition "$DEMO"
	[ "$output" = "UART0.STATUS.EMPTY==1: yes" ]
}

@test "examples: hwreg_error" {
	run -0 example hwreg_error
	[ "${lines[0]}" = "kind 2, Invalid argument" ]
	[ "${lines[1]}" = "mine.yaml, line 4, column 10" ]
}

@test "examples: hwreg_gpio, hwreg_interrupt: what is not there is said" {
	run -2 example hwreg_gpio
	[ "$output" = "usage: hwreg_gpio CHIP:LINE" ]
	run ./hwreg_gpio no-such-chip:0
	[ "$status" -eq 2 ] || [ "$status" -eq 4 ] # no such chip, or none at all
	run -4 example hwreg_interrupt uio:no-such-device
	[[ "$output" == *"no-such-device"* ]]
}

@test "examples: hwreg_io, the same source on a file and on a simulation" {
	head -c 4096 /dev/zero >f
	run -0 example hwreg_io file:f@0x10003000 "$DEMO"
	[ "$output" = "value 0" ]
	[ "$(od -An -tx1 -N 16 f | tr -d ' \n')" = 0100000000000000e803000000000000 ]
	run -0 ./hwreg_io sim "$DEMO"
	[ "$output" = "this target is not mapped" ]
	compile "$SRCTREE/src/man/examples/hwreg_io.c" hooked cc -DHWREG_IO_HOOK
	run -0 ./hooked sim:api-test-$$ "$DEMO"
	[ "$output" = "value 0" ]
	run "$BUILD/hwreg" -b "$DEMO" -t sim:api-test-$$ -q peek TIMER0.CTRL TIMER0.LOAD
	"$BUILD/hwreg" sim rm api-test-$$
	[ "$output" = "0x00000101
0x000003e8" ]
	head -c 4096 /dev/zero >f
	run -0 ./hooked file:f@0x10003000 "$DEMO"
	[ "$output" = "value 0" ]
	[ "$(od -An -tx1 -N 16 f | tr -d ' \n')" = 0100000000000000e803000000000000 ]
}

@test "examples: hwreg_location" {
	run -0 example hwreg_location "$DEMO"
	[ "${lines[0]}" = "UART0.DATA: left out" ]
	[ "${lines[1]}" = "UART0.STATUS = 0x10" ]
}

@test "examples: hwreg_number" {
	run -0 example hwreg_number
	[ "${lines[1]}" = "0b1010_1010 is 170" ]
	[ "${lines[4]}" = "1.5ms is 1500000 ns" ]
}

@test "examples: hwreg_register" {
	run -0 example hwreg_register "$DEMO"
	[ "$output" = "LED.CTRL at 0x10000000, 32 bits
MODE = 2 blink
LEVEL = 5 " ]
}

@test "examples: hwreg_sampler" {
	run -0 example hwreg_sampler "$DEMO"
	[ "$output" = "0: 0x30
1: 0x30
2: 0x30" ]
}

@test "examples: hwreg_sequence" {
	printf 'hwreg-sequence: 1\nsteps:\n  - poke: LED.CTRL.MODE=blink\n  - expect: LED.CTRL.MODE==blink\n' >t.yaml
	run -0 example hwreg_sequence t.yaml "$DEMO"
	[ "$output" = "ok 1 poke LED.CTRL.MODE=blink
ok 2 expect LED.CTRL.MODE==blink" ]
}

@test "examples: hwreg_session" {
	run -0 example hwreg_session "$DEMO"
	[ "$output" = "read UART0.STATUS on sim: 0x10
UART0.STATUS.EMPTY is 1" ]
}

@test "examples: hwreg_simulation, a driver on a model" {
	compile "$SRCTREE/src/man/examples/hwreg_simulation.c" p cc -DHWREG_IO_HOOK
	run -0 ./p "$DEMO"
	[ "$output" = "it took 3 polls" ]
}

@test "hook: of a driver, only the build with HWREG_IO_HOOK asks the library" {
	printf '#include <hwreg_io.h>\nunsigned int f(volatile char *p)\n{\n\thwreg_write16be(p, 1);\n\treturn hwreg_read32(p);\n}\n' >d.c
	# shellcheck disable=SC2046 # a list of words
	cc -c -O2 -Wall -Wextra -Werror d.c -o plain.o $(pkg-config --cflags hwreg)
	[ -z "$(nm -u plain.o | grep hwreg)" ]
	# shellcheck disable=SC2046 # a list of words
	cc -c -O2 -Wall -Wextra -Werror -DHWREG_IO_HOOK d.c -o hooked.o $(pkg-config --cflags hwreg)
	[ "$(nm -u hooked.o | grep -o 'hwreg_.*')" = "hwreg_io_read
hwreg_io_write" ]
	# shellcheck disable=SC2046 # a list of words
	g++ -x c++ -c -O2 -Wall -Wextra -Werror -DHWREG_IO_HOOK d.c -o hooked.o $(pkg-config --cflags hwreg)
}

@test "examples: hwreg_snapshot" {
	run -0 example hwreg_snapshot "$DEMO"
	[ "$output" = "differs: LED.CTRL, 0x0 -> 0x70
restored: LED.CTRL, 0x70 -> 0x0" ]
}

@test "examples: hwreg_target" {
	run -0 example hwreg_target
	[[ "$output" == *"file:PATH[@0xBASE]"* ]]
}

@test "examples: hwreg_window" {
	printf '\x78\x56\x34\x12' >f
	run -0 example hwreg_window file:f 0
	[ "$output" = 0x12345678 ]
	run -2 ./hwreg_window file:f 4
}

@test "examples: hwreg_write" {
	run -0 example hwreg_write "$DEMO"
	[ "$output" = "meant 0x1, kept as read 0xfffffefe
wrote 0x11" ]
}

@test "examples: hwreg_dma gives an address, or says why not" {
	run example hwreg_dma
	if [ "$status" -eq 0 ]; then
		[[ "$output" =~ ^[0-9]+\ bytes\ at\ 0x[1-9a-f][0-9a-f]*$ ]]
	else
		[ "$status" -eq 4 ]
		[ -n "$output" ]
	fi
}

# ---- The guide, hwreg(7) -----------------------------------------------------------------------------

# transcript NAME: run its commands, and compare what they print; simulations are of this run alone
transcript() {
	sed "s/sim:\(try\|test\)/sim:guide-\1-$$/g; s/sim rm \(.*\)/sim rm guide-\1-$$/" \
		"$SRCTREE/src/man/guide/$1.console" >expected
	printf 'exec 2>&1\n' >script
	sed -n 's/^\$ //p' expected | while IFS= read -r line; do
		printf 'printf "%%s\\n" %q\n%s\n' "\$ $line" "$line"
	done >>script
	PATH=$DEST/usr/local/bin:$PATH bash script | diff -u expected -
}

@test "guide: its commands print what it says, its driver runs on a simulation and on a file" {
	cp "$SRCTREE"/src/man/guide/{clock.yaml,alarm.c} .
	transcript try
	transcript build
	transcript test
	head -c 4096 /dev/zero >f
	run -0 ./alarm file:f@0x09010000
	[ "$output" = "alarm at 2" ]
	[ "$(od -An -tx1 -N 20 f | tr -d ' \n')" = 0000000002000000000000000000000001000000 ]
	run -4 ./alarm uio:no-such-device
	[[ "$output" == *"no-such-device"* ]]
	# shellcheck disable=SC2046 # a list of words
	gcc -Wall -Wextra -Werror alarm.c $(pkg-config --cflags --libs hwreg)
}

@test "guide: hwreg(7) shows the files as they are" {
	mandoc -T utf8 "$PAGES/man7/hwreg.7" | col -bx | sed 's/^ *//' >text
	count=0
	while IFS= read -r line; do
		[ -z "$line" ] || grep -qxF -e "$line" text || { echo "$line"; false; }
		count=$((count + 1))
	done < <(sed 's/^[[:space:]]*//' "$SRCTREE"/src/man/guide/* | expand)
	[ "$count" -ge 80 ]
}

# ---- Pages of section 3 ------------------------------------------------------------------------------

@test "manual: every function of the headers has a page, which tells of it" {
	count=0
	while read -r name; do
		page=$PAGES/man3/$name.3
		[ -e "$page" ] || { echo "no page of $name"; false; }
		read -r request target <"$page"
		[ "$request" != .so ] || page=$PAGES/$target
		shown=$(sed -E 's/^(hwreg_[a-z_]+)(8|16|32|64)/\1N/' <<<"$name")
		grep -q "^\.SS $shown()" "$page" || { echo "$name is not on $page"; false; }
		count=$((count + 1))
	done < <(functions)
	[ "$count" -ge 150 ]
}

@test "manual: a page shows synopsis, parameters, results and the text of its example" {
	mandoc -T utf8 "$PAGES/man3/hwreg_window.3" | col -b >text
	grep -q '^       int hwreg_window_sync(struct hwreg_window \*window, struct hwreg_error$' text
	grep -q '^   hwreg_window_read()$' text
	grep -q '^       One checked read\.$' text
	grep -q '^       bits *8, 16, 32 or 64;' text
	grep -q '^       Returns: 0, -EINVAL (width, alignment), -ERANGE, -ENOTSUP' text
	grep -qF 'hwreg_window.c - 32 bits of a target: hwreg_window file:dump.bin 0x10' text
	grep -qF 'printf("0x%08" PRIx64 "\n", value);' text
}

@test "manual: hwreg(3) lists all pages" {
	for page in "$PAGES"/man3/*.3; do
		read -r request _ <"$page"
		name=$(basename "$page" .3)
		[ "$request" = .so ] || [ "$name" = hwreg ] || grep -qx "\\\\fB$name\\\\fR(3)" "$PAGES/man3/hwreg.3" ||
			{ echo "$name"; false; }
	done
}

# ---- What make lint says of the ABI ------------------------------------------------------------------

# library MEMBERS FUNCTIONS: libx.so with a public and a private structure
library() {
	mkdir -p headers
	printf 'struct hwreg_x {\n\tunsigned int size;\n%s\n};\nstruct hwreg_private;\nint hwreg_open(struct hwreg_x *, struct hwreg_private *);\n%s\n' \
		"$1" "$2" >headers/x.h
	printf '#include "x.h"\nstruct hwreg_private { %s };\nint hwreg_open(struct hwreg_x *x, struct hwreg_private *p) { return x->size + p->a; }\n%s\n' \
		"${private:-int a;}" "${2//;/ { return 0; \}}" >x.c
	cc -g -shared -fPIC -Iheaders -o libx.so x.c
}

abi() {
	"$SRCTREE/tests/abi" libx.so headers x.abi "$@"
}

@test "ABI: what is as described, and private, is not complained of" {
	[ "$(uname -m)" = x86_64 ] || skip "the description is of x86-64"
	library 'int a;' 'int hwreg_close(void);'
	run -0 abi renew
	run -0 abi
	[ -z "$output" ]
	private='long b; int a;' library 'int a;' 'int hwreg_close(void);'
	run -0 abi
	[ -z "$output" ]
}

@test "ABI: a structure that changes, a function that goes or comes" {
	[ "$(uname -m)" = x86_64 ] || skip "the description is of x86-64"
	library 'int a;' 'int hwreg_close(void);'
	abi renew
	library 'long b; int a;' 'int hwreg_close(void);'
	run -1 abi
	[[ "$output" == *hwreg_x* ]]
	[[ "$output" == *"Programs that were built with an earlier version may break by this."* ]]
	library 'int a;' ''
	run -1 abi
	[[ "$output" == *"[D] 'function int hwreg_close()'"* ]]
	[[ "$output" == *"may break by this"* ]]
	library 'int a;' 'int hwreg_close(void);int hwreg_more(void);'
	run -1 abi
	[[ "$output" == *hwreg_more* ]]
	[[ "$output" == *"New functions and constants are no harm. Renew x.abi by make abi."* ]]
	abi renew
	run -0 abi
}

@test "ABI: constants and enumerators" {
	[ "$(uname -m)" = x86_64 ] || skip "the description is of x86-64"
	constants() { # flag, enumerators
		library 'int a;' ''
		printf '#define HWREG_A (1u << %s)\nenum hwreg_e {\n\tHWREG_B,\n%s};\n' "$1" "${2:-}" >>headers/x.h
	}
	constants 3
	abi renew
	[ "$(cat x.abi.values)" = "HWREG_A 0x8
HWREG_B 0x0" ]
	constants 4
	run -1 abi
	[[ "$output" == "Constants are gone, or have other values now:"$'\n'"HWREG_A 0x8"* ]]
	[[ "$output" == *"may break by this"* ]]
	constants 3 $'\tHWREG_C,\n'
	run -1 abi
	[[ "$output" == "HWREG_C 0x1"*"New functions and constants are no harm."* ]]
}

@test "ABI: a library without debugging information" {
	[ "$(uname -m)" = x86_64 ] || skip "the description is of x86-64"
	library 'int a;' ''
	abi renew
	strip -g libx.so
	run -1 abi
	[[ "$output" == *"was built without -g"* ]]
}

# ---- What make lint asks of the comments -------------------------------------------------------------

# complaint TEXT: what is said of a header that ends with these lines
complaint() {
	printf '#ifndef X_H\n#define X_H\n\n/**\n * DOC: x - the page\n *\n * Text.\n *\n * @err: common\n */\n\n%s\n\n#endif\n' "$1" >x.h
	mkdir -p examples
	touch examples/x.c
	run -1 "$BUILD/mkapi" --check examples x.h
}

@test "comments: a function without one" {
	complaint 'int hwreg_x_open(int a, struct hwreg_error *err);'
	[ "$output" = "src/include/x.h:12: hwreg_x_open: no comment tells what it is" ]
}

@test "comments: a parameter that is not named, also one that is a function" {
	complaint '/**
 * hwreg_x_open() - open
 * @a: first
 *
 * Return: 0.
 */
int hwreg_x_open(int a, int (*call)(void *data, int c), char *const *b, struct hwreg_error *err);'
	[ "$output" = "src/include/x.h:18: hwreg_x_open: neither its comment nor that of the page names @call
src/include/x.h:18: hwreg_x_open: neither its comment nor that of the page names @b" ]
}

@test "comments: a name that there is not, a wrong function, no result" {
	complaint '/**
 * hwreg_x_close() - open
 * @a: first
 * @gone: not there
 */
int hwreg_x_open(int a);'
	[ "$output" = 'src/include/x.h:17: hwreg_x_open: its comment does not start with "hwreg_x_open() - "
src/include/x.h:17: hwreg_x_open: its comment does not say what it returns ("Return:")
src/include/x.h:17: hwreg_x_open: its comment tells of @gone, which it does not have' ]
}

@test "comments: structures, enumerations and constants" {
	complaint '#define HWREG_X 1u
#define HWREG_Y 2u /* fine */

struct hwreg_x {
	int a;
};

/** struct hwreg_z - wrong */
enum hwreg_y {
	HWREG_A,
};'
	[ "$output" = 'src/include/x.h:12: HWREG_X: no comment tells what it is
src/include/x.h:17: struct hwreg_x: no comment tells what it is
src/include/x.h:22: enum hwreg_y: its comment does not start with "enum hwreg_y - "' ]
}

@test "comments: a section without a page, and a page without an example" {
	complaint '/* ---- Next ---- */

/** hwreg_y() - nothing */
void hwreg_y(void);

/** DOC: y - another page */

/** DOC: z */'
	[ "$output" = 'src/include/x.h:15: hwreg_y: no comment "DOC: PAGE - summary" begins a page for it
src/include/x.h:19: DOC: no page was begun that is called z
src/include/x.h:17: y: there is no example src/man/examples/y.c' ]
}

@test "comments: what is right is not complained of" {
	printf '/** DOC: x - the page */\n\n/** hwreg_x() - nothing at all */\nvoid hwreg_x(void);\n' >x.h
	mkdir -p examples
	touch examples/x.c
	run -0 "$BUILD/mkapi" --check examples x.h
	[ -z "$output" ]
	mkdir pages
	"$BUILD/mkapi" pages examples 1.0 x.h
	[ "$(cat pages/hwreg_x.3)" = ".so man3/x.3" ]
}

@test "examples: hwreg_vfio: what is not there is said" {
	run -2 example hwreg_vfio
	run -4 ./hwreg_vfio vfio:ffff:00:00.0/bar0
}
