# shellcheck shell=bash disable=SC2034,SC2154 # part of prepare, whose variables these are
# What the arm64 machine's kit has more: modules built out of tree, and drivers of the kernel's source
machine_companions="linux-headers-@ABI@-cloud-arm64 linux-headers-@ABI@-common linux-kbuild-$series:@HOST@ linux-source-$series"
machine_tools="make tar"
machine_parts=("${BASH_SOURCE[0]}" "$here/i2c-memory.c")

readonly built_modules="uio_pdrv_genirq uio_dmem_genirq irq_sim gpio-sim i2c-core i2c-dev i2c-stub i2c-memory"
readonly module_sources="drivers/uio/uio_pdrv_genirq.c drivers/uio/uio_dmem_genirq.c drivers/gpio/gpio-sim.c
	drivers/gpio/gpiolib.h kernel/irq/irq_sim.c drivers/i2c/i2c-boardinfo.c drivers/i2c/i2c-core-acpi.c
	drivers/i2c/i2c-core-base.c drivers/i2c/i2c-core-of.c drivers/i2c/i2c-core-smbus.c drivers/i2c/i2c-core.h
	drivers/i2c/i2c-dev.c drivers/i2c/i2c-stub.c"
readonly kept_sources="drivers/rtc/rtc-pl031.c drivers/gpio/gpio-pl061.c drivers/tty/serial/amba-pl011.c
	include/linux/amba/serial.h"

extract_sources() {
	local tree="linux-source-$series" file
	local -a members=()
	say UNPACK "linux-source-$series"
	dpkg --fsys-tarfile "$work/packages/linux-source-$series"_*.deb |
		tar -x -C "$work" --strip-components=3 "./usr/src/$tree.tar.xz"
	for file in $module_sources $kept_sources; do
		members+=("$tree/$file")
	done
	# --occurrence ends the reading at the last of them; xz then gets a SIGPIPE, which is no failure
	mkdir -p "$work/source"
	tar -x -C "$work/source" --strip-components=1 --occurrence=1 -f "$work/$tree.tar.xz" "${members[@]}"
	for file in $kept_sources; do
		install -D -m 644 "$work/source/$file" "$kit/source/$file"
	done
	rm "$work/$tree.tar.xz"
}

# irq_sim is no module in the kernel's own build: one function is not exported, and it says nothing of its licence.
# This kernel is built without I2C, which as a module needs nothing of it but a definition.
stage_modules() {
	mkdir -p "$work/build"
	cp "$work"/source/drivers/uio/*.c "$work"/source/drivers/gpio/gpio{-sim.c,lib.h} \
		"$work"/source/drivers/i2c/*.[ch] "$here/i2c-memory.c" "$work/build"
	{
		printf '#include <linux/irq.h>\n#include <linux/module.h>\n'
		sed 's/irq_to_desc(irqd->irq)/irq_data_to_desc(irqd)/; s/irq_to_desc(\([a-z]*\))/irq_data_to_desc(irq_get_irq_data(\1))/' \
			"$work/source/kernel/irq/irq_sim.c"
		printf 'MODULE_LICENSE("GPL");\n'
	} >"$work/build/irq_sim.c"
	local module
	for module in $built_modules; do
		say BUILD "$module.ko"
		printf 'obj-m += %s.o\n' "$module"
	done >"$work/build/Kbuild"
	cat >>"$work/build/Kbuild" <<-'KBUILD'
		ccflags-y += -DCONFIG_I2C_MODULE=1 -DCONFIG_I2C_BOARDINFO=1
		i2c-core-y := i2c-core-acpi.o i2c-core-base.o i2c-core-of.o i2c-core-smbus.o i2c-boardinfo.o
	KBUILD
}

# The headers' Makefile and the kbuild scripts know each other by absolute paths; both now live in $work/root.
build_modules() {
	local headers="$work/root/usr/src/linux-headers-$abi-$machine_flavour"
	local -a variables=("DEB_BUILD_ARCH=$host_architecture" "DEB_HOST_ARCH=$machine_debian"
		"DEB_HOST_GNU_TYPE=$machine_triplet")
	stage_modules
	sed -i "s|/usr/src/|$work/root/usr/src/|" "$headers/Makefile"
	make -s -j"$(nproc)" -C "$headers" "M=$work/build" "${variables[@]}" modules >"$work/build/log" 2>&1 || {
		tail -n 40 "$work/build/log" >&2
		die "the modules do not build"
	}
	local module
	for module in $built_modules; do
		"$machine_triplet-strip" --strip-debug -o "$kit/modules/$module.ko" "$work/build/$module.ko"
	done
}

machine_more() {
	extract_sources &
	unpack "$work/root" "linux-headers-$abi-$machine_flavour" "linux-headers-$abi-common" "linux-kbuild-$series"
	wait $! || die "the kernel's source does not unpack"
	build_modules
}
