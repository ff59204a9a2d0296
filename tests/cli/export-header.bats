#!/usr/bin/env bats
# hwreg export header: does it compile, access what it should, and as plain code would?
# $HWREG_SVD: a folder with the SVD files of real chips.

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	demo=$SRCTREE/boards/demo.yaml
	virt=$SRCTREE/boards/qemu-virt-arm64.yaml
	board=$BATS_TEST_TMPDIR/board.yaml
	header=$BATS_TEST_TMPDIR/board.h
	unset HWREG_BOARD HWREG_BOARD_PATH
}

# Compilers that must take the header without a warning, as C99 and as C++
compiles() { # FILE.yaml
	local each
	"$HWREG" export header "$1" --out "$header"
	echo '#include "board.h"' >"$BATS_TEST_TMPDIR/use.c"
	for each in "gcc -x c -std=c99 -pedantic" "clang -x c -std=c99 -pedantic" "g++ -x c++" "clang++ -x c++"; do
		# shellcheck disable=SC2086 # a list of words
		$each -Wall -Wextra -Wconversion -Wshadow -Werror -I"$SRCTREE/src/include" -c -o /dev/null \
			"$BATS_TEST_TMPDIR/use.c"
	done
}

program() { # LINES...: compile a main() that maps the file $1 of its arguments, with these lines in it, as $BATS_TEST_TMPDIR/p
	cat >"$BATS_TEST_TMPDIR/p.c" <<-END
		#include "board.h"
		#include <fcntl.h>
		#include <stdio.h>
		#include <sys/mman.h>
		int main(int argc, char **argv)
		{
			int fd = open(argv[argc - 1], O_RDWR);
			void *base = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
			if (base == MAP_FAILED)
				return 1;
			$(printf '%s\n' "$@")
			return 0;
		}
	END
	gcc -std=c99 -Wall -Wextra -Wconversion -Werror -I"$SRCTREE/src/include" -o "$BATS_TEST_TMPDIR/p" "$BATS_TEST_TMPDIR/p.c"
}

instructions() { # OBJDUMP OBJECT FUNCTION
	"$1" -d --no-show-raw-insn "$2" | sed -n "/<$3>:/,/^\$/p" | sed '1d; s/^ *[0-9a-f]*:\t//; /^$/d'
}

# ---- it compiles ----

@test "export header: all boards here compile without a warning, in C and C++" {
	for each in "$SRCTREE"/boards/*.yaml; do
		compiles "$each"
	done
}

@test "export header: D1-H compiles without a warning, in C and C++" {
	svd=${HWREG_SVD:-$SRCTREE/../shared/svd}/D1-H.svd
	[ -e "$svd" ] || skip "no $svd"
	"$HWREG" import svd "$svd" >"$board" 2>/dev/null
	compiles "$board"
	[ "$(grep -c '_OFFSET 0x' "$header")" -gt 2000 ]
}

@test "export header: names that are taken, or that belong to the compiler" {
	cat >"$board" <<-'END'
		hwreg: 1
		board: a-b.c
		types:
		  t:
		    size: 0x100
		    registers:
		      R: {offset: 0, reset: 1, reset-mask: 1, fields: {RESET: "3:0", F: {bits: "7:4", enum: {MASK: 1, int: 2, SHIFT: 3}}}}
		      R_F: {offset: 4}
		      C%s: {offset: 8, count: 2, stride: 4, registers: {D: 0}}
		      C0_D: 0x10
		blocks: {int: {type: t, base: 0}, INT: {type: t, base: 0x100, omit: [R_F]}, _2: {type: t, base: 0x200, omit: [R]}}
	END
	compiles "$board"
	grep -qx '#ifndef HWREG_BOARD_A_B_C_H' "$header"
	grep -qx 'struct int_regs {' "$header"
	grep -qx 'struct int_2_regs {' "$header"
	grep -qx 'struct hw_2_regs {' "$header"
	grep -qx '#define INT_R_RESET_MASK 0x1u' "$header"
	grep -qx '#define INT_R_RESET_2_MASK 0xfu' "$header"
	grep -qx '	INT_R_F_MASK_2 = 1,' "$header"
	grep -qx '#define INT_C0_D_2_OFFSET 0x10u' "$header"
	[ -z "$(grep -oE '^#define [A-Za-z0-9_]+' "$header" | sort | uniq -d)" ]
}

@test "export header: descriptions stay in their comments" {
	cat >"$board" <<-'END'
		hwreg: 1
		board: x
		description: "*/ int a; /* ??/"
		types:
		  t:
		    size: 4
		    registers:
		      R: {offset: 0, description: "/* */ */ \\ \"", protect: "*/", fields: {F: {bits: 0, description: "*//*"}}}
		blocks: {A: {type: t, base: 0, description: "*/ #error"}}
	END
	compiles "$board"
}

