#!/usr/bin/env bats
# What one process writes another one sees: a watch that runs while someone else pokes.
#
# A sample of the watch is longer than a pipe holds, so that it waits for the test to read on: what is
# written after its first line was read is in the next sample, however slow the machine is.

bats_require_minimum_version 1.5.0
setup() {
	load helpers
	unset HWREG_BOARD HWREG_BOARD_PATH
	cd "$BATS_TEST_TMPDIR"
	cat >many.yaml <<-'END'
		hwreg: 1
		board: many
		match: any
		spaces: {chip: "i2c:1048575:0x48"}
		types:
		  many: {registers: {R%s: {offset: 0, count: 8192, stride: 4}}}
		  chip: {width: 24, i2c: {address-width: 16}, registers: {R%s: {offset: 0, count: 8192, stride: 1}}}
		blocks: {M: {type: many, base: 0}, C: {type: chip, space: chip, base: 0}}
	END
	mkfifo pipe
	watcher=
}

teardown() {
	[ -z "$watcher" ] || wait "$watcher"
	rm -f "/dev/shm/hwreg-sim.watch-$$-$BATS_TEST_NUMBER"
}

# poked WATCHED... -- POKE...: lines of a watch of two rounds, the poke after the first line
poked() {
	local watched=() hold fd first
	while [ "$1" != -- ]; do
		watched+=("$1")
		shift
	done
	shift
	exec {hold}<>pipe
	python3 -c 'import fcntl, sys; fcntl.fcntl(int(sys.argv[1]), 1031, 65536)' "$hold" # F_SETPIPE_SZ: pages differ
	"$HWREG" "${watched[@]}" >pipe {hold}>&- &
	watcher=$!
	exec {fd}<pipe
	read -r first <&"$fd"
	exec {hold}>&-
	"$HWREG" "$@"
	{
		echo "$first"
		cat <&"$fd"
	} >seen
	exec {fd}<&-
	wait "$watcher"
	watcher=
}

@test "watch: sees what another process writes to a shared simulation" {
	sim=watch-$$-$BATS_TEST_NUMBER
	poked -b ./many.yaml -t "sim:$sim" -q watch --count 2 --every 1ms M -- -b ./many.yaml -t "sim:$sim" poke M.R0=0x11 M.R8191=0x22
	"$HWREG" sim rm "$sim"
	[ "$(wc -l <seen)" -eq 16384 ]
	# a sample is read as a whole before it is printed
	[ "$(sed -n '1p;2p;8192p;8193p;8194p;16384p' seen)" = $'0x00000000\n0x00000000\n0x00000000\n0x00000011\n0x00000000\n0x00000022' ]
}

@test "watch: sees what another process writes to a file" {
	head -c 32768 /dev/zero >regs
	poked -t file:regs -q watch --count 2 --every 1ms 0..+0x8000 -- -t file:regs poke 0=0x11 0x7ffc=0x22
	[ "$(wc -l <seen)" -eq 16384 ]
	[ "$(sed -n '1p;2p;8192p;8193p;8194p;16384p' seen)" = $'0x00000000\n0x00000000\n0x00000000\n0x00000011\n0x00000000\n0x00000022' ]
}

@test "watch: --changes tells another process's write of a field once" {
	sim=watch-$$-$BATS_TEST_NUMBER
	poked -b ./many.yaml -t "sim:$sim" watch --changes --count 2 --every 1ms M -- -b ./many.yaml -t "sim:$sim" poke M.R1:7:4=5
	"$HWREG" sim rm "$sim"
	[ "$(grep -c . seen)" -eq 8193 ]
	[ "$(tail -n 1 seen | cut -d ' ' -f 2-)" = " M.R1     0x00000004 = 0x00000050" ]
}

@test "watch: sees what is written to a simulation or a file that stands for an I2C device" {
	sim=watch-$$-$BATS_TEST_NUMBER
	head -c 24576 /dev/zero >regs
	for target in "chip=sim:$sim" chip=file:regs; do
		poked -b ./many.yaml -t "$target" -q watch --count 2 --every 1ms C -- -b ./many.yaml -t "$target" poke C.R0=0x112233 C.R8191:3=1
		[ "$(sed -n '1p;2p;8192p;8193p;8194p;16384p' seen)" = $'0x000000\n0x000000\n0x000000\n0x112233\n0x000000\n0x000008' ]
	done
	"$HWREG" sim rm "$sim"
}

@test "a simulation whose maker was killed before it was whole is made anew" {
	sim=watch-$$-$BATS_TEST_NUMBER
	head -c 8192 /dev/zero >"/dev/shm/hwreg-sim.$sim"
	"$HWREG" -b ./many.yaml -t "sim:$sim" poke M.R1=0x11
	run -0 "$HWREG" -b ./many.yaml -t "sim:$sim" -q peek M.R0 M.R1
	[ "$output" = $'0x00000000\n0x00000011' ]
	"$HWREG" sim rm "$sim"
	# what is something else is left alone
	head -c 8192 /dev/zero | tr '\0' x >"/dev/shm/hwreg-sim.$sim"
	run -4 "$HWREG" -b ./many.yaml -t "sim:$sim" peek M.R0
	[[ "$output" == *"sim:$sim: its file is not a simulation; remove it with hwreg sim rm" ]]
	[ "$(head -c 4 "/dev/shm/hwreg-sim.$sim")" = xxxx ]
}
