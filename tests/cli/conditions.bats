#!/usr/bin/env bats
# What a board ties accesses to: `requires` and `when` are read first, `unlock` and `lock` written around

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		spaces: {pmic: "i2c:1:0x48"}
		types:
		  ccm:
		    registers:
		      GATE: {offset: 0x0, fields: {UART: {bits: "1:0", enum: {off: 0, on: 3}}, WDT: 2}}
		      TEMP: {offset: 0x4, fields: {T: {bits: "7:0", signed: true}}}
		  pmic:
		    width: 8
		    registers: {VOUT: 0x10}
		  uart:
		    requires: CCM.GATE.UART==on
		    width: 8
		    reg-shift: 2
		    registers:
		      RBR: {offset: 0, read: effect, write: none, when: LCR.DLAB==0}
		      THR: {offset: 0, policy: wo, when: LCR.DLAB==0}
		      DLL: {offset: 0, when: LCR.DLAB==1}
		      IER: {offset: 1, when: LCR.DLAB==0}
		      DLH: {offset: 1, when: LCR.DLAB==1}
		      LCR: {offset: 3, fields: {DLAB: 7, WLS: "1:0"}}
		      MSR: {offset: 6, requires: [PMIC.VOUT>=0x20, LCR:1:0!=0]}
		      SCR: {offset: 7, requires: []}
		  wdt:
		    unlock: [LAR=0xc5acce55]
		    lock: [LAR=0]
		    registers:
		      LAR: {offset: 0, policy: wo}
		      CR: {offset: 4, fields: {EN: 0, RUN: 1, STICKY: {bits: 2, policy: w1c}}}
		      LOAD: {offset: 8, unlock: ["CR.EN=0,RUN=0", LAR=1], lock: [CCM.GATE.WDT=1, CCM.TEMP=0x1/0x101, LAR=0]}
		      COUNT: {offset: 0xc, policy: ro}
		      FREE: {offset: 0x10, unlock: [], lock: []}
		  clocked: {registers: {A: 0x0, B: {offset: 0x4, requires: A==1}, C: {offset: 0x8, requires: []}}}
		  hot:
		    registers: {A: {offset: 0, requires: CCM.TEMP.T<30}, B: {offset: 4, requires: [A==0, B&0x6]}}
		blocks:
		  CCM: {type: ccm, base: 0x1000}
		  UART: {type: uart, base: 0x2000, count: 2, stride: 0x100}
		  WDT: {type: wdt, base: 0x3000}
		  HOT: {type: hot, base: 0x3100}
		  PMIC: {type: pmic, space: pmic, base: 0}
		  X: {type: clocked, base: 0x3200, count: 2, stride: 0x100, requires: CCM.GATE.WDT==1}
		  FREE: {type: clocked, base: 0x3400}
	END
	truncate -s 16K regs
	truncate -s 64 pmic
	file=(-b ./board.yaml -t file:regs -t pmic=file:pmic)
	simulation=conditions-$$-$BATS_TEST_NUMBER
	sim=(-b ./board.yaml -t "sim:$simulation")
}

teardown() {
	[ -z "${holder-}" ] || kill "$holder" 2>/dev/null || true
	"$HWREG" sim rm "$simulation" 2>/dev/null || true
}

# made STATUS ACCESSES ARGUMENTS...: the command ends so, after just these accesses
made() {
	local want=$1 expected=$2
	shift 2
	accesses "$@"
	if [ "$status" -ne "$want" ] || [ "$output" != "$expected" ]; then
		echo "hwreg $*: status $status, not $want; accesses:"
		echo "$output"
		cat "$BATS_TEST_TMPDIR/stderr"
		return 1
	fi
}

# said TEXT: on standard error
said() {
	grep -qF -- "$1" "$BATS_TEST_TMPDIR/stderr" || {
		cat "$BATS_TEST_TMPDIR/stderr"
		return 1
	}
}

gate_on() { "$HWREG" "${file[@]}" poke CCM.GATE=3; }

