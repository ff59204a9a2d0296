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

# What Buildroot or Yocto has at hand for an arm64 machine
arm64() {
	triplet=aarch64-linux-gnu
	root=$("$SRCTREE/tests/foreign/prepare" arm64 $triplet)
}

copy_tree() { # folder
	mkdir -p "$1"
	for part in src boards dts tests Kconfig Makefile README.md LICENSE; do
		cp -R "$SRCTREE/$part" "$1/"
	done
}

# installed FOLDER LIBDIR: what there should be for arm64
installed() {
	for file in bin/hwreg "$2/libhwreg.so.0" include/hwreg.h "$2/pkgconfig/hwreg.pc" share/man/man1/hwreg.1 \
		share/hwreg/boards/demo.yaml share/hwreg/dts/raspi3b-uio.dtso lib/udev/rules.d/60-hwreg.rules; do
		[ -e "$1/usr/$file" ]
	done
	readelf -h "$1/usr/bin/hwreg" | grep -q 'Machine:.*AArch64'
}

buildroot() { # make's arguments
	make -s -f "$SRCTREE/tests/build/buildroot.mk" "WORK=$BATS_TEST_TMPDIR/work" "ROOT=$root" TRIPLET=$triplet \
		CROSS=$triplet- BR2_PACKAGE_HWREG=y "$@"
}

@test "Buildroot: the package's lines build and install hwreg for arm64, with the options that are on" {
	arm64
	copy_tree "$BATS_TEST_TMPDIR/work/src"
	all=(BR2_PACKAGE_HWREG_BOARDS=y BR2_PACKAGE_HWREG_DT=y BR2_PACKAGE_HWREG_EDIT=y BR2_PACKAGE_HWREG_GPIO=y
		BR2_PACKAGE_HWREG_JSON=y BR2_PACKAGE_HWREG_SVD=y)
	run -0 buildroot show "${all[@]}"
	[ "$output" = "0.1.0 local libyaml dtc libedit host-pkgconf libgpiod json-c expat y" ]
	[ "${output%% *}" = "$(sed -n 's/^VERSION := //p' "$SRCTREE/Makefile")" ]
	run -0 buildroot show
	[ "$output" = "0.1.0 local  y" ]
	run -0 buildroot -j2 BR2_PACKAGE_HWREG_BOARDS=y BR2_PACKAGE_HWREG_JSON=y
	installed "$BATS_TEST_TMPDIR/work/target" lib
	installed "$BATS_TEST_TMPDIR/work/staging" lib
	run -0 grep -oaE 'cannot load lib[a-z0-9-]+' "$BATS_TEST_TMPDIR/work/target/usr/bin/hwreg"
	[ "$(LC_ALL=C sort -u <<<"$output")" = $'cannot load libjson-c\ncannot load libyaml-0' ]
}

@test "Buildroot: the options select what they need; the licence is the one of the hash" {
	cd "$BATS_TEST_TMPDIR"
	{
		printf 'config BR2_EXTERNAL_HWREG_PATH\n\tstring\n\toption env="BR2_EXTERNAL_HWREG_PATH"\n'
		for symbol in USE_MMU TOOLCHAIN_USES_GLIBC TOOLCHAIN_HEADERS_AT_LEAST_4_8; do
			printf 'config BR2_%s\n\tdef_bool y\n' $symbol
		done
		for symbol in STATIC_LIBS PACKAGE_LIBYAML PACKAGE_DTC PACKAGE_LIBEDIT PACKAGE_LIBGPIOD PACKAGE_JSON_C PACKAGE_EXPAT; do
			printf 'config BR2_%s\n\tbool\n' $symbol
		done
		# this kconfig-conf does not expand variables in source
		sed "s,\$BR2_EXTERNAL_HWREG_PATH,$packaging/buildroot," "$packaging/buildroot/Config.in"
	} >Config.in
	export BR2_EXTERNAL_HWREG_PATH=$packaging/buildroot CONFIG_=
	echo BR2_PACKAGE_HWREG=y >.config
	run -0 kconfig-conf -s --olddefconfig Config.in
	[[ $output != *warning* ]]
	run -0 sed -n 's/^BR2_PACKAGE_\(.*\)=y/\1/p' .config
	[ "$(sort <<<"$output")" = $'HWREG\nHWREG_BOARDS\nLIBYAML' ]
	run -0 kconfig-conf -s --allyesconfig Config.in
	run -0 sed -n 's/^BR2_PACKAGE_\(.*\)=y/\1/p' .config
	[ "$(sort <<<"$output" | paste -sd' ')" = "DTC EXPAT HWREG HWREG_BOARDS HWREG_DT HWREG_EDIT HWREG_GPIO HWREG_JSON HWREG_SVD JSON_C LIBEDIT LIBGPIOD LIBYAML" ]
	cd "$SRCTREE"
	run -0 sh -c "sed -n 's/^sha256  //p' '$packaging/buildroot/package/hwreg/hwreg.hash' | sha256sum -c"
	[ "$output" = "LICENSE: OK" ]
}

