#!/usr/bin/env bats
# Debian packages: what make deb builds, and that a clean Debian can install, use and remove it.
# $SRCTREE: the sources. The tests build on each other, in this order.

bats_require_minimum_version 1.5.0

setup_file() {
	unset MAKEFLAGS MAKELEVEL MFLAGS
	export DEBS=$BATS_FILE_TMPDIR/build/deb ROOT=$BATS_FILE_TMPDIR/root
	make -s -f "$SRCTREE/Makefile" "O=$BATS_FILE_TMPDIR/build" deb >"$BATS_FILE_TMPDIR/out"
	clean_debian
}

# Unpacks a clean Debian at $ROOT, or sets $NO_ROOT, which says why there is none
clean_debian() {
	local archive needed
	export NO_ROOT=
	if [ "$(id -u)" -ne 0 ]; then
		NO_ROOT="needs root"
	elif ! unshare --mount --pid --fork --mount-proc true; then
		NO_ROOT="cannot make namespaces here"
	else
		mapfile -t needed < <(needs hwreg libhwreg0 libhwreg-dev)
		archive=$("$SRCTREE/tests/build/bootstrap" "${needed[@]}") || {
			[ -z "${HWREG_CI:-}" ]
			NO_ROOT="no Debian could be fetched"
			return 0
		}
		mkdir "$ROOT"
		tar -C "$ROOT" --numeric-owner --zstd -xf "$archive"
		mkdir "$ROOT/debs"
		cp "$DEBS"/*.deb "$ROOT/debs/"
		files >"$BATS_FILE_TMPDIR/before"
	fi
}

package() { # name
	printf '%s\n' "$DEBS/$1"_*.deb
}

field() { # package, field: names in it, sorted, without versions
	dpkg-deb -f "$(package "$1")" "$2" | sed 's/([^)]*)//g; s/ //g; s/,/\n/g' | LC_ALL=C sort
}

needs() { # package...: all that apt has to fetch for them; of a choice the first
	local name
	for name; do
		field "$name" Depends
		field "$name" Recommends
	done | sed 's/|.*//' | grep -v hwreg | LC_ALL=C sort -u
}

# in_root COMMAND...: in the clean Debian, without a network, with a /proc for as long as it runs
in_root() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount --pid --net --fork sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$ROOT" \
		env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"
}

# Every file there, but for what dpkg and apt keep, and logs
files() {
	(cd "$ROOT" && find . \( -path ./proc -o -path ./debs -o -path ./var/lib/dpkg -o -path ./var/lib/apt \
		-o -path ./var/cache/apt -o -path ./var/log \) -prune -o -print | LC_ALL=C sort)
}

@test "make deb builds hwreg, libhwreg0 and libhwreg-dev, of which lintian says nothing" {
	version=$(sed -n 's/^VERSION := //p' "$SRCTREE/Makefile")
	run -0 cat "$BATS_FILE_TMPDIR/out"
	for name in hwreg libhwreg-dev libhwreg0; do
		[[ $output == *"/deb/${name}_${version}_$(dpkg --print-architecture).deb"* ]]
	done
	run -0 lintian --allow-root --display-info --fail-on error,warning "$DEBS"/*.changes
	[ -z "$output" ]
}

@test "packages depend on libyaml, and recommend each other library that is loaded when needed" {
	mapfile -t sonames < <(grep -rhoE '^#define LAZY_SONAME "[^"]+' "$SRCTREE/src" | sed 's/.*"//')
	[ ${#sonames[@]} -ge 6 ]
	for soname in "${sonames[@]}"; do
		# of two generations of a library this system has one
		file=$(ldconfig -p | awk -v name="$soname" '$1 == name { print $NF; exit }')
		[ -n "$file" ] || continue
		dpkg -S "*/$soname" | sed -n 's/:.*//p' | head -1
	done | LC_ALL=C sort -u >"$BATS_TEST_TMPDIR/libraries"
	grep -qx libyaml-0-2 "$BATS_TEST_TMPDIR/libraries"
	[ "$(field hwreg Recommends)" = "$(grep -vx libyaml-0-2 "$BATS_TEST_TMPDIR/libraries")" ]
	[ "$(field hwreg Depends | grep -v systemd)" = $'libc6\nlibyaml-0-2' ]
	[ "$(field libhwreg0 Depends)" = $'libc6\nlibyaml-0-2' ]
	[ "$(field libhwreg0 Recommends | grep -v gpiod)" = hwreg ]
	[ "$(field libhwreg-dev Depends)" = "libhwreg0" ]
}

@test "a version that the changelog of the packages does not have is refused" {
	run -1 "$SRCTREE/src/packaging/deb" "$BATS_TEST_TMPDIR/out" 99.0
	[[ $output == "deb: "*"/changelog is of "*", the Makefile of 99.0; add an entry" ]]
	[ ! -e "$BATS_TEST_TMPDIR/out" ]
}