@test "requires: nothing is accessed while it does not hold" {
	made 3 'read 32 0x00001000' "${file[@]}" peek UART0.LCR
	said 'UART0.LCR: requires CCM.GATE.UART==on, but it is 0x0 (off): not accessed'
	said '--force=requires'
	[ ! -s stdout ]
	made 3 'read 32 0x00001000' "${file[@]}" poke UART0.LCR=1
	made 3 'read 32 0x00001000' "${file[@]}" poke UART0.LCR.WLS=1
	made 3 'read 32 0x00001000' "${file[@]}" peek UART1
	made 3 'read 32 0x00001000' "${file[@]}" dump 0x2000..0x2010
	made 3 'read 32 0x00001000' "${file[@]}" dump UART0
	made 3 'read 32 0x00001000' "${file[@]}" -w 8 fill 0x200c..+1=3
	made 3 'read 32 0x00001000' "${file[@]}" watch --count 1 UART0.LCR
	made 3 'read 32 0x00001000' "${file[@]}" wait UART0.LCR==0
	cmp regs <(head -c 16K /dev/zero)
}

@test "requires: read once before many reads, and again after each write" {
	gate_on
	made 0 $'read 32 0x00001000\nread 8 0x0000200c\nread 8 0x0000210c' "${file[@]}" peek UART0.LCR UART1.LCR
	made 0 $'read 32 0x00001000\nwrite 8 0x0000200c 0x01\nread 32 0x00001000\nwrite 8 0x0000210c 0x02' \
		"${file[@]}" poke UART0.LCR=1 UART1.LCR=2
	made 0 $'read 32 0x00001000\nread 8 0x0000200c\nwrite 8 0x0000200c 0x03\nread 32 0x00001000\nread 8 0x0000200c' \
		"${file[@]}" poke --verify UART0.LCR.WLS=3
	made 0 $'read 32 0x00001000\nread 8 0x0000200c\nread 8 0x0000200c' \
		"${file[@]}" watch --count 2 --every 1ms UART0.LCR
	made 0 $'read 32 0x00001000\nread 8 0x0000200c' "${file[@]}" wait UART0.LCR==3
	# what the first write does to the second is seen
	made 3 $'read 32 0x00001000\nwrite 32 0x00001000 0x00000000\nread 32 0x00001000' \
		"${file[@]}" poke CCM.GATE.UART=off UART0.LCR=1
	said 'written before the failure: CCM.GATE.UART=off'
}

@test "requires: lists add up, from any space; an empty one takes back; a number asks for nothing" {
	made 0 'read 8 0x0000201c' "${file[@]}" peek UART0.SCR
	made 0 'read 32 0x0000200c' "${file[@]}" peek 0x200c
	made 0 'write 32 0x0000200c 0x00000000' "${file[@]}" poke 0x200c=0
	made 0 'read 8 0x0000200c' "${file[@]}" --force=requires peek UART0.LCR
	gate_on
	made 3 $'read 32 0x00001000\nread 8 0x00000010' "${file[@]}" peek UART0.MSR
	said 'UART0.MSR: requires PMIC.VOUT>=0x20, but it is 0x0: not accessed'
	"$HWREG" "${file[@]}" poke PMIC.VOUT=0x21
	made 3 $'read 32 0x00001000\nread 8 0x00000010\nread 8 0x0000200c' "${file[@]}" peek UART0.MSR
	said 'UART0.MSR: requires UART0.LCR:1:0!=0, but it is 0x0'
	"$HWREG" "${file[@]}" poke UART0.LCR.WLS=2
	made 0 $'read 32 0x00001000\nread 8 0x00000010\nread 8 0x0000200c\nread 8 0x00002018' \
		"${file[@]}" peek UART0.MSR
}

@test "requires: signed fields, any bit, and a register that its own condition is about" {
	"$HWREG" "${file[@]}" poke CCM.TEMP=0x1e
	made 3 'read 32 0x00001004' "${file[@]}" peek HOT.A
	"$HWREG" "${file[@]}" poke CCM.TEMP=0xff
	made 0 $'read 32 0x00001004\nread 32 0x00003100' "${file[@]}" peek HOT.A
	made 0 $'read 32 0x00001004\nread 32 0x00003100\nwrite 32 0x00003104 0x00000004' "${file[@]}" poke HOT.B=4
	"$HWREG" "${file[@]}" poke HOT.A=1
	made 3 $'read 32 0x00001004\nread 32 0x00003100' "${file[@]}" peek HOT.B
}