recipe() { # get|run, name, more variables
	local action=$1 name=$2
	shift 2
	"$SRCTREE/tests/build/recipe" "$packaging"/yocto/recipes-support/hwreg/hwreg_*.bb "$action" "$name" \
		"S=$SRCTREE" "B=$BATS_TEST_TMPDIR/work/build" "WORKDIR=$BATS_TEST_TMPDIR/work" "D=$BATS_TEST_TMPDIR/image" \
		prefix=/usr libdir=/usr/lib64 nonarch_libdir=/usr/lib datadir=/usr/share BUILD_CC=gcc \
		PACKAGES=hwreg FILES:hwreg= "$@"
}

@test "Yocto: the recipe's tasks build and install hwreg for arm64, each file of a package" {
	arm64
	# as bitbake exports them
	export CC=$triplet-gcc AR=$triplet-ar CFLAGS="-O1 -Werror" CPPFLAGS=-I$root/usr/include \
		LDFLAGS=-L$root/usr/lib/$triplet PKG_CONFIG_LIBDIR=$root/usr/lib/$triplet/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
	for task in do_configure do_compile do_install; do
		MAKEFLAGS="-s -j2" run -0 recipe run $task "PACKAGECONFIG=boards gpio"
	done
	installed "$BATS_TEST_TMPDIR/image" lib64
	run -0 grep -oaE 'cannot load lib[a-z0-9-]+' "$BATS_TEST_TMPDIR/image/usr/bin/hwreg"
	[ "$(LC_ALL=C sort -u <<<"$output")" = $'cannot load libgpiod\ncannot load libyaml-0' ]
	# what bitbake.conf gives to hwreg, -dev, -staticdev and -doc, and the class to -bash-completion
	usual="/usr/bin /usr/include /usr/lib64/libhwreg.so /usr/lib64/pkgconfig /usr/lib64/libhwreg.a /usr/share/man
		/usr/share/bash-completion"
	run -0 recipe get 'FILES:lib${PN}'
	files=$output
	run -0 recipe get 'FILES:${PN}'
	for entry in $usual $files $output; do
		# shellcheck disable=SC2086 # a pattern
		rm -r "$BATS_TEST_TMPDIR/image"$entry
	done
	run -0 find "$BATS_TEST_TMPDIR/image" ! -type d
	[ -z "$output" ]
}

@test "Yocto: version, licence, source and dependencies of the recipe are right" {
	version=$(sed -n 's/^VERSION := //p' "$SRCTREE/Makefile")
	[ -e "$packaging/yocto/recipes-support/hwreg/hwreg_$version.bb" ]
	run -0 recipe get LIC_FILES_CHKSUM
	[ "$output" = "file://LICENSE;md5=$(md5sum <"$SRCTREE/LICENSE" | cut -d' ' -f1)" ]
	run -0 recipe get EXTERNALSRC
	[ "$output" = "$(realpath "$SRCTREE")" ]
	run -0 recipe get inherit
	[ "$output" = "externalsrc pkgconfig useradd bash-completion" ]
	run -0 recipe get HWREG_OFF
	[ "$output" = STATIC ]
	run -0 recipe get HWREG_OFF PACKAGECONFIG=json
	[ "$output" = "STATIC BOARD IMPORT_DT SHELL_EDIT GPIO IMPORT_SVD" ]
	# a library that is loaded is needed to build and to run
	for feature in boards:libyaml dt:dtc edit:libedit gpio:libgpiod json:json-c svd:expat; do
		run -0 recipe get "PACKAGECONFIG[${feature%:*}]"
		[ "$output" = ",,${feature#*:},${feature#*:}" ]
	done
}
