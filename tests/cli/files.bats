#!/usr/bin/env bats
# Files: how they are mapped, when what was written is on the storage, and what is said when it is not

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	# the leak check of a sanitized build cannot run under strace
	export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0
	cd "$BATS_TEST_TMPDIR"
	head -c 16384 /dev/zero >regs
	maps='mmap,?mmap2'
}

# calls NAMES: how often a command line called these on the file or its pages
calls() {
	grep -cE "^($1)\(" trace
}

# unmapped INJECTION...: trace a poke of a file that cannot be mapped, and what else goes wrong
unmapped() {
	strace -P regs -o trace -e "trace=$maps,fdatasync,pwrite64" -e "inject=$maps:error=ENODEV" "$@"
}

@test "several writes are synced once, after the last" {
	strace -o trace -e trace=msync,fdatasync,fsync "$HWREG" -t file:regs poke 0=1 4=2 8:0=1 0@8=4
	[ "$(calls 'msync|fdatasync|fsync')" -eq 1 ]
	[ "$(calls msync)" -eq 1 ]
}

# synced OPTIONS LINES...: trace what a shell syncs and prints
synced() {
	truncate -s 64K far
	printf '%s\n' "${@:2}" >lines
	# shellcheck disable=SC2086 # options
	strace -o trace -e trace=msync,fdatasync,fsync,write "$HWREG" -t file:far shell --write $1 <lines
}

@test "lines of a shell sync what they wrote alone" {
	synced --stop-on-error 'poke '{0,0x4000,0x8000,0}=1
	[ "$(calls 'msync|fdatasync|fsync')" -eq 4 ]
	[ "$(calls msync)" -eq 4 ]
}

@test "lines of a shell that say nothing of it are synced together" {
	synced "" 'poke '{0,0x4000,0x8000,0}=1 'peek 0'
	[ "$(calls 'msync|fdatasync|fsync')" -eq 3 ]
	[ "$(calls msync)" -eq 3 ]
	[[ "$(tail -n 2 trace)" == "write(1, "* ]]
}

@test "lines of a shell are synced before one that may take long" {
	synced "" 'poke '{0,0}=1 'wait 0==1' 'poke 0=2' 'peek 0' 'wait 0==2'
	[ "$(grep -oE '^(msync|write.1)' trace | tr '\n' ' ')" = "msync msync write(1 write(1 " ]
}

@test "JSON of a shell says that a write is done when it is synced" {
	printf '%s\n' 'poke '{0,0,4}=1 >lines
	run -3 --separate-stderr strace -o trace -e trace=msync -e inject=msync:error=EIO:when=2 \
		"$HWREG" -o json -t file:regs shell --write <lines
	[ "$(jq -r 'if type == "array" then .[0].hex else .error.message end' <<<"$output")" = \
		$'0x00000001\nregs: write back: Input/output error\n0x00000001' ]
}

@test "reading syncs nothing" {
	strace -o trace -e trace=msync,fdatasync,fsync "$HWREG" -q -t file:regs peek 0 4
	[ "$(calls 'msync|fdatasync|fsync')" -eq 0 ]
}

@test "a file that cannot be mapped is written all the same, and synced once" {
	unmapped "$HWREG" -t file:regs poke 0=0x11223344 0x2000=2 4:0=1
	[ "$(calls mmap2?)" -eq 1 ]
	[ "$(calls pwrite64)" -eq 3 ]
	[ "$(calls fdatasync)" -eq 1 ]
	[[ "$(grep -vE '^(mmap|\+)' trace | tail -n 1)" == fdatasync* ]]
	[ "$(od -An -tx1 -N 8 regs | tr -d ' ')" = 4433221101000000 ]
	[ "$(od -An -tx1 -j 8192 -N 4 regs | tr -d ' ')" = 02000000 ]
}

