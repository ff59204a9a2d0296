SUMMARY = "Read and write hardware registers from user space"
DESCRIPTION = "Reads and writes registers through /dev/mem, UIO, PCI, I2C and files, by name from \
board files, for shells, hardware tests and, by libhwreg, drivers in user space."
SECTION = "console/utils"
LICENSE = "MIT"
LIC_FILES_CHKSUM = "file://LICENSE;md5=867731970867eea0a96e9aac7d5d9b90"

# The tree that this layer is in
EXTERNALSRC = "${@os.path.realpath(d.getVar('THISDIR') + '/../../../../..')}"
EXTERNALSRC_BUILD = "${WORKDIR}/build"
EXTERNALSRC_SYMLINKS = ""

inherit externalsrc pkgconfig useradd bash-completion

# Libraries are loaded when a command first needs them, so that nobody sees them in the programs
PACKAGECONFIG ??= "boards dt edit gpio json svd"
PACKAGECONFIG[boards] = ",,libyaml,libyaml"
PACKAGECONFIG[dt] = ",,dtc,dtc"
PACKAGECONFIG[edit] = ",,libedit,libedit"
PACKAGECONFIG[gpio] = ",,libgpiod,libgpiod"
PACKAGECONFIG[json] = ",,json-c,json-c"
PACKAGECONFIG[svd] = ",,expat,expat"

HWREG_OFF = "STATIC \
    ${@bb.utils.contains('PACKAGECONFIG', 'boards', '', 'BOARD', d)} \
    ${@bb.utils.contains('PACKAGECONFIG', 'dt', '', 'IMPORT_DT', d)} \
    ${@bb.utils.contains('PACKAGECONFIG', 'edit', '', 'SHELL_EDIT', d)} \
    ${@bb.utils.contains('PACKAGECONFIG', 'gpio', '', 'GPIO', d)} \
    ${@bb.utils.contains('PACKAGECONFIG', 'json', '', 'JSON', d)} \
    ${@bb.utils.contains('PACKAGECONFIG', 'svd', '', 'IMPORT_SVD', d)}"

EXTRA_OEMAKE = "-f ${S}/Makefile O=${B} V=1 'HOSTCC=${BUILD_CC}' KCONFIG_CONF=${S}/src/packaging/kconfig \
    PREFIX=${prefix} LIBDIR=${libdir} SYSTEMDIR=${nonarch_libdir}"

do_configure() {
    printf '# CONFIG_%s is not set\n' ${HWREG_OFF} >${B}/.config
    oe_runmake olddefconfig
}

do_compile() {
    oe_runmake all
}

do_install() {
    oe_runmake install DESTDIR=${D}
}

USERADD_PACKAGES = "${PN}"
GROUPADD_PARAM:${PN} = "--system hwreg"

PACKAGES =+ "lib${PN}"
FILES:lib${PN} = "${libdir}/libhwreg.so.*"
RRECOMMENDS:lib${PN} = "${PN}"
FILES:${PN} += "${datadir}/hwreg ${datadir}/zsh ${nonarch_libdir}/tmpfiles.d ${nonarch_libdir}/sysusers.d \
    ${nonarch_libdir}/udev"
