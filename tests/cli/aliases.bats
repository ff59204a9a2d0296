#!/usr/bin/env bats
# Registers with addresses where ones set, clear or toggle their bits: changed without being read

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		types:
		  gpio:
		    size: 0x1000
		    registers:
		      OUT: {offset: 0x10, fields: {A: 0, B: 1, LEVEL: "7:4", DONE: {bits: 8, policy: w1c}}, aliases: {set: 0x14, clear: 0x18}}
		      SETS: {offset: 0x20, fields: {A: 0, B: 1}, aliases: {set: 0x24}}
		      FLIP: {offset: 0x30, fields: {A: 0, LEVEL: "7:4"}, aliases: {toggle: 0x34}}
		      DARK: {offset: 0x38, policy: wo, fields: {A: 0, ONLY: {bits: "2:1", read: value}}, aliases: {toggle: 0x3c}}
		      CH%s: {offset: 0x40, count: 2, stride: 0x10, endian: big, fields: {EN: 0}, aliases: {set: 0x44, clear: 0x48, toggle: 0x4c}}
		blocks: {G: {type: gpio, base: 0x1000}}
	END
	simulation=aliases-$$-$BATS_TEST_NUMBER
	sim=(-b ./board.yaml -t "sim:$simulation")
}

teardown() {
	"$HWREG" sim rm "$simulation" 2>/dev/null || true
}

@test "fields are set and cleared without a read, and their neighbours stay" {
	"$HWREG" "${sim[@]}" poke G.OUT=0xa1
	accesses "${sim[@]}" poke G.OUT.B=1
	[ "$output" = 'write 32 0x00001014 0x00000002' ]
	accesses "${sim[@]}" poke G.OUT.A=0
	[ "$output" = 'write 32 0x00001018 0x00000001' ]
	run -0 "$HWREG" "${sim[@]}" -q peek G.OUT
	[ "$output" = 0x000000a2 ]
	accesses "${sim[@]}" poke --verify G.OUT.LEVEL=5,A=1
	[ "$output" = $'write 32 0x00001018 0x000000a0\nwrite 32 0x00001014 0x00000051\nread 32 0x00001010' ]
	run -0 "$HWREG" "${sim[@]}" -q peek G.OUT
	[ "$output" = 0x00000053 ]
	accesses "${sim[@]}" poke G.OUT:5=0 G.OUT=0x2/0x3
	[ "$output" = $'write 32 0x00001018 0x00000020\nwrite 32 0x00001018 0x00000001\nwrite 32 0x00001014 0x00000002' ]
}

@test "a whole register is one write of itself" {
	accesses "${sim[@]}" poke G.OUT=0x12
	[ "$output" = 'write 32 0x00001010 0x00000012' ]
	accesses "${sim[@]}" fill G.OUT=0x13
	[ "$output" = 'write 32 0x00001010 0x00000013' ]
}

@test "what the aliases cannot do is read and written as ever" {
	accesses "${sim[@]}" poke G.SETS.A=1
	[ "$output" = 'write 32 0x00001024 0x00000001' ]
	accesses "${sim[@]}" poke G.SETS.A=0
	[ "$output" = $'read 32 0x00001020\nwrite 32 0x00001020 0x00000000' ]
	# a 1 may clear where it is set: the register's own address is known
	accesses "${sim[@]}" poke G.OUT.DONE=1
	[ "$output" = $'read 32 0x00001010\nwrite 32 0x00001010 0x00000100' ]
}

@test "toggling takes one read, and writes what differs" {
	"$HWREG" "${sim[@]}" poke G.FLIP=0x31
	accesses "${sim[@]}" poke G.FLIP.LEVEL=5
	[ "$output" = $'read 32 0x00001030\nwrite 32 0x00001034 0x00000060' ]
	run -0 "$HWREG" "${sim[@]}" -q peek G.FLIP
	[ "$output" = 0x00000051 ]
}

@test "arrays have arrays of aliases, in the register's byte order" {
	accesses "${sim[@]}" poke G.CH1.EN=1
	[ "$output" = 'write 32 0x00001054 0x00000001' ]
	run -0 "$HWREG" "${sim[@]}" -q peek G.CH0 G.CH1
	[ "$output" = $'0x00000000\n0x00000001' ]
}

@test "many registers are not written over an alias, nor a part of it, unless forced" {
	refused 2 "0x00001014 is an alias of G.OUT" "${sim[@]}" fill 0x1010..0x1020=1
	refused 2 "0x00001014 is an alias of G.OUT" "${sim[@]}" fill --count 2 0x1010=1
	refused 2 "0x00001018 is an alias of G.OUT" "${sim[@]}" fill --fifo --count 2 0x1018=1
	refused 2 "0x00001014 is an alias of G.OUT" "${sim[@]}" -w 8 fill 0x1016..+1=1
	refused 2 "0x00001014 is an alias of G.OUT" "${sim[@]}" poke 0x1014:1=1
	refused 2 "0x00001014 is an alias of G.OUT" "${sim[@]}" poke G.OUT+4=1
	# a whole access by number is what was asked for
	accesses "${sim[@]}" poke 0x1014=2
	[ "$output" = 'write 32 0x00001014 0x00000002' ]
	accesses "${sim[@]}" --force=policy fill 0x1010..0x1014=1
	[ "$output" = $'write 32 0x00001010 0x00000001\nwrite 32 0x00001014 0x00000001' ]
}

@test "a file holds registers alone: nothing is behind the aliases" {
	head -c 8192 /dev/zero >regs
	accesses -b ./board.yaml -t file:regs poke G.OUT.B=1
	[ "$output" = $'read 32 0x00001010\nwrite 32 0x00001010 0x00000002' ]
}

@test "dry run, info and JSON tell of the aliases" {
	run -0 "$HWREG" -n "${sim[@]}" poke G.OUT.LEVEL=5
	[ "${lines[0]}" = "would write 32 bits at 0x00001018 (G.OUT) on sim:$simulation = 0x000000a0" ]
	[ "${lines[1]}" = "would write 32 bits at 0x00001014 (G.OUT) on sim:$simulation = 0x00000050" ]
	run -0 "$HWREG" -b ./board.yaml info G.OUT
	[[ $output == *"alias      0x00001014, where ones set bits"*"alias      0x00001018, where ones clear bits"* ]]
	run -0 "$HWREG" -b ./board.yaml -o json info G.OUT
	[ "$(jq -c '.[0].aliases' <<<"$output")" = '{"set":4116,"clear":4120}' ]
	run -0 "$HWREG" "${sim[@]}" -o json poke G.OUT.LEVEL=5
	[ "$(jq -c '.[0]' <<<"$output")" = '{"name":"G.OUT","address":4112,"width":32,"changed":240,"to":80}' ]
}

@test "bits that cannot be read are not toggled: what they are is not known" {
	refused 2 "G.DARK: a write to one part would change" "${sim[@]}" poke G.DARK.ONLY=1,A=1
	refused 2 "G.DARK: a write to one part would change A too" "${sim[@]}" poke G.DARK:31:3=1
	accesses "${sim[@]}" poke G.DARK.ONLY=2
	[ "$output" = $'read 32 0x00001038\nwrite 32 0x0000103c 0x00000004' ]
}
