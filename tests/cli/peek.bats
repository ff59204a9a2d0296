#!/usr/bin/env bats
# peek by number and by name, on a file

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	counting_file regs 8192
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		types:
		  dev:
		    size: 0x100
		    registers:
		      CTRL:
		        offset: 0x4
		        fields: {MODE: {bits: "1:0", enum: {off: 0, slow: 1, fast: 2}}, EN: 2, LEVEL: {bits: ["15:12", "9:8"]}}
		      FIFO: {offset: 0x8, read: effect}
		      BYTE: {offset: 0xc, width: 8}
		      BIG: {offset: 0x10, endian: big}
		      WIDE: {offset: 0x18, width: 64}
		      WO: {offset: 0x20, policy: wo}
		blocks: {DEV: {type: dev, base: 0x1000}}
	END
}

@test "a number: one 32-bit little-endian read, shown with its address" {
	run "$HWREG" -t file:regs peek 4
	[ "$status" -eq 0 ]
	[ "$output" = "0x00000004 = 0x07060504" ]
	accesses -t file:regs peek 4
	[ "$output" = "read 32 0x00000004" ]
}

@test "every width and byte order" {
	run "$HWREG" -q -t file:regs peek 8@8 8@16 8@16be 8@32 8@32be 8@32le
	[ "$status" -eq 0 ]
	[ "$output" = $'0x08\n0x0908\n0x0809\n0x0b0a0908\n0x08090a0b\n0x0b0a0908' ]
	run "$HWREG" -q -w 16 -e big -t file:regs peek 8
	[ "$output" = 0x0809 ]
	has_64 || return 0
	run "$HWREG" -q -t file:regs peek 8@64 8@64be
	[ "$output" = $'0x0f0e0d0c0b0a0908\n0x08090a0b0c0d0e0f' ]
}

@test "slices, offsets, decimal, binary and underscores" {
	run "$HWREG" -q -t file:regs peek 0x4:15:8 4:3 4+4:7:0 0b1_00@8 1K
	[ "$status" -eq 0 ]
	[ "$output" = $'0x5\n0x0\n0x8\n0x04\n0x03020100' ]
}

@test "ranges: to the last register, to the last byte, by length, as in /proc/iomem" {
	for range in 0..0xc 0..0xf 0..+16 0x0-0xf; do
		run "$HWREG" -q -t file:regs peek "$range"
		[ "$status" -eq 0 ]
		[ "$output" = $'0x03020100\n0x07060504\n0x0b0a0908\n0x0f0e0d0c' ]
	done
	run "$HWREG" -q -t file:regs peek 0@8..2
	[ "$output" = $'0x00\n0x01\n0x02' ]
}

@test "@0xBASE numbers the file's bytes; the last @0x counts" {
	run "$HWREG" -q -t file:regs@0x80000000 peek 0x80000004
	[ "$output" = 0x07060504 ]
	mv regs 'a@0x1@b'
	run "$HWREG" -q -t 'file:a@0x1@b@0x10' peek 0x14
	[ "$output" = 0x07060504 ]
}

@test "the last bytes of the 64-bit space are not special" {
	run "$HWREG" -q -t file:regs@0xffffffffffffe000 peek 0xfffffffffffffffc
	[ "$status" -eq 0 ]
	[ "$output" = 0xfffefdfc ]
	run "$HWREG" -q -t file:regs@0xffffffffffffe000 peek 0xffffffffffffffff@8
	[ "$output" = 0xff ]
}

@test "a register by name is decoded; width and byte order are its own" {
	run "$HWREG" -b ./board.yaml -t file:regs@0x1000 peek DEV.CTRL
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "DEV.CTRL  0x00001004 = 0x07060504" ]
	[[ "${lines[1]}" =~ MODE.*off ]]
	run "$HWREG" -q -b ./board.yaml -t file:regs@0x1000 peek DEV.BYTE DEV.BIG DEV.CTRL.EN DEV.CTRL.LEVEL DEV.CTRL:10:8
	[ "$output" = $'0x0c\n0x10111213\n0x1\n0x1\n0x5' ]
	has_64 || return 0
	run "$HWREG" -q -b ./board.yaml -t file:regs@0x1000 peek DEV.WIDE
	[ "$output" = 0x1f1e1d1c1b1a1918 ]
}

@test "names with an offset, and a block with one" {
	run "$HWREG" -q -b ./board.yaml -t file:regs@0x1000 peek DEV.CTRL+8@8 DEV+4
	[ "$output" = $'0x0c\n0x07060504' ]
}

@test "a block leaves out what reading changes and what cannot be read, and says so" {
	has_64 || sed -i '/WIDE/d' board.yaml
	accesses -b ./board.yaml -t file:regs@0x1000 -q peek DEV
	[ "$status" -eq 0 ]
	want=$'read 32 0x00001004\nread 8 0x0000100c\nread 32 0x00001010'
	has_64 && want+=$'\nread 64 0x00001018'
	[ "$output" = "$want" ]
	grep -q 'skipped 1 register' stderr
	# named in full it is read
	accesses -b ./board.yaml -t file:regs@0x1000 -q peek DEV.FIFO
	[ "$output" = "read 32 0x00001008" ]
}

@test "a range by number leaves out a register that reading changes" {
	accesses -b ./board.yaml -t file:regs@0x1000 -q peek 0x1004..+12
	[ "$output" = $'read 32 0x00001004\nread 32 0x0000100c' ]
}

@test "globs stay inside one level and reach fields" {
	run "$HWREG" -q -b ./board.yaml -t file:regs@0x1000 peek 'D*.B*'
	[ "$output" = $'0x0c\n0x10111213' ]
	run "$HWREG" -q -b ./board.yaml -t file:regs@0x1000 peek 'DEV.CTRL.?N'
	[ "$output" = 0x1 ]
}

@test "-f dec and bin" {
	run "$HWREG" -q -f dec -t file:regs peek 4@8 0@16
	[ "$output" = $'4\n256' ]
	run "$HWREG" -q -f bin -t file:regs peek 4@8
	[ "$output" = 0b00000100 ]
}

@test "JSON has integers and hex strings" {
	need_64
	run "$HWREG" -o json -b ./board.yaml -t file:regs@0x1000 peek DEV.CTRL DEV.WIDE
	[ "$status" -eq 0 ]
	[ "$(jq -r '.[0].name + " " + (.[0].address|tostring) + " " + (.[0].width|tostring) + " " + .[0].hex' <<<"$output")" = "DEV.CTRL 4100 32 0x07060504" ]
	[ "$(jq -r '.[0].fields[0] | .name + " " + (.high|tostring) + " " + (.low|tostring) + " " + (.value|tostring) + " " + .enum' <<<"$output")" = "MODE 1 0 0 off" ]
	grep -q '2242261671028070680' <<<"$output"
}

@test "a dry run opens and reads nothing" {
	chmod 0 regs
	run "$HWREG" -n -t file:regs peek 4
	[ "$status" -eq 0 ]
	[ "$output" = "would read 32 bits at 0x00000004 on file:regs" ]
}
