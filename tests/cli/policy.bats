#!/usr/bin/env bats
# A hwreg with more rights than its user does what /etc/hwreg/policy.yaml grants to his groups, and nothing else

bats_require_minimum_version 1.5.0

# Every test has its own /etc, /dev and /run; /dev/mem is a file of zeroes that only root may open.
# Users: 1001 is in the group reg, 1002 is in none; reg reads 0x1000-0x200f and writes 0x1000-0x100f.
setup_file() {
	export why_not=
	[ "$(id -u)" -eq 0 ] || why_not="needs root"
	[ -z "${HWREG_FOREIGN-}" ] || why_not="QEMU's user mode starts nothing set-user-ID"
	[ -z "${ASAN_OPTIONS:-}" ] || why_not="a sanitized program does not start set-user-ID"
	unshare -m mount -t tmpfs none /etc 2>/dev/null || why_not="needs mount namespaces"
	[ -z "$why_not" ] || return 0
	cd "$BATS_FILE_TMPDIR"
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR"
	cp "$HWREG" suid
	cp "$HWREG" caps
	chmod 4755 suid
	chmod 755 caps
	# CAP_DAC_OVERRIDE and CAP_SYS_RAWIO, permitted alone
	python3 -c 'import os, struct
os.setxattr("caps", "security.capability", struct.pack("<5I", 0x02000000, 1 << 1 | 1 << 17, 0, 0, 0))'
	printf '%s\n' 'hwreg-policy: 1' 'allow:' \
		'  - {group: reg, read: [0x1000-0x1fff, 0x2000..+0x10], write: [0x1000..+16]}' \
		'  - {group: 300, read: [0x4000..+4]}' >policy.yaml
	printf '%s\n' 'hwreg: 1' 'board: system' 'match: any' 'blocks:' \
		'  B: {type: t, base: 0x1000}' '  SECRET: {type: t, base: 0x8000}' 'types:' \
		'  t: {registers: {A: {offset: 0, fields: {F: "3:0", G: "7:4"}}, OUT: {offset: 0x10}}}' >system.yaml
	printf 'sixteen bytes...' >sixteen
	cat >prepare <<-'END'
		mount -t tmpfs -o mode=755 none /etc
		settle() {
			rm -rf /etc/*
			chmod 755 /etc
			mkdir -p /etc/hwreg/boards
			printf 'root:x:0:\nreg:x:1001:\n' >/etc/group
			cp policy.yaml /etc/hwreg
			cp system.yaml /etc/hwreg/boards
		}
		umask 022
		settle
		mkdir -p old && mount --bind /dev old && mount -t tmpfs -o mode=755 none /dev
		for node in null full; do touch /dev/$node && mount --bind old/$node /dev/$node; done && ln -s /proc/self/fd /dev
		truncate -s 256K /dev/mem && chmod 600 /dev/mem
		mount -t tmpfs none /run && mkdir -m 1777 /run/lock
		mkdir -p mine && chown 1001 mine
		user() { setpriv --reuid 1001 --regid 1001 --clear-groups "$@"; }
		put() { printf "$2" | dd of=/dev/mem bs=1 seek=$(($1)) conv=notrunc status=none; }
		get() { od -An -tx4 --endian=little -j $(($1)) -N 4 /dev/mem; }
		refuses() { # COMMANDS
			cp /dev/mem before
			output=$(eval "$1" 2>&1)
			status=$?
			if ! cmp -s before /dev/mem || [ $status -ne "$want" ] || [[ $output != *"$why"* ]]; then
				echo "$1: status $status, or memory changed: $output"
				exit 1
			fi
			settle
		}
		put 0x1000 '\021\042\063\104' && put 0x8000 '\252\252\252\252'
	END
}

setup() {
	[ -z "$why_not" ] || skip "$why_not"
	cd "$BATS_FILE_TMPDIR"
	rm -rf mine
}

# room COMMANDS: in a shell of root's with a machine of its own; the tests of one set-user-ID, the other by FORM=caps
room() {
	unshare -m bash -c "set -e; . ./prepare; set +e; hwreg() { user ./${FORM-suid} \"\$@\"; }; $1"
}

# nothing COMMANDS...: each is refused with status $want, says what is in $why, and changes no byte of memory
nothing() {
	local commands script=
	for commands in "$@"; do printf -v script '%s\nrefuses %q' "$script" "$commands"; done
	want=${want-4} why=$why run room "$script"
	[ "$status" -eq 0 ] || {
		echo "$output"
		return 1
	}
}

@test "policy: what is granted works, by number and by name" {
	for FORM in suid caps; do
		run -0 room 'hwreg -q peek 0x1000 && hwreg -q peek 0x200c && hwreg -b system -q peek B.A.F'
		[ "$output" = $'0x44332211\n0x00000000\n0x1' ]
		run -0 room 'hwreg poke 0x1000=0x12345678 && get 0x1000 && hwreg -b system poke --verify B.A.G=0 && get 0x1000'
		[ "$output" = $' 12345678\n 12345608' ]
		run -0 room 'hwreg fill 0x1000..+0x10=5 && hwreg -q dump 0x1000..+0x20 && hwreg wait 0x1000==5'
		[[ ${lines[0]} == 0x00000005 && ${lines[4]} == 0x00000000 && ${#lines[@]} -eq 9 ]]
		run -0 room 'hwreg --log mine/log poke 0x1004=1 && stat -c %u:%g mine/log && hwreg policy list'
		[ "$output" = $'1001:1001\nread   0x00001000-0x0000200f\nwrite  0x00001000-0x0000100f' ]
	done
}

@test "policy: what is not granted is refused before anything is opened" {
	why='does not grant that to you'
	[ -n "${HWREG_BITS-}" ] || nothing 'hwreg -w 64 peek 0x2010'
	nothing 'hwreg peek 0xffc' \
		'hwreg peek 0x2010' \
		'hwreg -w 8 peek 0x2010' \
		'hwreg peek 0x1000 0x8000' \
		'hwreg -b system peek SECRET.A' \
		'hwreg -b system peek SECRET' \
		'hwreg dump 0x1ff0..+0x30' \
		'hwreg dump --count 0x2000 0x1000' \
		'hwreg poke 0x1010=1' \
		'hwreg poke 0x1000=1 0x1010=1' \
		'hwreg -b system poke B.OUT=1' \
		'hwreg fill 0x1008..+0x10=1' \
		'hwreg copy 0x8000..+4 0x1000' \
		'hwreg copy 0x1000..+4 0x8000' \
		'hwreg load sixteen 0x1004' \
		'hwreg watch --count 1 0x8000' \
		'hwreg watch --count 1 --until 0x8000==0 0x1000' \
		'hwreg wait 0x8000==0' \
		'hwreg -n poke 0x8000=0' \
		'hwreg --force=board,policy,protect,requires peek 0x8000' \
		'hwreg peek 0xfffffffffffffffc'
	for words in 'peek 0x8000' 'wait 0x8000==0' 'watch --count 1 --until 0x8000==0 0x1000' 'poke 0x1000=1 0x8000=1' \
		'fill --verify 0x1000..+32=1'; do
		run -4 room "strace -f -o mine/trace setpriv --reuid 1001 --regid 1001 --clear-groups ./suid $words"
		[ -s mine/trace ]
		run -1 grep -F /dev/mem mine/trace
	done
}

@test "policy: groups are the user's real and supplementary ones" {
	run -0 room 'setpriv --reuid 1002 --regid 1002 --groups 5,300,7 ./suid -q peek 0x4000'
	[ "$output" = 0x00000000 ]
	why='does not grant that to you'
	nothing 'setpriv --reuid 1002 --regid 1002 --groups 5,300,7 ./suid peek 0x1000' \
		'setpriv --reuid 1002 --regid 1002 --clear-groups ./suid peek 0x1000' \
		'user ./suid peek 0x4000'
	# the group of a set-group-ID program is not the user's
	nothing 'cp suid sgid && chown 0:1001 sgid && chmod 6755 sgid && setpriv --reuid 1002 --regid 1002 --clear-groups ./sgid peek 0x1000'
	run -0 room 'setpriv --reuid 1002 --regid 1002 --clear-groups ./suid policy list'
	[ -z "$output" ]
}

@test "policy: what is no register is refused, whatever it is" {
	FORM=caps
	why='only physical addresses can be granted'
	nothing 'hwreg -t file:policy.yaml peek 0' \
		'hwreg -t file:/dev/mem@0x0 peek 0x8000' \
		'hwreg -t dev:/dev/mem peek 0x8000' \
		'hwreg -t uio:uio0 peek 0' \
		'hwreg -t pci:0000:00:00.0/bar0 peek 0' \
		'hwreg -t vfio:0000:00:00.0/bar0 peek 0' \
		'hwreg -t i2c:1:0x48 peek 0' \
		'hwreg -t port peek 0x80' \
		'hwreg -t sim:x -b system peek B.A' \
		'hwreg -t sim -b system peek B.A'
	why='not with more rights than yours'
	commands=('save 0x1000' 'diff a' 'restore a' 'run a' shell 'irq uio:a' 'bind B' 'unbind B' 'gpio list'
		'gpio get a' 'gpio set a=1' 'board check a' 'sim ls' 'sim rm a' 'import dt' 'export json' targets
		'completion bash' 'policy check a')
	nothing "${commands[@]/#/hwreg }"
	why='with more rights than yours, which this hwreg has'
	nothing 'hwreg watch --on uio:a 0x1000' \
		'hwreg -b ./system.yaml peek B.A' \
		'hwreg -b system.yaml peek B.A' \
		'hwreg -b a.hwb peek B.A' \
		'hwreg -b dt peek B.A'
}

@test "policy: no command is let through without having been thought of" {
	# the commands that help lists, but for those that the manual says may be used
	run -0 "$HWREG" --help
	commands=()
	while read -r name rest; do
		case $name in
		peek | poke | dump | fill | load | copy | watch | wait | list | info | find | decode | help | policy) continue ;;
		esac
		commands+=("hwreg $name $rest")
	done < <(awk -F '  +' '/^Commands:/ {on = 1; next} !NF {on = 0} on && NF > 2 {split($2, words, " "); print words[1], (words[2] ~ /^[a-z]+$/ ? words[2] : "")}' <<<"$output")
	[ "${#commands[@]}" -gt 15 ]
	why='not with more rights than yours' nothing "${commands[@]}"
}

@test "policy: the environment and the user's own boards are not looked at" {
	mkdir -p mine/boards mine/.config/hwreg/boards mine/cache
	sed 's/0x1000/0x8000/; s/board: system/board: planted/' system.yaml | tee mine/boards/planted.yaml >mine/.config/hwreg/boards/planted.yaml
	cp mine/boards/planted.yaml mine/boards/system.yaml
	run -2 room 'user env HOME=$PWD/mine HWREG_BOARD_PATH=$PWD/mine/boards XDG_CONFIG_HOME=$PWD/mine/.config ./suid -b planted peek B.A'
	[[ $output == *"no board planted.yaml in /etc/hwreg/boards:"* && $output != *mine* ]]
	run -0 room 'user env HOME=$PWD/mine HWREG_BOARD_PATH=$PWD/mine/boards ./suid -q -b system info B.A'
	[[ $output != *0x00008000* ]]
	run -2 room 'user env HWREG_BOARD=$PWD/mine/boards/planted.yaml ./suid peek B.A'
	[[ $output != *planted* ]]
	# nor is anything of it opened, or kept for later
	run -0 room 'chmod 777 mine; strace -f -e trace=file -o mine/trace setpriv --reuid 1001 --regid 1001 --clear-groups env \
		HOME=$PWD/mine HWREG_CACHE=$PWD/mine/cache XDG_CACHE_HOME=$PWD/mine/cache TZ=:/etc/passwd LOCPATH=$PWD/mine LANG=de_DE \
		HWREG_BOARD=planted ./suid -q -b system peek B.A'
	[ "$output" = 0x44332211 ]
	sed -n '/execve("\.\/suid"/,$p' mine/trace >after
	[ -s after ]
	run -1 grep -E 'mine|planted|passwd|de_DE' <(tail -n +2 after)
	[ -z "$(ls mine/cache)" ]
}

@test "policy: a file that is opened is the user's to open" {
	room ': >/etc/hwreg/theirs; chmod 600 /etc/hwreg/theirs' # of root's
	why='Permission denied'
	want=3
	nothing ': >/etc/secret; chmod 600 /etc/secret; hwreg --log /etc/secret peek 0x1000' \
		'hwreg --log /etc/new peek 0x1000; r=$?; [ ! -e /etc/new ] || exit 98; exit $r' \
		'hwreg watch --count 1 --out /etc/new 0x1000; r=$?; [ ! -e /etc/new ] || exit 98; exit $r' \
		'hwreg --log /dev/mem peek 0x1000'
	# its own descriptor of the device, and its own memory
	why='--log /proc/self/fd/'
	nothing "hwreg --log /proc/self/fd/"{3..9}" poke 0x1000=0x44332211"
	why='Permission denied'
	nothing 'hwreg --log /proc/self/mem peek 0x1000' \
		'hwreg --log /proc/thread-self/mem peek 0x1000'
	want=4
	nothing 'printf aaaa >/etc/secret; chmod 600 /etc/secret; hwreg load /etc/secret 0x1000'
}

@test "policy: without one, or with one that others could have written, nothing is done" {
	why='there is no /etc/hwreg/policy.yaml'
	FORM=caps nothing 'rm /etc/hwreg/policy.yaml; hwreg peek 0x1000'
	nothing 'rm /etc/hwreg/policy.yaml; hwreg peek 0x1000' \
		'rm -r /etc/hwreg; hwreg --version'
	why='/etc/hwreg/policy.yaml: others than root can write this file'
	nothing 'chmod g+w /etc/hwreg/policy.yaml; hwreg peek 0x1000' \
		'chmod o+w /etc/hwreg/policy.yaml; hwreg peek 0x1000' \
		'chown 1001 /etc/hwreg/policy.yaml; hwreg peek 0x1000'
	why='/etc/hwreg: others than root can write this directory'
	nothing 'chmod 1777 /etc/hwreg; hwreg peek 0x1000' \
		'chown 1001 /etc/hwreg; hwreg peek 0x1000'
	why='/etc: others than root can write this directory'
	nothing 'chmod g+w /etc; hwreg peek 0x1000'
	why='is a symbolic link'
	nothing 'mv /etc/hwreg/policy.yaml /etc/p; ln -s /etc/p /etc/hwreg/policy.yaml; hwreg peek 0x1000' \
		'mv /etc/hwreg /etc/h; ln -s h /etc/hwreg; hwreg peek 0x1000'
	why='is no regular file'
	nothing 'rm /etc/hwreg/policy.yaml; mkfifo -m 644 /etc/hwreg/policy.yaml; hwreg peek 0x1000' \
		'rm /etc/hwreg/policy.yaml; mkdir /etc/hwreg/policy.yaml; hwreg peek 0x1000'
	why='/etc/hwreg/policy.yaml: Permission denied'
	nothing 'chmod 600 /etc/hwreg/policy.yaml; hwreg peek 0x1000'
	why='/etc/hwreg/policy.yaml:2:8: error: '
	nothing 'printf "hwreg-policy: 1\nallow: {}\n" >/etc/hwreg/policy.yaml; hwreg peek 0x1000'
}

@test "policy: a system board that others could have written is not read" {
	why='others than root can write'
	want=2
	nothing 'chmod o+w /etc/hwreg/boards/system.yaml; hwreg -b system peek B.A' \
		'chown 1001 /etc/hwreg/boards; hwreg -b system peek B.A'
	nothing 'printf "hwreg: 1\ntypes: {}\n" >/etc/hwreg/boards/part.yaml; chown 1001 /etc/hwreg/boards/part.yaml
		echo "include: [part.yaml]" >>/etc/hwreg/boards/system.yaml; hwreg -b system peek B.A'
	# nor when one is looked for that fits the machine
	nothing 'chmod o+w /etc/hwreg/boards/system.yaml; hwreg peek B.A'
	# a board cannot lead anywhere else
	want=4
	why='only physical addresses can be granted'
	nothing 'echo "spaces: {phys: \"file:/dev/mem\"}" >>/etc/hwreg/boards/system.yaml; hwreg -b system peek B.A'
}

@test "policy: set-group-ID, and set-user-ID of somebody else, get nothing" {
	why='of somebody who has no rights to hardware'
	nothing 'cp suid sgid && chown 0:1001 sgid && chmod 2755 sgid && setpriv --reuid 1002 --regid 1002 --clear-groups ./sgid peek 0x1000' \
		'cp suid other && chown 1001 other && chmod 4755 other && setpriv --reuid 1002 --regid 1001 --clear-groups ./other peek 0x1000'
	# nobody's rights but one's own: no policy is asked for
	run -4 room 'cp caps plain; user ./plain peek 0x8000'
	[[ $output == *"/dev/mem: open to read: Permission denied"* ]]
	run -0 room './suid -q peek 0x8000' # root itself
	[ "$output" = 0xaaaaaaaa ]
	rm -f sgid other plain
}

@test "policy: while a device is open the user can neither look into the process nor trace it" {
	cat >mine.py <<-'END'
		import ctypes, os, sys
		pid = int(sys.argv[1])
		libc = ctypes.CDLL(None, use_errno=True)
		def tried(name, result):
		    print(name, "refused" if result else "DONE")
		def opens(path):
		    try:
		        os.close(os.open(path, os.O_RDONLY))
		    except PermissionError:
		        return True
		    return False
		os.setgroups([]); os.setresgid(1001, 1001, 1001); os.setresuid(1001, 1001, 1001)
		libc.prctl(4, 1)
		tried("attach", libc.ptrace(16, pid, None, None) != 0)
		tried("seize", libc.ptrace(0x4206, pid, None, None) != 0)
		for name in "mem", "maps", "environ", "fd/3", "syscall":
		    tried(name, opens(f"/proc/{pid}/{name}"))
		fd = os.pidfd_open(pid)
		tried("pidfd_getfd", libc.syscall(438, fd, 3, 0) < 0)
		try:
		    os.listdir(f"/proc/{pid}/fd")
		    print("list DONE")
		except PermissionError:
		    print("list refused")
	END
	for FORM in suid caps; do
		run -0 room 'ulimit -c unlimited; hwreg -q watch --every 10s 0x1000 >mine/out 2>/dev/null & until [ -s mine/out ]; do sleep 0.01; done
			pid=$(pgrep -P $!)
			grep -E "^(Uid|Gid|Groups|Cap[A-Z][a-z][a-z]|NoNewPrivs):" /proc/$pid/status | tr "\t" " "
			python3 mine.py $pid; grep -c " r--s .*/dev/mem" /proc/$pid/maps; kill -QUIT $pid; wait'
		[[ $output == *$'Uid: 1001 1001 1001 1001\nGid: 1001 1001 1001 1001\n'* ]]
		[ "$(grep -cE '^(CapInh|CapPrm|CapEff|CapAmb): 0{16}$' <<<"$output")" -eq 4 ]
		[[ $output == *"NoNewPrivs: 1"* ]]
		[ "$(grep -c ' refused$' <<<"$output")" -eq 9 ]
		[[ $output != *DONE* && ${lines[-1]} == 1 ]]
		[ -z "$(find . -name 'core*')" ]
		rm -f mine/out
	done
}

@test "policy: closed descriptors, limits and odd starts gain nothing" {
	run room 'hwreg poke 0x1000=0x55 <&- >&- 2>&-; echo "$?"; get 0x1000'
	[[ $output == $'0\n 00000055' ]]
	run room 'hwreg peek 0x1000 0x1004 >&-; echo "$?"; get 0x1000; get 0'
	[[ $output == *$'3\n 44332211\n 00000000' ]]
	run -0 room 'for limit in "-n 3" "-n 4" "-n 5" "-v 4000" "-s 8" "-f 0" "-t 0" "-u 1" "-l 0"; do
			cp /dev/mem before
			(ulimit $limit; exec setpriv --reuid 1001 --regid 1001 --clear-groups ./suid --log mine/log poke 0x1000=2 0x8000=1) &&
				echo "with ulimit $limit it is done"
			cmp before /dev/mem || exit 1
		done'
	[[ $output != *"it is done"* ]]
	# without a name, and with a long one
	run -2 room 'cat >start.py <<-END
		import ctypes, os
		os.setgroups([]); os.setresgid(1001, 1001, 1001); os.setresuid(1001, 1001, 1001)
		libc = ctypes.CDLL(None)
		none = (ctypes.c_char_p * 1)(None)
		envp = (ctypes.c_char_p * 4)(b"peek", b"0x8000", b"HWREG_BOARD=x", None)
		libc.execve(b"./suid", none, envp)
		END
		python3 start.py'
	[[ $output != *0xaaaaaaaa* ]]
	why='does not grant that to you'
	nothing 'hwreg peek $(printf "0x1000 %.0s" {1..10000}) 0x8000'
	# a filter or a debugger of the user's own takes the rights away, and with them /dev/mem
	run -4 room 'user setpriv --no-new-privs ./suid peek 0x1000'
	[[ $output == *"/dev/mem: open to read: Permission denied"* ]]
}

@test "policy: libraries are not taken from where the user says" {
	command -v cc >/dev/null || skip "needs a compiler"
	mkdir -p mine/lib
	echo '#include <fcntl.h>
__attribute__((constructor)) static void loaded(void) { creat("mine/loaded", 0666); }' >mine/lib/x.c
	cc -shared -fPIC -o mine/lib/libyaml-0.so.2 mine/lib/x.c
	cp mine/lib/libyaml-0.so.2 mine/lib/libjson-c.so.5
	for FORM in suid caps; do
		run -0 room "chmod 777 mine; user env LD_LIBRARY_PATH=\$PWD/mine/lib LD_PRELOAD=\$PWD/mine/lib/libyaml-0.so.2 \
			LD_AUDIT=\$PWD/mine/lib/libyaml-0.so.2 setpriv ./$FORM -q -o json -b system peek B.A; rm -f mine/loaded
			user env LD_LIBRARY_PATH=\$PWD/mine/lib ./$FORM -q -b system peek B.A; user env LD_PRELOAD=\$PWD/mine/lib/libyaml-0.so.2 ./$FORM -q -o json peek 0x1000"
		[ ! -e mine/loaded ]
	done
}

# What is read and written by any command line is inside what is granted: memory outside is filled with a byte
# that appears in no output, and is the same afterwards. RUNS= command lines, from SEED=.
@test "policy: random command lines reach nothing else" {
	cat >random.py <<-'END'
		import os, random, subprocess, sys
		seed, runs = int(sys.argv[1]), int(sys.argv[2])
		rng = random.Random(seed)
		READ, WRITE, SIZE = (0x1000, 0x2010), (0x1000, 0x1010), 0x10000
		def fill():
		    with open("/dev/mem", "r+b") as f:
		        f.write(bytes([0xa5]) * SIZE)
		        f.seek(READ[0])
		        f.write(bytes(READ[1] - READ[0]))
		def number():
		    if rng.random() < 0.6:
		        return hex(rng.choice([0x1000, 0x1004, 0x1008, 0x100c, 0x1800]))
		    near = rng.choice([READ[0], READ[1], WRITE[1], 0x1ff0, 0x3000, 0, 0xfff0])
		    return hex(max(0, near + rng.choice([-16, -8, -4, -4, -1, 0, 0, 1, 2, 4, 4, 8, 12, 16])))
		def width():
		    return rng.choice(["", "", "", "", "@8", "@16", "@32", "@64", "@32be"])
		def span():
		    return rng.choice([f"{number()}..+{rng.choice([1, 4, 16, 32, 4096])}", f"{number()}-{number()}", f"{number()}..{number()}"])
		def reg():
		    return rng.choice([number() + width(), number() + f"+{rng.choice([0, 4, 0x1000])}", "B.A", "B.OUT", "SECRET.A", "B", "SECRET", "B.A+4"])
		def place():
		    return rng.choice([reg, reg, span])()
		def line():
		    command = rng.choice(["peek", "poke", "dump", "fill", "copy", "load", "watch", "wait"])
		    value = str(rng.choice([0, 1, 0x11, 5]))
		    if command == "peek":
		        words = [place() + rng.choice(["", "", ":3", ":7:0"]) for _ in range(rng.randint(1, 3))]
		    elif command == "poke":
		        words = [reg() + rng.choice(["", "", ":3", ":3:0"]) + "=" + rng.choice([value, value + "/0x11"]) for _ in range(rng.randint(1, 3))]
		        words += rng.choice([[], [], ["--verify"]])
		    elif command == "dump":
		        words = [place()] + rng.choice([[], ["--raw"], ["--count", value or "1"], ["--count", "3", "--fifo"]])
		    elif command == "fill":
		        words = [place() + "=" + value] + rng.choice([[], ["--verify"], ["--count", "4"], ["--count", "4", "--fifo"]])
		    elif command == "copy":
		        words = [place(), number()] + rng.choice([[], ["--verify"], ["--count", "4"], ["--count", "4", "--fifo=from"]])
		    elif command == "load":
		        words = ["bytes", reg()] + rng.choice([[], ["--verify"], ["--fifo"]])
		    elif command == "watch":
		        words = ["--count", "2", "--every", "1ms", place()] + rng.choice([[], ["--until", reg() + "==1"], ["--fast"]])
		    else:
		        words = ["--timeout", "2ms", reg() + rng.choice(["==", "!=", ">"]) + value]
		    options = rng.choice([[], ["-v"], ["-n"], ["-o", "json"], ["--force=board,policy,protect,requires,busy"], ["--no-lock"]])
		    options += rng.choice([[], ["-b", "system"], ["-b", "system"], ["-b", "system"]])
		    options += rng.choice([[], [], [], ["-w", "8"], ["-w", "64"], ["-t", "mem"]])
		    return options + [command] + words
		def demote():
		    os.setgroups([]); os.setresgid(1001, 1001, 1001); os.setresuid(1001, 1001, 1001)
		open("bytes", "wb").write(b"\1" * 16)
		done = 0
		for i in range(runs):
		    fill()
		    before = open("/dev/mem", "rb").read(SIZE)
		    words = line()
		    made = subprocess.run(["./" + rng.choice(["suid", "caps"])] + words, preexec_fn=demote, capture_output=True, timeout=20)
		    after = open("/dev/mem", "rb").read(SIZE)
		    text = made.stdout + made.stderr
		    done += made.returncode == 0
		    wrong = [hex(a) for a in range(SIZE) if before[a] != after[a] and not WRITE[0] <= a < WRITE[1]]
		    if wrong or b"a5a5" in text or b"\xa5" in text or b"0xa5" in text or made.returncode not in (0, 1, 2, 3, 4):
		        sys.exit(f"seed {seed}, line {i}: {words}: status {made.returncode}, changed {wrong[:4]}: {text}")
		print(f"{runs} command lines, seed {seed}: {done} did something, none more than is granted")
		sys.exit(0 if runs < 50 or done > runs / 20 else f"seed {seed}: only {done} of {runs} did anything")
	END
	seed=${SEED:-${HWREG_CI:+1}}
	seed=${seed:-$RANDOM}
	run room "python3 random.py $seed ${RUNS:-100}"
	echo "$output"
	[ "$status" -eq 0 ]
	echo "# figure: $output" >&3
}
