#!/usr/bin/env bats
# hwreg export svd: is what is imported of it the same board? $HWREG_SVD: a folder with the SVD files of real chips.

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	demo=$SRCTREE/boards/demo.yaml
	board=$BATS_TEST_TMPDIR/board.yaml
	svd=$BATS_TEST_TMPDIR/board.svd
	unset HWREG_BOARD HWREG_BOARD_PATH
}

# What is exported of a board and imported again is the board, but for what the warnings tell
same() { # BOARD
	"$HWREG" export svd "$1" --out "$svd" 2>"$svd.err"
	"$HWREG" import svd "$svd" >"$svd.yaml" 2>"$svd.yaml.err"
	"$HWREG" board check "$svd.yaml"
	"$SRCTREE/tests/import/compare-boards" "$HWREG" "$1" "$svd" "$svd.yaml" "$svd.err"
}

real() { # NAME: the board of a real chip is the same
	local folder=${HWREG_SVD:-$SRCTREE/../shared/svd}
	[ -e "$folder/$1.svd" ] || skip "no $1.svd in $folder"
	"$HWREG" import svd "$folder/$1.svd" >"$board" 2>"$board.err"
	same "$board"
}

@test "export svd: an import of it gives the same board: all boards here" {
	for each in "$SRCTREE"/boards/*.yaml; do
		same "$each"
	done
}

@test "export svd: an import of it gives the same board: D1-H" {
	real D1-H
}

@test "export svd: an import of it gives the same board: FU740" {
	real fu740
}

@test "export svd: an import of it gives the same board: RP2040" {
	real rp2040
}

@test "export svd: an import of it gives the same board: all that SVD has" {
	"$HWREG" import svd "$SRCTREE/tests/import/features.svd" >"$board" 2>"$board.err"
	same "$board"
}

@test "export svd: every pair of policies is said, or told to be lost" {
	{
		printf '%s\n' 'hwreg: 1' 'board: x' 'blocks: {A: {type: t, base: 0}}' 'types:' '  t:' '    size: 0x1000' '    registers:'
		offset=0
		for read in value none clear set effect; do
			for write in value none 1c 1s 1t 0c 0s 0t clear set once effect; do
				printf '      %s_%s: {offset: 0x%x, read: %s, write: %s, fields: {F: {bits: "1:0"}, G: {bits: 2, policy: rw}}}\n' \
					"R_$read" "$write" $offset $read $write
				offset=$((offset + 4))
			done
		done
	} >"$board"
	same "$board"
	[ "$(grep -cE ': A\.R_[a-z]+_effect: SVD cannot say that a write does something elsewhere$' "$svd.err")" -eq 5 ]
	[ "$(grep -c ': A.R_none_none: SVD cannot say that it can neither be read nor written$' "$svd.err")" -eq 1 ]
	[ "$(grep -c ': A\.R_.*\.G: what reading the register does' "$svd.err")" -eq 36 ]
	# nothing else is lost: both fields of those with effect or with neither
	[ "$(grep -cE ': A\.R_[a-z]+_[a-z0-9]+: ' "$svd.err")" -eq 6 ]
	[ "$(grep -c ': A\.R_.*\.F: ' "$svd.err")" -eq 6 ]
}

@test "export svd: what it looks like" {
	cat >"$board" <<-'END'
		hwreg: 1
		board: my-board
		description: "a < b & c"
		types:
		  t:
		    size: 0x20
		    registers:
		      C: {offset: 0x10, registers: {R: {offset: 4, width: 8, policy: ro}}}
		      S:
		        offset: 0
		        reset: 0x5
		        reset-mask: 0xf
		        fields: {F: {bits: "3:2", policy: w1c, enum: {"on": 1}}}
		blocks: {A: {type: t, base: 0x1000}, B: {type: t, base: 0x2000, description: other}}
	END
	run -0 "$HWREG" export svd "$board"
	[ "$output" = '<?xml version="1.0" encoding="UTF-8"?>
<!-- Made by hwreg export svd. -->
<device schemaVersion="1.3" xmlns:xs="http://www.w3.org/2001/XMLSchema-instance" xs:noNamespaceSchemaLocation="CMSIS-SVD.xsd">
  <name>my_board</name>
  <version>1.0</version>
  <description>a &lt; b &amp; c</description>
  <addressUnitBits>8</addressUnitBits>
  <width>32</width>
  <peripherals>
    <peripheral>
      <name>A</name>
      <baseAddress>0x1000</baseAddress>
      <addressBlock>
        <offset>0x0</offset>
        <size>0x20</size>
        <usage>registers</usage>
      </addressBlock>
      <registers>
        <cluster>
          <name>C</name>
          <description></description>
          <addressOffset>0x10</addressOffset>
          <register>
            <name>R</name>
            <addressOffset>0x4</addressOffset>
            <size>8</size>
            <access>read-only</access>
          </register>
        </cluster>
        <register>
          <name>S</name>
          <addressOffset>0x0</addressOffset>
          <size>32</size>
          <access>read-write</access>
          <resetValue>0x5</resetValue>
          <resetMask>0xf</resetMask>
          <fields>
            <field>
              <name>F</name>
              <bitOffset>2</bitOffset>
              <bitWidth>2</bitWidth>
              <modifiedWriteValues>oneToClear</modifiedWriteValues>
              <enumeratedValues>
                <enumeratedValue>
                  <name>on</name>
                  <value>0x1</value>
                </enumeratedValue>
              </enumeratedValues>
            </field>
          </fields>
        </register>
      </registers>
    </peripheral>
    <peripheral derivedFrom="A">
      <name>B</name>
      <description>other</description>
      <baseAddress>0x2000</baseAddress>
    </peripheral>
  </peripherals>
</device>' ]
}

@test "export svd: what SVD cannot say is counted" {
	run -0 --separate-stderr "$HWREG" export svd "$demo"
	for each in "PMIC: left out: SVD has no address space but the CPU's, this is in pmic" \
		"TIMER0.CTRL.PRESCALE: SVD has no fields in pieces: each is a field" \
		"SVD cannot say that a register is big endian: 2 of them" \
		"SVD cannot say that a register is protected: 2 of them" \
		"SVD cannot say that a field is signed: 1 of them"; do
		grep -qxF "hwreg: warning: $each" <<<"$stderr"
	done
}

@test "export svd: what counts up and is alike becomes an array" {
	cat >"$board" <<-'END'
		hwreg: 1
		board: x
		types:
		  t:
		    size: 0x1000
		    registers:
		      F%s: {offset: 0x0, count: 5, stride: 4, index: "8-12", fields: {X: 0}}
		      CH%s_X:
		        offset: 0x100
		        count: 11
		        stride: 0x20
		        registers: {A: 0, P%s: {offset: 0x10, count: 3, stride: 1, width: 8}}
		      D0: {offset: 0x800, description: other}
		      D1: 0x804
		      D2: {offset: 0x808, reset: 1}
		      D3: 0x80c
		      E0: 0x820
		      E1: 0x824
		      E2: 0x82c
		      E3: 0x834
		      G1: 0x850
		      G01: 0x854
		      H2: 0x85c
		      H1: 0x858
		      K0: {offset: 0x900, registers: {A: 0}, description: one}
		      K1: {offset: 0x910, registers: {A: 0}}
		      K2: {offset: 0x920, registers: {A: 0, B: {offset: 4}}}
		blocks: {A: {type: t, base: 0}}
	END
	same "$board"
	[ "$(grep -A3 '<dim>' "$svd" | tr -d ' \n-')" = \
		'<dim>5</dim><dimIncrement>0x4</dimIncrement><dimIndex>812</dimIndex><name>F%s</name>'\
'<dim>11</dim><dimIncrement>0x20</dimIncrement><dimIndex>010</dimIndex><name>CH%s_X</name>'\
'<dim>3</dim><dimIncrement>0x1</dimIncrement><dimIndex>02</dimIndex><name>P%s</name>'\
'<dim>2</dim><dimIncrement>0x4</dimIncrement><dimIndex>01</dimIndex><name>E%s</name>' ]
}

@test "export svd: refuses a board that SVD has nothing of" {
	printf '%s\n' 'hwreg: 1' 'board: x' 'spaces: {p: "i2c:1:0x48"}' 'types: {t: {size: 4, width: 8, registers: {R: 0}}}' \
		'blocks: {A: {type: t, space: p, base: 0}}' >"$board"
	refused 2 "export svd: board x has no block in the CPU's address space" export svd "$board"
}