@test "requires: of one block alone" {
	made 3 'read 32 0x00001000' "${file[@]}" peek X1.A
	said 'X1.A: requires CCM.GATE.WDT==1, but it is 0x0'
	made 0 'read 32 0x00003208' "${file[@]}" peek X0.C
	made 0 'read 32 0x00003400' "${file[@]}" peek FREE.A
	made 3 'read 32 0x00003400' "${file[@]}" peek FREE.B
	"$HWREG" "${file[@]}" poke CCM.GATE.WDT=1
	made 3 $'read 32 0x00001000\nread 32 0x00003200' "${file[@]}" peek X0.B
	made 0 $'read 32 0x00001000\nread 32 0x00003200\nread 32 0x00003300' "${file[@]}" peek X0.A X1.A
	sed -i 's/CCM.GATE.WDT==1}/CCM.GATE.WTD==1}/' board.yaml
	refused 2 "X: 'CCM.GATE.WTD==1': there is no such register or field [condition-name]" "${file[@]}" peek FREE.A
}

@test "what a condition needs is checked before anything is touched" {
	truncate -s 8K high
	refused 2 'UART0.LCR: requires CCM.GATE.UART==on: ' -b ./board.yaml -t file:high@0x2000 peek UART0.SCR UART0.LCR
	refused 2 'WDT.LOAD: lock CCM.GATE.WDT=1: ' -b ./board.yaml -t file:high@0x2000 poke WDT.CR=1 WDT.LOAD=1
	refused 4 'absent' -b ./board.yaml -t file:regs -t pmic=file:absent peek CCM.TEMP UART0.MSR
}

@test "when: the register is refused, and the message tells what is there" {
	gate_on
	made 3 $'read 32 0x00001000\nread 8 0x0000200c' "${file[@]}" peek UART0.DLL
	said 'UART0.DLL: is there when UART0.LCR.DLAB==1, but it is 0x0; now at its address: UART0.RBR, UART0.THR;'
	made 3 $'read 32 0x00001000\nread 8 0x0000200c' "${file[@]}" poke UART0.DLL=1
	made 0 $'read 32 0x00001000\nread 8 0x0000200c\nwrite 8 0x00002000 0x05' "${file[@]}" poke UART0.THR=5
	made 0 $'read 8 0x00002000' "${file[@]}" --force=requires peek UART0.DLL
	made 0 $'read 32 0x00001000\nread 8 0x0000200c\nwrite 8 0x0000200c 0x80\nread 32 0x00001000\nread 8 0x0000200c\nwrite 8 0x00002000 0x07' \
		"${file[@]}" poke UART0.LCR.DLAB=1 UART0.DLL=7
	made 3 $'read 32 0x00001000\nread 8 0x0000200c' "${file[@]}" watch --count 1 UART0.IER
}

@test "when: blocks, globs and dumps leave out what is not there" {
	gate_on
	made 0 $'read 32 0x00001000\nread 8 0x0000200c\nread 8 0x00002004' "${file[@]}" peek 'UART0.?E?' 'UART0.D*'
	said 'skipped 2 registers whose addresses others have now'
	"$HWREG" "${file[@]}" poke UART0.LCR.DLAB=1 PMIC.VOUT=0x20 UART0.LCR.WLS=1
	made 0 $'read 32 0x00001000\nread 8 0x0000200c\nread 8 0x00002000\nread 8 0x00002004\nread 8 0x0000200c\nread 8 0x00000010\nread 8 0x00002018\nread 8 0x0000201c' \
		"${file[@]}" peek UART0
	said 'skipped 1 register whose address another has now'
	accesses "${file[@]}" dump UART0
	[ "$status" -eq 0 ]
	said 'skipped 1 register whose address another has now'
	run -0 --separate-stderr "$HWREG" "${file[@]}" -q watch --count 1 'UART0.D*' UART0.'I*'
	[ "$output" = $'0x00\n0x00' ]
	[[ $stderr == *'skipped 1 register whose address another has now'* ]]
	run -2 --separate-stderr "$HWREG" "${file[@]}" watch --count 1 'UART0.I*'
	[[ $stderr == *'nothing is left to watch'* ]]
}