@test "export header: the same board makes the same header" {
	"$HWREG" export header "$demo" --out "$BATS_TEST_TMPDIR/a"
	"$HWREG" export header "$demo" --out "$BATS_TEST_TMPDIR/b"
	cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
}

# ---- what is in it ----

@test "export header: no function reads what cannot be read, or writes what cannot be written" {
	"$HWREG" export header "$demo" --out "$header"
	functions() { grep -oE "\\b$1_(read|write)(_relaxed)?\\(const" "$header" | tr '\n' ' '; }
	[ "$(functions uart0_COMMAND)" = "uart0_COMMAND_write(const uart0_COMMAND_write_relaxed(const " ]
	[ "$(functions timer_VALUE)" = "timer_VALUE_read(const timer_VALUE_read_relaxed(const " ]
	# on I2C, and where more than one access is needed
	[ -z "$(functions pmic_ID)$(functions codec_BEHIND_FIRST)$(functions codec_WIDE)" ]
	grep -qx '#define PMIC_VOUTCORE_OFFSET 0x10u' "$header"
	[ -z "$(grep CODEC_BEHIND_FIRST_OFFSET "$header")" ]
}

@test "export header: addresses of all blocks, registers of a type once" {
	"$HWREG" export header "$demo" --out "$header"
	grep -qx '#define TIMER1_BASE 0x10003100u' "$header"
	grep -qx '#define TIMER1_SIZE 0x20u' "$header"
	grep -qx '#define PMIC_BASE 0x0u /\* in the space pmic \*/' "$header"
	[ "$(grep -c 'timer.*_LOAD_read(' "$header")" -eq 1 ]
	grep -qx '#define SENSOR_ID_RESET_MASK 0xff00ffffu' "$header"
}

@test "export header: fields change alone only where the policies of their neighbours allow" {
	cat >"$board" <<-'END'
		hwreg: 1
		board: x
		types:
		  t:
		    size: 0x20
		    registers:
		      A: {offset: 0x0, fields: {X: 0, Y: {bits: 1, read: none, write: effect}}}
		      B: {offset: 0x4, read: effect, fields: {X: "3:0"}}
		      C: {offset: 0x8, read: none, fields: {X: "3:0", Y: "7:4"}}
		      D: {offset: 0xc, policy: ro, fields: {X: "3:0"}}
		blocks: {T: {type: t, base: 0}}
	END
	compiles "$board"
	[ "$(grep -oE '/\* no [a-zA-Z_]+' "$header" | cut -c 7- | tr '\n' ' ')" = "t_A_X_update t_B_X_update t_C_X_update t_C_Y_update " ]
	[ -z "$(grep -E 't_D_X_(prep|put|update)' "$header")" ]
	[ "$(grep -cE 't_A_Y_update\(|t_D_X_get\(' "$header")" -eq 2 ]
}

@test "export header: comments tell of requires, when, unlock and lock" {
	"$HWREG" export header "$demo" --out "$header"
	grep -qxF '/* LEFT, 32 bits, rw; requires LED.CTRL.MODE==steady; when SELECT.BANK==0; unlock KEY=0xc0de; lock KEY=0 */' "$header"
	grep -q 'codec_LEFT_read(' "$header"
}

# ---- it does what hwreg does ----

@test "export header: registers in a file, in every width and byte order" {
	"$HWREG" export header "$demo" --out "$header"
	counting_file "$BATS_TEST_TMPDIR/f" 4096
	program 'struct dsp_regs dsp = dsp_at(base);' 'struct uart0_regs uart = uart0_at(base);' \
		'struct beeper_regs beeper = beeper_at(base);' 'struct timer_regs timer = timer_at(base);' \
		'printf("%#x %#x %#x %#x %#x\n", dsp_GAIN_read(&dsp), dsp_SHIFT_read_relaxed(&dsp), uart0_BAUD_read(&uart),' \
		'beeper_PITCH_read(&beeper), timer_LOAD_read(&timer));' \
		'dsp_GAIN_write(&dsp, 0x11223344); dsp_SHIFT_write(&dsp, 0x5566); beeper_LENGTH_write_relaxed(&beeper, 0x77);' \
		'uart0_BAUD_write(&uart, 0x8899);'
	run -0 "$BATS_TEST_TMPDIR/p" "$BATS_TEST_TMPDIR/f"
	[ "$output" = "0x10203 0x405 0xd0c 0x4 0xb0a0908" ]
	[ "$(od -An -tx1 -N16 "$BATS_TEST_TMPDIR/f")" = " 11 22 33 44 55 66 06 07 77 09 0a 0b 99 88 0e 0f" ]
}

