#!/usr/bin/env bats
# What other build systems use: a stand-in for kconfig-conf, the Buildroot package, the Yocto recipe.
# $SRCTREE: the sources.

bats_require_minimum_version 1.5.0

setup() {
	unset MAKEFLAGS MAKELEVEL MFLAGS
	packaging=$SRCTREE/src/packaging
}

# settings CONF MODE: what make and the compiler would include, after a start with the file start
settings() {
	rm -rf "$BATS_TEST_TMPDIR/config"
	mkdir -p "$BATS_TEST_TMPDIR/config/include/config" "$BATS_TEST_TMPDIR/config/include/generated"
	(
		cd "$BATS_TEST_TMPDIR/config"
		[ ! -e ../start ] || cp ../start .config
		srctree=$SRCTREE "$1" -s "$2" "$SRCTREE/Kconfig"
		srctree=$SRCTREE "$1" -s --silentoldconfig "$SRCTREE/Kconfig"
	) >/dev/null
	cat "$BATS_TEST_TMPDIR/config/include/config/auto.conf" "$BATS_TEST_TMPDIR/config/include/generated/autoconf.h" |
		grep -E '^(CONFIG|#define CONFIG)_' | LC_ALL=C sort
}

# agree MODE: the stand-in and kconfig-conf
agree() {
	settings "$packaging/kconfig" "$1" >"$BATS_TEST_TMPDIR/own"
	settings kconfig-conf "$1" >"$BATS_TEST_TMPDIR/real"
	[ -s "$BATS_TEST_TMPDIR/real" ]
	diff "$BATS_TEST_TMPDIR/real" "$BATS_TEST_TMPDIR/own"
}

@test "the stand-in for kconfig-conf agrees with it, whole and with each symbol off or alone on" {
	agree --alldefconfig
	agree --allnoconfig
	agree --allyesconfig
	mapfile -t symbols < <(sed -n 's/^config //p' "$SRCTREE/Kconfig")
	for symbol in "${symbols[@]}"; do
		echo "# CONFIG_$symbol is not set" >"$BATS_TEST_TMPDIR/start"
		agree --olddefconfig
		printf '%s\n' "${symbols[@]}" | sed "s/.*/# CONFIG_& is not set/; s/^# \(CONFIG_$symbol\) is.*/\1=y/" >"$BATS_TEST_TMPDIR/start"
		agree --olddefconfig
	done
}

@test "the stand-in for kconfig-conf refuses what it does not know" {
	cd "$BATS_TEST_TMPDIR"
	printf 'config X\n\tbool "x"\n\trange 1 2\n' >Kconfig
	run -1 "$packaging/kconfig" --alldefconfig Kconfig
	[ "$output" = $'kconfig: Kconfig:3: not understood: \trange 1 2' ]
	run -2 "$packaging/kconfig" --savedefconfig Kconfig
	[[ $output == usage:* ]]
}
