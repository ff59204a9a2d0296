#!/usr/bin/env bats
# What each command may touch: the accesses of those that read, and that the others open no target

setup() {
	load helpers
	# the leak check of a sanitized build cannot run under strace
	export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0
	cd "$BATS_TEST_TMPDIR"
	counting_file regs 4096
	cat >board.yaml <<-'END'
		hwreg: 1
		board: test
		match: any
		types:
		  dev:
		    description: a device
		    size: 0x20
		    registers:
		      CTRL: {offset: 0x0, fields: {MODE: "1:0", EN: 2}}
		      FIFO: {offset: 0x4, read: effect}
		      B%s: {offset: 0x8, width: 8, count: 4, stride: 1}
		      W: {offset: 0x10, width: 64}
		blocks: {DEV: {type: dev, base: 0}}
	END
	# a 32-bit CPU refuses the whole block for its 64-bit register
	has_64 || sed -i '/ W: /d' board.yaml
	dev=(-b ./board.yaml -t file:regs)
}

# The target's file and simulations are not opened, not even to be looked at
opens_nothing() { # exit status, arguments of hwreg
	local want=$1 got=0
	shift
	strace -f -o trace -e trace=open,openat,openat2,memfd_create "$HWREG" "$@" >stdout 2>stderr || got=$?
	if [ ! -s trace ] || [ $got -ne "$want" ]; then
		cat stderr
		return 1
	fi
	if grep -E '"(\./)?regs"|/dev/mem|/dev/uio|hwreg-sim|memfd_create' trace; then
		echo "hwreg $*"
		return 1
	fi
}

@test "commands that touch no hardware open no target" {
	opens_nothing 0 "${dev[@]}" list
	opens_nothing 0 "${dev[@]}" list 'DEV.*' -o json
	opens_nothing 0 "${dev[@]}" info DEV.CTRL
	opens_nothing 0 "${dev[@]}" info 0x10
	opens_nothing 0 "${dev[@]}" find mode
	opens_nothing 0 "${dev[@]}" decode DEV.CTRL 5
	opens_nothing 0 "${dev[@]}" board check board.yaml
	opens_nothing 0 "${dev[@]}" targets
	opens_nothing 0 "${dev[@]}" completion bash
	opens_nothing 0 "${dev[@]}" help poke
	opens_nothing 0 "${dev[@]}" peek --help
	opens_nothing 0 "${dev[@]}" --version
	opens_nothing 0 sim ls
}

@test "dry runs open no target" {
	opens_nothing 0 -n "${dev[@]}" peek DEV
	opens_nothing 0 -n "${dev[@]}" dump DEV
	opens_nothing 0 -n "${dev[@]}" watch DEV --count 2 --every 1ms
	opens_nothing 0 -n -b ./board.yaml -t sim:audit poke DEV.CTRL=1
	opens_nothing 0 -n -b ./board.yaml -t mem --force=board peek DEV.CTRL
}

@test "a dry run of a poke opens no device, and a regular file to read alone" {
	opens_nothing 0 -n -b ./board.yaml -t mem --force=board poke DEV.CTRL.EN=1 8@8=1
	strace -o trace -e trace=open,openat "$HWREG" -n -t dev:/dev/zero poke 0=1 4:0=1
	[ "$(grep -c /dev/zero trace)" -eq 0 ]
	strace -o trace -e trace=open,openat "$HWREG" -n "${dev[@]}" poke DEV.CTRL.EN=1 8@8=1 --verify
	[ "$(grep -c '"regs"' trace)" -eq 1 ]
	grep -q '"regs", O_RDONLY' trace
}

@test "a command line with one mistake opens no target" {
	opens_nothing 2 "${dev[@]}" peek DEV.CTRL DEV.CTRX
	opens_nothing 2 "${dev[@]}" peek DEV.CTRL 3
	opens_nothing 2 "${dev[@]}" poke DEV.CTRL=1 DEV.CTRL=zz
	opens_nothing 2 "${dev[@]}" poke DEV.CTRL=1 DEV.CTRL.MODE=4
	opens_nothing 2 "${dev[@]}" watch DEV.CTRL --every 0s
	opens_nothing 2 "${dev[@]}" dump DEV --raw
	opens_nothing 2 "${dev[@]}" poke DEV.CTRL=1 --verfy
}

@test "reading opens read-only, writing read-write" {
	strace -o trace -e trace=open,openat "$HWREG" -t file:regs peek 0
	grep -q '"regs", O_RDONLY' trace
	strace -o trace -e trace=open,openat "$HWREG" -t file:regs poke 0=1
	grep -q '"regs", O_RDWR' trace
}

@test "dump reads each place once, in order, in its width, and not what reading changes" {
	accesses "${dev[@]}" dump DEV
	[ "$status" -eq 0 ]
	[ "$output" = "$(printf 'read 32 0x00000000\n'; printf 'read 8 0x%08x\n' 8 9 10 11; ! has_64 || printf 'read 64 0x00000010\n')" ]
	accesses "${dev[@]}" dump 0..+16
	[ "$output" = "$(printf 'read 32 0x%08x\n' 0 8 12)" ]
	accesses -t file:regs dump --raw 0@16..+8
	[ "$output" = "$(printf 'read 16 0x%08x\n' 0 2 4 6)" ]
	cmp -n 8 stdout regs
}

@test "watch reads each location once a sample" {
	accesses "${dev[@]}" watch DEV.CTRL DEV.B2 --every 1ms --count 3
	[ "$status" -eq 0 ]
	[ "$output" = "$(printf 'read 32 0x%08x\nread 8 0x%08x\n' 0 10 0 10 0 10)" ]
}

@test "a field of a register that is watched or read is one read of the register" {
	accesses "${dev[@]}" peek DEV.CTRL.EN
	[ "$output" = "read 32 0x00000000" ]
	accesses "${dev[@]}" peek DEV.CTRL DEV.CTRL
	[ "$output" = $'read 32 0x00000000\nread 32 0x00000000' ]
}