@test "export header: fields in a file, as hwreg itself writes them" {
	"$HWREG" export header "$demo" --out "$header"
	counting_file "$BATS_TEST_TMPDIR/f" 4096
	cp "$BATS_TEST_TMPDIR/f" "$BATS_TEST_TMPDIR/g"
	program 'struct timer_regs timer = timer_at(base);' 'struct uart0_regs uart = uart0_at((unsigned char *)base + 0x40);' \
		'struct led_regs led = led_at((unsigned char *)base + 0x80);' \
		'timer_CTRL_PRESCALE_update(&timer, 0xa); timer_CTRL_MODE_update(&timer, TIMER_CTRL_MODE_fast);' \
		'timer_TUNING_STEP_update(&timer, 9); uart0_STATUS_OVERRUN_clear(&uart); uart0_STATUS_ENABLE_update(&uart, 1);' \
		'led_CTRL_write(&led, led_CTRL_LEVEL_put(led_CTRL_MODE_prep(LED_CTRL_MODE_blink), 0x35));' \
		'printf("%u %u %d\n", timer_CTRL_PRESCALE_get(timer_CTRL_read(&timer)), led_CTRL_LEVEL_get(0xffffff3f),' \
		'sensor_TEMP_CELSIUS_get(0xffff));'
	run -0 "$BATS_TEST_TMPDIR/p" "$BATS_TEST_TMPDIR/f"
	[ "$output" = "10 3 -1" ]
	"$HWREG" -b "$demo" -t "file:$BATS_TEST_TMPDIR/g@0x10003000" poke TIMER0.CTRL.PRESCALE=0xa TIMER0.CTRL.MODE=fast \
		TIMER0.TUNING.STEP=9
	dd if="$BATS_TEST_TMPDIR/g" of="$BATS_TEST_TMPDIR/uart" bs=64 skip=1 count=63 status=none
	"$HWREG" -b "$demo" -t "file:$BATS_TEST_TMPDIR/uart@0x10001000" poke UART0.STATUS.OVERRUN=1 UART0.STATUS.ENABLE=1
	"$HWREG" -b "$demo" -t "file:$BATS_TEST_TMPDIR/uart@0x0fffffc0" poke LED.CTRL=0x52
	dd if="$BATS_TEST_TMPDIR/uart" of="$BATS_TEST_TMPDIR/g" bs=64 seek=1 conv=notrunc status=none
	cmp "$BATS_TEST_TMPDIR/f" "$BATS_TEST_TMPDIR/g"
}

@test "export header: registers with aliases are changed through them" {
	cat >"$board" <<-'END'
		hwreg: 1
		board: x
		types:
		  t:
		    size: 0x20
		    registers:
		      OUT: {offset: 0, aliases: {set: 0x4, clear: 0x8, toggle: 0xc}}
		      PIN: {offset: 0x10, width: 16, aliases: {set: 0x14, clear: 0x18}, fields: {LEVEL: "7:4"}}
		blocks: {T: {type: t, base: 0}}
	END
	compiles "$board"
	truncate -s 4096 "$BATS_TEST_TMPDIR/f"
	program 'struct t_regs t = t_at(base);' \
		't_OUT_set(&t, 0x12); t_OUT_clear(&t, 0x34); t_OUT_toggle(&t, 0x56); t_PIN_LEVEL_update(&t, 0xa);'
	"$BATS_TEST_TMPDIR/p" "$BATS_TEST_TMPDIR/f"
	[ "$(od -An -v -w28 -tx4 -N28 --endian=little "$BATS_TEST_TMPDIR/f")" = \
		" 00000000 00000012 00000034 00000056 00000000 000000a0 00000050" ]
}

# ---- it costs nothing ----

