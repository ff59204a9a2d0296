# shellcheck shell=bash disable=SC2154 # machine_describe sets $machine_…
# The drivers of tests/drivers, for emulated machines: source this behind machine.bash
#
# drivers_build MACHINE OUT	builds them in the folder OUT, static, with what is installed in OUT/installed alone:
#				the library that pkg-config finds there and copies of the drivers' own sources
# drivers_files OUT		the options of machine_start that bring them into the machine, into DRIVERS_FILES

drivers_build() {
	local machine=$1 out=$2
	mkdir -p "$out"
	"$machine_here/build" --for "$machine" --install "$out/installed" >/dev/null || return
	machine_describe "$machine"
	cp -r "$machine_here/../drivers" "$out/sources"
	(
		cd "$out" || exit
		unset MAKEFLAGS MAKELEVEL MFLAGS CPATH LIBRARY_PATH
		PKG_CONFIG_LIBDIR=$out/installed/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$out/installed \
			make -s -f sources/Makefile STATIC=1 "CC=$machine_triplet-gcc" "HWREG=${HWREG:?}" \
			"BOARD=$out/installed/usr/share/hwreg/boards/qemu-virt-arm64.yaml" \
			"LDFLAGS=-L$machine_kit/sysroot/usr/lib/$machine_triplet ${HWREG_COVERAGE:+--coverage}"
	)
}

drivers_files() {
	local program
	DRIVERS_FILES=(--file "$1/sources/edu.yaml=/etc/hwreg/boards/edu.yaml")
	for program in rtc rtc-model edu-uio edu-vfio edu-model; do
		DRIVERS_FILES+=(--file "$1/$program=/usr/bin/$program")
	done
}