@test "when: a number means the address and nothing more" {
	gate_on
	run -0 "$HWREG" "${file[@]}" peek 0x2000@8
	[ "$output" = '0x00002000 = 0x00' ]
	made 0 'write 8 0x00002000 0x03' "${file[@]}" poke 0x2000@8=3
	refused 2 'would reach into UART0.RBR' "${file[@]}" poke 0x2000@8:3=1
	refused 2 'would reach into UART0.RBR' "${file[@]}" -w 8 fill 0x2000..+1=1
}

@test "when: in a simulation each has its own value" {
	"$HWREG" "${sim[@]}" poke CCM.GATE=3 UART0.THR=0x11 UART0.IER=0x22 UART0.LCR.DLAB=1 UART0.DLL=0x33 UART0.DLH=0x44 \
		UART1.IER=0x55
	run -0 --separate-stderr "$HWREG" "${sim[@]}" -q peek UART0.DLL UART0.DLH 0x2000@8
	[ "$output" = $'0x33\n0x44\n0x33' ]
	"$HWREG" "${sim[@]}" poke UART0.LCR.DLAB=0
	run -0 --separate-stderr "$HWREG" "${sim[@]}" -q peek UART0.IER UART0.RBR UART1.IER 0x2000@8
	[ "$output" = $'0x22\n0x11\n0x55\n0x11' ]
	"$HWREG" "${sim[@]}" poke 0x2004@8=0x66
	run -0 --separate-stderr "$HWREG" "${sim[@]}" -q peek UART0.IER
	[ "$output" = 0x66 ]
}

@test "unlock and lock: written around every write, a whole one and a part" {
	made 0 $'write 32 0x00003000 0xc5acce55\nwrite 32 0x00003004 0x00000001\nwrite 32 0x00003000 0x00000000' \
		"${file[@]}" poke WDT.CR=1
	made 0 $'write 32 0x00003000 0xc5acce55\nread 32 0x00003004\nwrite 32 0x00003004 0x00000003\nwrite 32 0x00003000 0x00000000\nread 32 0x00003004' \
		"${file[@]}" poke --verify WDT.CR.RUN=1
	# those of the register alone; parts are written as poke would, and its neighbours stay
	made 0 $'read 32 0x00003004\nwrite 32 0x00003004 0x00000000\nwrite 32 0x00003000 0x00000001\nwrite 32 0x00003008 0x00000007\nread 32 0x00001000\nwrite 32 0x00001000 0x00000004\nread 32 0x00001004\nwrite 32 0x00001004 0x00000001\nwrite 32 0x00003000 0x00000000' \
		"${file[@]}" poke WDT.LOAD=7
	made 0 'write 32 0x00003000 0x00000009' "${file[@]}" poke WDT.LAR=9
	made 0 'write 32 0x00003010 0x00000009' "${file[@]}" poke WDT.FREE=9
	made 0 'write 32 0x00003004 0x00000009' "${file[@]}" poke 0x3004=9
	made 0 'read 32 0x00003004' "${file[@]}" peek WDT.CR
}