@test "an error of the storage is exit 3, and lists what was written" {
	run -3 --separate-stderr strace -o trace -e trace=msync -e inject=msync:error=EIO \
		"$HWREG" -t file:regs poke 0=1 0x10:7:4=2
	[ -z "$output" ]
	[ "$stderr" = "hwreg: regs: write back: Input/output error
       written before the failure: 0=1, 0x10:7:4=2" ]
}

# failing WHEN LINES...: a shell in which a sync fails
failing() {
	printf '%s\n' "${@:2}" >lines
	run -3 --separate-stderr strace -o trace -e trace=msync -e "inject=msync:error=EIO:when=$1" \
		"$HWREG" -q -t file:regs shell --write <lines
}

@test "an error of the storage is exit 3 of a shell, and tells which lines are concerned" {
	failing 1 'peek 4' 'poke 0=1' 'peek 0' 'poke 4=1' 'peek 0'
	[ "$output" = $'0x00000000\n0x00000001\n0x00000001' ]
	[ "$stderr" = "hwreg: regs: write back: Input/output error;
       what lines 2 to 4 wrote may not be stored" ]
	[ "$(calls msync)" -eq 1 ]
	failing 2 'poke 0=1' 'wait 0==1' 'poke 4=1' 'peek 4'
	[ "$stderr" = "hwreg: regs: write back: Input/output error;
       what line 3 wrote may not be stored" ]
}

@test "an error of the storage ends a shell with --stop-on-error at its line" {
	printf '%s\n' 'poke 0=1' 'poke 0=2' 'poke 0=3' >lines
	run -3 --separate-stderr strace -o trace -e trace=msync -e inject=msync:error=EIO:when=2 \
		"$HWREG" -t file:regs shell --write --stop-on-error <lines
	[ "$stderr" = "hwreg: line 2: regs: write back: Input/output error
       written before the failure: 0=2" ]
	[ "$(od -An -tx1 -N 1 regs | tr -d ' ')" = 02 ]
}

@test "a full disk behind a file that cannot be mapped is exit 3, too" {
	run -3 --separate-stderr unmapped -e inject=fdatasync:error=ENOSPC "$HWREG" -t file:regs poke 0=1 4=2
	[[ "$stderr" == *"hwreg: regs: write back: No space left on device
       written before the failure: 0=1, 4=2" ]]
}

@test "a write that the file takes only in part is exit 3, and those before it are listed" {
	run -3 --separate-stderr unmapped -e inject=pwrite64:error=EIO:when=2 "$HWREG" -t file:regs poke 0=1 4=2 8=3
	[[ "$stderr" == *"hwreg: regs: write at 0x00000004: Input/output error
       written before the failure: 0=1" ]]
	[ "$(od -An -tx1 -N 12 regs | tr -d ' ')" = 010000000000000000000000 ]
}

@test "the error of the storage is in the JSON, with what was written" {
	run -3 --separate-stderr strace -o trace -e trace=msync -e inject=msync:error=EIO \
		"$HWREG" -o json -t file:regs poke 0=1
	[ "$(jq -c '[.error.status, .error.message, .registers[0].value]' <<<"$output")" = \
		'[3,"regs: write back: Input/output error",1]' ]
}

# Every file or device that a command line maps, and how: "device|file shared|private"
mappings() { # arguments of hwreg
	strace -f -y -o trace -e "trace=$maps" "$HWREG" "$@" >stdout 2>stderr || {
		cat stderr
		return 1
	}
	sed -nE 's/^[0-9]+ +mmap2?\(.*MAP_(SHARED|PRIVATE).*, [0-9]+<([^>]*)>.*/\1 \2/p' trace |
		grep -vE ' (/lib|/usr|/etc|/proc)/.*\.so|locale' | sed "s|$PWD/||" | sort -u
}

@test "a device is always mapped shared; a file too, but for the dry run of a poke" {
	[ -z "${HWREG_FOREIGN-}" ] || skip "the emulator maps what it runs"
	for command in "peek 0 0x1000" "poke 0=1 4:0=1" "dump 0..+64" "watch 0 --count 2 --every 1ms" \
		"-n peek 0" "-n poke 0=1 4:0=1" "poke --verify --no-lock 0=0"; do
		# shellcheck disable=SC2086 # several words
		run -0 mappings -t dev:/dev/zero $command
		case $command in
		-n*) [ -z "$output" ] ;;
		*) [ "$output" = "SHARED /dev/zero" ] ;;
		esac
		# shellcheck disable=SC2086 # several words
		run -0 mappings -t file:regs $command
		case $command in
		"-n peek"*) [ -z "$output" ] ;;
		"-n poke"*) [ "$output" = "PRIVATE regs" ] ;;
		*) [ "$output" = "SHARED regs" ] ;;
		esac
	done
}

@test "watch has its pages before the first sample" {
	[ -z "${HWREG_FOREIGN-}" ] || skip "the emulator maps what it runs"
	strace -P regs -o trace -e "trace=$maps" "$HWREG" -t file:regs watch 0 4 --count 1 >stdout
	[ "$(calls 'mmap2?')" -eq 1 ]
	grep -q 'MAP_SHARED|MAP_POPULATE' trace
	strace -P regs -o trace -e "trace=$maps" "$HWREG" -t file:regs peek 0 >stdout
	[ "$(calls 'mmap2?')" -eq 1 ]
	[ "$(grep -c MAP_POPULATE trace)" -eq 0 ]
}

@test "a block device is mapped shared, and not at all in a dry run" {
	[ -z "${HWREG_FOREIGN-}" ] || skip "the emulator maps what it runs"
	[ "$(id -u)" -eq 0 ] || skip "needs root, for a loop device"
	device=$(losetup -f --show regs 2>/dev/null) || skip "needs a loop device"
	run mappings -t "file:$device" peek 0
	shared=$output
	run mappings -n -t "file:$device" poke 0=1
	losetup -d "$device"
	[ ! -s stderr ]
	[ "$shared" = "SHARED $device" ]
	[ -z "$output" ]
	[ "$(cat stdout)" = "would write 32 bits at 0x00000000 on file:$device = 0x00000001" ]
}