@test "export header: functions become the instructions of a plain volatile access" {
	"$HWREG" export header "$virt" --out "$header"
	cat >"$BATS_TEST_TMPDIR/t.c" <<-'END'
		#include "board.h"
		uint32_t ours(const struct rtc_regs *rtc) { return rtc_DR_read_relaxed(rtc); }
		uint32_t plain(const struct rtc_regs *rtc) { return *(volatile uint32_t *)rtc->base; }
		void ours_write(const struct rtc_regs *rtc) { rtc_MR_write_relaxed(rtc, 5); }
		void plain_write(const struct rtc_regs *rtc) { *(volatile uint32_t *)(rtc->base + 4) = 5; }
		uint32_t ordered(const struct rtc_regs *rtc) { return rtc_DR_read(rtc); }
	END
	compared=0
	for prefix in "" aarch64-linux-gnu-; do
		[ -n "$(command -v "${prefix}gcc")" ] || continue
		"${prefix}gcc" -std=c99 -O2 -falign-functions=1 -I"$SRCTREE/src/include" -c -o "$BATS_TEST_TMPDIR/t.o" \
			"$BATS_TEST_TMPDIR/t.c"
		for each in "" _write; do
			ours=$(instructions "${prefix}objdump" "$BATS_TEST_TMPDIR/t.o" "ours$each")
			plain=$(instructions "${prefix}objdump" "$BATS_TEST_TMPDIR/t.o" "plain$each")
			echo "$prefix: $ours / $plain"
			[ -n "$plain" ]
			[ "$ours" = "$plain" ]
		done
		compared=$((compared + 1))
	done
	[ "$compared" -ge 1 ]
	[ "$(uname -m)" != x86_64 ] || [ "$(gcc -O2 -S -o - -I"$SRCTREE/src/include" "$BATS_TEST_TMPDIR/t.c" |
		sed -n '/^ordered:/,/ret/p' | grep -cE '^\s(mov|ret)')" -eq 3 ]
}

@test "export header: 64 bits are not there for a CPU of 32" {
	cc=$(command -v arm-linux-gnueabihf-gcc || command -v i686-linux-gnu-gcc) || skip "no compiler for a CPU of 32 bits"
	"$HWREG" export header "$demo" --out "$header"
	printf '%s\n' '#include "board.h"' 'uint32_t f(const struct timer_regs *t) { return timer_LOAD_read(t); }' >"$BATS_TEST_TMPDIR/t.c"
	"$cc" -std=c99 -Wall -Wextra -Wconversion -Werror -I"$SRCTREE/src/include" -c -o /dev/null "$BATS_TEST_TMPDIR/t.c"
	echo 'uint64_t g(const struct timer_regs *t) { return timer_TICKS_read(t); }' >>"$BATS_TEST_TMPDIR/t.c"
	run -1 "$cc" -std=c99 -Werror -I"$SRCTREE/src/include" -c -o /dev/null "$BATS_TEST_TMPDIR/t.c"
	[[ "$output" == *"timer_TICKS_read"* ]]
}

@test "header: blocks of one type share its names unless an override or omit makes them differ, in whatever" {
	board() { # what block B has, and A
		cat >board.yaml <<-END
			hwreg: 1
			board: b
			match: any
			blocks: {A: {type: t, base: 0x0${2-}}, B: {type: t, base: 0x1000$1}}
			types:
			  t:
			    size: 0x80
			    registers:
			      KEY: 0x0
			      R: {offset: 0x8, aliases: {set: 0xc}, width: 32, access-width: 16, order: low-first}
			      S: 0x10
		END
		run "$HWREG" export header ./board.yaml
		[ "$status" -eq 0 ] || { echo "$1: $output"; return 1; }
	}
	board ''
	[[ $output == *"#define T_S_OFFSET 0x10u"* && $output != *"#define A_S_OFFSET"* ]]
	board ', override: {R: {}}'
	[[ $output == *"#define T_S_OFFSET 0x10u"* && $output != *"#define A_S_OFFSET"* ]]
	for change in 'R: {width: 64}' 'R: {access-width: 8}' 'R: {order: high-first}' 'R: {endian: big}' \
		'R: {volatile: true}' 'R: {read: none}' 'R: {write: none}' 'R: {reset: 1}' 'R: {reset: 0, reset-mask: 0xff}' \
		'R: {reserved: 0}' 'R: {fields: {F: 0}}' 'S: {fields: {F: 0}}' \
		'R: {protect: why}' 'R: {description: another}' 'R: {aliases: {set: 0x14}}' 'R: {aliases: {clear: 0x14}}' \
		'R: {requires: KEY==1}' 'R: {unlock: [KEY=1]}' 'R: {lock: [KEY=1]}'; do
		board ", override: {$change}"
		if [[ $output != *"#define A_S_OFFSET 0x10u"* || $output != *"#define B_S_OFFSET 0x10u"* || $output == *"#define T_S_"* ]]; then
			echo "$change: $output"
			return 1
		fi
	done
	board ', omit: [KEY]' ', omit: [S]'
	[[ $output == *"#define A_KEY_OFFSET"* && $output == *"#define B_S_OFFSET"* ]]
	board ', omit: [KEY]' ', omit: [KEY]'
	[[ $output == *"#define T_S_OFFSET"* ]]
}