@test "unlock and lock: what was written when one fails is told, and lock is tried all the same" {
	cat >split.yaml <<-'END'
		hwreg: 1
		board: split
		match: any
		spaces: {far: "file:far"}
		blocks: {A: {type: a, base: 0}, B: {type: b, base: 0, space: far}}
		types:
		  a: {registers: {KEY: 0, W: 0x8}}
		  b: {registers: {Z: {offset: 0xffc, unlock: [A.KEY=1], lock: [A.KEY=2]}}}
	END
	truncate -s 4096 far
	# the file is cut while hwreg, which has opened it, waits for the lock
	hold 0
	"$HWREG" -v -b ./split.yaml -t file:regs --lock-timeout 10s poke A.W=5 B.Z=1 2>stderr &
	poke=$!
	until grep -q 'write 32 bits at 0x00000008' stderr; do sleep 0.01; done
	truncate -s 0 far
	kill "$holder"
	wait "$poke" && status=0 || status=$?
	[ "$status" -eq 3 ]
	[ "$(grep -v '^hwreg: board' stderr)" = "hwreg: write 32 bits at 0x00000008 (A.W) on file:regs = 0x00000005
hwreg: write 32 bits at 0x00000000 (A.KEY) on file:regs = 0x00000001
hwreg: write 32 bits at 0x00000ffc (B.Z) on file:far = 0x00000001: failed: Bad address
hwreg: write 32 bits at 0x00000000 (A.KEY) on file:regs = 0x00000002
hwreg: B.Z: write 32 bits at 0x00000ffc: bus error: the file is shorter than when it was opened, or its device failed
       written before the failure: A.W=5, some of the writes that B.Z=1 takes" ]
}

@test "unlock and lock: a dry run shows them, and many at once are refused" {
	run -0 --separate-stderr "$HWREG" "${file[@]}" -n poke WDT.LAR=2 WDT.FREE=1 WDT.CR=1
	[ "$(grep -v '^ ' <<<"$output")" = "would write 32 bits at 0x00003000 (WDT.LAR) on file:regs = 0x00000002 (was 0x00000000)
would write 32 bits at 0x00003010 (WDT.FREE) on file:regs = 0x00000001 (was 0x00000000)
would write 32 bits at 0x00003000 (WDT.LAR) on file:regs = 0xc5acce55 (was 0x00000002)
would write 32 bits at 0x00003004 (WDT.CR) on file:regs = 0x00000001 (was 0x00000000)
would write 32 bits at 0x00003000 (WDT.LAR) on file:regs = 0x00000000 (was 0xc5acce55)" ]
	refused 2 'WDT.CR: needs other writes before and after it (unlock, lock)' "${file[@]}" fill WDT.CR=1
	refused 2 'WDT.CR: needs other writes before and after it (unlock, lock)' "${file[@]}" fill 0x3004..+4=1
	made 0 'write 32 0x00003000 0x00000001' "${file[@]}" fill WDT.LAR=1
	run -0 "$HWREG" "${file[@]}" -n peek UART0.LCR
	[ "$output" = $'would read 32 bits at 0x00001000 (CCM.GATE) on file:regs\nwould read 8 bits at 0x0000200c (UART0.LCR) on file:regs' ]
	# on a copy the condition is known
	run -3 "$HWREG" "${file[@]}" -n poke UART0.LCR=1
	[[ $output == *'UART0.LCR: requires CCM.GATE.UART==on, but it is 0x0 (off)'* ]]
	gate_on
	run -0 "$HWREG" "${file[@]}" -n poke UART0.LCR=1
}

# Hold the lock of 4 bytes of regs, until killed
hold() {
	rm -f held
	python3 - "$1" <<-'END' &
		import fcntl, struct, sys, time
		file = open("regs", "r+b")
		fcntl.fcntl(file, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, int(sys.argv[1], 0), 4, 0))  # F_OFD_SETLK
		open("held", "w").close()
		time.sleep(60)
	END
	holder=$!
	until [ -e held ]; do sleep 0.01; done
}

@test "unlock and lock: no other process comes in between" {
	# the register itself, and what unlocks it: two registers with one key exclude each other
	for at in 0x3004 0x3000; do
		hold $at
		made 4 '' "${file[@]}" --lock-timeout 20ms poke WDT.CR=1
		said 'holds the lock'
		run -0 "$HWREG" "${file[@]}" --lock-timeout 20ms poke WDT.FREE=1
		run -0 "$HWREG" "${file[@]}" --no-lock poke WDT.CR=1
		kill "$holder"
		wait "$holder" || true
	done
	made 0 $'write 32 0x00003000 0xc5acce55\nwrite 32 0x00003004 0x00000001\nwrite 32 0x00003000 0x00000000' \
		"${file[@]}" --lock-timeout 20ms poke WDT.CR=1
}

@test "info and list tell of them" {
	run -0 "$HWREG" -b ./board.yaml info UART1.MSR
	[[ $output == *$'\n    requires   CCM.GATE.UART==on\n    requires   PMIC.VOUT>=0x20\n    requires   UART1.LCR:1:0!=0'* ]]
	run -0 "$HWREG" -b ./board.yaml info UART1.DLL
	[[ $output == *$'\n    requires   CCM.GATE.UART==on\n    when       UART1.LCR.DLAB==1'* ]]
	run -0 "$HWREG" -b ./board.yaml info WDT.LOAD
	[[ $output == *$'\n    unlock     WDT.CR=0/3\n    unlock     WDT.LAR=1\n    lock       CCM.GATE.WDT=1\n    lock       CCM.TEMP=1/0x101\n    lock       WDT.LAR=0'* ]]
	result=$("$HWREG" -b ./board.yaml -o json list UART0.DLL | jq -c '.[] | [.requires,.when,.unlock]')
	[ "$result" = '[["CCM.GATE.UART==on"],["UART0.LCR.DLAB==1"],null]' ]
	result=$("$HWREG" -b ./board.yaml -o json info WDT.CR | jq -c '.[] | [.requires,.unlock,.lock]')
	[ "$result" = '[null,["WDT.LAR=0xc5acce55"],["WDT.LAR=0"]]' ]
}

@test "limits: lists, and conditions on registers that have conditions" {
	base=$'hwreg: 1\nboard: x\nmatch: any\nblocks: {X: {type: t, base: 0}}\ntypes:\n  t:\n    registers:\n      R0: 0x0\n'
	printf '%s      B: {offset: 0x4, requires: [R0==0%s]}\n' "$base" "$(printf ',R0==%d' {1..16})" >list.yaml
	run -2 "$HWREG" board check list.yaml
	[[ "${lines[0]}" == 'list.yaml:9:'*': error: X.B: more than 16 in one list [count-range]' ]]
	chain() { # numbers of registers, each of which needs the one before
		printf '%s' "$base"
		local i
		for i in "$@"; do echo "      R$i: {offset: $((4 * i)), requires: R$((i - 1))==1}"; done
	}
	chain {1..33} >good.yaml
	run -0 "$HWREG" board check good.yaml
	# in whatever order they stand
	chain {1..34} >up.yaml
	chain {34..1} >down.yaml
	for file in up down; do
		run -2 "$HWREG" board check $file.yaml
		[[ "${lines[0]}" == *'or more than 32 other conditions [condition-cycle]' ]]
	done
	made 3 'read 32 0x00000000' -b ./good.yaml -t file:regs peek X.R33
	said 'X.R2: requires X.R1==1: X.R1: requires X.R0==1, but it is 0x0'
	"$HWREG" -b ./board.yaml -t file:regs fill 0..+0x84=1
	accesses -b ./good.yaml -t file:regs peek X.R33
	[ "$(wc -l <<<"$output")" -eq 34 ]
}

@test "a condition and what wait waits for is about the register named, not others at its address" {
	"$HWREG" "${file[@]}" --force=requires poke CCM.GATE=3 UART0.LCR=0x80
	accesses "${file[@]}" wait --timeout 1ms UART0.DLL==0
	[ "$status" -eq 0 ]
	[ "$output" = "$(printf 'read 32 0x00001000\nread 8 0x0000200c\nread 8 0x00002000')" ]
	refused 2 "UART0.RBR: reading it changes something" "${file[@]}" wait --timeout 1ms UART0.RBR==0
	refused 2 "reading it changes something" "${file[@]}" -w 8 wait --timeout 1ms 0x2000==0
}

@test "save and diff --reset of a part are refused before any condition is read" {
	"$HWREG" "${file[@]}" poke CCM.GATE=3
	refused 2 "CCM.GATE.WDT: a snapshot is of whole registers" "${file[@]}" save UART0 CCM.GATE.WDT
	refused 2 "CCM.GATE:2: a snapshot is of whole registers" "${file[@]}" diff --reset UART0 CCM.GATE:2
}