@test "a clean Debian installs hwreg with apt: boards, JSON, GPIO and imports work" {
	[ -z "$NO_ROOT" ] || skip "$NO_ROOT"
	run -0 in_root sh -c 'apt-get -qq -y install /debs/hwreg_*.deb 2>&1'
	run -0 in_root hwreg -t sim -b demo peek LED.CTRL
	[ "${lines[0]}" = "LED.CTRL  0x10000000 = 0x00000000" ]
	[ "${lines[1]}" = "    MODE   1:0 = 0    dark" ]
	run -0 in_root hwreg -t sim -b demo -o json peek LED.CTRL.LEVEL
	[[ $output == *'"name": "LED.CTRL.LEVEL"'* ]]
	run -0 in_root hwreg -n gpio get 0:1
	[ "$output" = "would request 0:1 as it is" ]
	echo '<device/>' >"$ROOT/tmp/t.svd"
	run -2 in_root hwreg import svd /tmp/t.svd
	[ "$output" = "/tmp/t.svd:1:1: error: this device has no peripherals" ]
	echo '/dts-v1/; / { compatible = "acme,board"; };' | dtc -q -O dtb -o "$ROOT/tmp/t.dtb"
	run -0 in_root hwreg import dt /tmp/t.dtb
	[[ $output == *"acme,board"* ]]
	rm "$ROOT/tmp/t.svd" "$ROOT/tmp/t.dtb"
}

@test "installing makes the group, its lock file and root's cache" {
	[ -z "$NO_ROOT" ] || skip "$NO_ROOT"
	run -0 in_root stat -c '%a %U %G' /run/lock/hwreg.lock /var/cache/hwreg
	[ "$output" = $'660 root hwreg\n700 root root' ]
	run -0 cat "$ROOT/usr/lib/udev/rules.d/60-hwreg.rules"
	[[ $output == *'GROUP="hwreg"'* ]]
}

@test "there, a program that pkg-config finds the library for reads a register by name" {
	[ -z "$NO_ROOT" ] || skip "$NO_ROOT"
	run -0 in_root sh -c 'apt-get -qq -y install /debs/libhwreg0_*.deb /debs/libhwreg-dev_*.deb 2>&1'
	cat >"$ROOT/tmp/p.c" <<-'END'
		#include <hwreg.h>
		#include <stdio.h>
		int main(void)
		{
			struct hwreg_error err = HWREG_ERROR_INIT;
			const char *target = "sim";
			struct hwreg_session_options options = { .size = sizeof(options), .targets = &target, .target_count = 1 };
			struct hwreg_board *board = NULL;
			struct hwreg_session *session = NULL;
			struct hwreg_location *location = NULL;
			struct hwreg_item item;
			uint64_t value = 0;
			int r = hwreg_board_load(&board, "demo", NULL, &err);

			options.board = board;
			if (r == 0)
				r = hwreg_session_open(&session, &options, &err);
			if (r == 0)
				r = hwreg_location_parse(&location, session, "UART0.STATUS", &err);
			if (r == 0) {
				hwreg_location_item(location, 0, &item);
				r = hwreg_session_read(session, &item, &value, &err);
			}
			if (r == 0)
				printf("0x%llx\n", (unsigned long long)value);
			else
				fprintf(stderr, "%s\n", err.message);
			hwreg_location_free(location);
			hwreg_session_close(session);
			hwreg_board_free(board);
			return r != 0;
		}
	END
	expected=$(in_root hwreg -t sim -b demo -q peek UART0.STATUS)
	for library in "\$(pkg-config --cflags --libs hwreg)" -l:libhwreg.a; do
		run -0 in_root sh -c "gcc -Wall -Werror -o /tmp/p /tmp/p.c $library"
		run -0 in_root /tmp/p
		[ "$(printf '0x%x' "$output")" = "$(printf '0x%x' "$expected")" ]
	done
	rm "$ROOT/tmp/p" "$ROOT/tmp/p.c"
}

@test "removing keeps what users may have changed, purging leaves no file" {
	[ -z "$NO_ROOT" ] || skip "$NO_ROOT"
	run -0 in_root sh -c 'apt-get -qq -y remove hwreg libhwreg0 libhwreg-dev 2>&1'
	[ ! -e "$ROOT/usr/share/hwreg" ]
	[ -d "$ROOT/var/cache/hwreg" ]
	run -0 in_root sh -c 'apt-get -qq -y purge hwreg && apt-get -qq -y --purge autoremove'
	run -0 diff "$BATS_FILE_TMPDIR/before" <(files)
}
