# hwreg - `make help` tells what there is to make

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:

VERSION := 0.1.0
SOVERSION := 0

srctree := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
O ?= build
objtree := $(abspath $(O))

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
# where systemd-tmpfiles, systemd-sysusers and udev look, whatever LIBDIR is
SYSTEMDIR ?= $(PREFIX)/lib
BOARDDIR ?= $(DATADIR)/hwreg/boards
DTSDIR ?= $(DATADIR)/hwreg/dts
BASHCOMPDIR ?= $(DATADIR)/bash-completion/completions
ZSHCOMPDIR ?= $(DATADIR)/zsh/site-functions

# Tools: CROSS_COMPILE as in the kernel; CC=clang on the command line wins
ifeq ($(origin CC),default)
CC := $(CROSS_COMPILE)gcc
endif
ifeq ($(origin AR),default)
AR := $(CROSS_COMPILE)ar
endif
HOSTCC ?= cc
STRIP ?= $(CROSS_COMPILE)strip
INSTALL ?= install
KCONFIG_CONF ?= kconfig-conf
KCONFIG_MCONF ?= kconfig-mconf

CFLAGS ?= $(if $(CONFIG_SMALL),-Os,-O2 -g)
ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-7s %s\n'
endif
ifneq ($(findstring s,$(filter-out --%,$(firstword $(MAKEFLAGS)))),)
say = @:
endif

# What needs no configuration
plain_goals := help deb clean distclean %config demo emulate check check-% faults lint abi bench budget fuzz coverage
configured := $(filter-out $(plain_goals),$(or $(MAKECMDGOALS),all))

config := $(objtree)/.config
auto_conf := $(objtree)/include/config/auto.conf
autoconf_h := $(objtree)/include/generated/autoconf.h
# every object is newer: made when nothing tells which symbols changed since the objects were made
config_known := $(objtree)/include/config/known

.PHONY: all
all: hwreg

ifneq ($(configured),)
-include $(auto_conf)
endif
include $(srctree)/src/objects.mk
include $(srctree)/src/small.mk

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla
WARNINGS += $(if $(CONFIG_WERROR),-Werror)
INCLUDES := -I$(srctree)/src/include -I$(srctree)/src/common
DEFINES := -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64
DEFINES += -DHWREG_VERSION='"$(VERSION)"' -DHWREG_BOARDDIR='"$(BOARDDIR)"'
compile = $(CC) -std=gnu11 $(WARNINGS) $(sees) \
	  -ffile-prefix-map=$(srctree)/= $(CPPFLAGS) $(CFLAGS) -fvisibility=hidden $(static-cflags) $(small-cflags) $(musl-cflags)
link = $(CC) $(CFLAGS) $(1) -Wl,-z,relro,-z,now $(small-ldflags)
link-shared = $(call link,$(LDFLAGS))
# One that is static has no use for paths of shared libraries, at which glibc stops it when it is loaded at any address
link-static = $(call link,$(filter-out -Wl$(comma)-rpath%,$(LDFLAGS))) $(static-ldflags)
comma := ,
# A static command is loaded at a random address, as one with shared libraries is, where the C library can do that:
# those of 32-bit Arm and of s390x in Debian 12 cannot
ifeq ($(CONFIG_STATIC),y)
static-ldflags := -static
ifneq ($(if $(CONFIG_SMALL),,$(findstring /,$(shell $(CC) -print-file-name=rcrt1.o))),)
static-cflags := -fPIE
static-ldflags := -static-pie
endif
endif
# What static analysis has to know of it, with the target's room
sees = $(INCLUDES) -include $(autoconf_h) $(DEFINES)

lib_objects := $(addprefix $(objtree)/src/,$(lib-y) $(common-y))
tool_objects := $(addprefix $(objtree)/src/,$(tool-y))
lib_shared_objects := $(addprefix $(objtree)/src/,$(lib-shared-y))
tool_shared_objects := $(addprefix $(objtree)/src/,$(tool-shared-y))

# ---- Configuration --------------------------------------------------------------------------------

config_targets := defconfig tinyconfig allnoconfig allyesconfig olddefconfig menuconfig oldconfig
.PHONY: $(config_targets)

need_kconfig = @command -v $(1) >/dev/null || { \
	echo "make: $(1) not found; install it: apt-get install kconfig-frontends" >&2; exit 1; }

allnoconfig: kconfig_mode := --allnoconfig
allyesconfig: kconfig_mode := --allyesconfig
olddefconfig: kconfig_mode := --olddefconfig
oldconfig: kconfig_mode := --oldconfig

# Where a library has no static version, the default is a command with shared ones
defconfig:
	$(call need_kconfig,$(KCONFIG_CONF))
	@mkdir -p $(objtree)
	@missing=$$($(srctree)/src/static_missing '$(PKG_CONFIG)' $(CC) $(CPPFLAGS) $(LDFLAGS)); \
	if [ "$$missing" ]; then \
		echo "make: linking with shared libraries, as there is no static version of: $$missing" >&2; \
		echo '# CONFIG_STATIC is not set'; fi >$(config)
	$(Q)cd $(objtree) && srctree=$(srctree) $(KCONFIG_CONF) -s --olddefconfig $(srctree)/Kconfig

allnoconfig allyesconfig olddefconfig oldconfig:
	$(call need_kconfig,$(KCONFIG_CONF))
	@mkdir -p $(objtree)
	$(Q)cd $(objtree) && srctree=$(srctree) $(KCONFIG_CONF) -s $(kconfig_mode) $(srctree)/Kconfig

tinyconfig: small := $(srctree)/src/configs/tiny.config
tinyconfig:
	$(call need_kconfig,$(KCONFIG_CONF))
	@mkdir -p $(objtree)
	$(Q)cd $(objtree) && awk 'FNR == NR { sub(/=.*/, ""); on[$$0]; next } \
		/^config / && !("CONFIG_" $$2 in on) { print "# CONFIG_" $$2 " is not set" }' \
		$(small) $(srctree)/Kconfig >.config && cat $(small) >>.config && \
		srctree=$(srctree) $(KCONFIG_CONF) -s --olddefconfig $(srctree)/Kconfig

menuconfig:
	$(call need_kconfig,$(KCONFIG_MCONF))
	@mkdir -p $(objtree)
	$(Q)cd $(objtree) && srctree=$(srctree) $(KCONFIG_MCONF) $(srctree)/Kconfig

$(config):
	$(say) CONFIG .config
	@$(MAKE) -f $(srctree)/Makefile O=$(objtree) defconfig

# Symbols that are new since .config was made get their defaults. kconfig-conf rewrites its outputs
# always; only a changed one may rebuild what includes it
$(auto_conf): $(config) $(srctree)/Kconfig
	$(call need_kconfig,$(KCONFIG_CONF))
	@mkdir -p $(objtree)/include/config $(objtree)/include/generated
	@test -e $(config_known) || touch $(config_known)
	@cp -p $(autoconf_h) $(autoconf_h).old 2>/dev/null || :
	$(Q)cd $(objtree) && for step in olddefconfig silentoldconfig; do \
		srctree=$(srctree) $(KCONFIG_CONF) -s --$$step $(srctree)/Kconfig; done
	@if cmp -s $(autoconf_h) $(autoconf_h).old; then cp -p $(autoconf_h).old $(autoconf_h); fi
	@rm -f $(autoconf_h).old
	@touch $@

$(autoconf_h): $(auto_conf)
	@test -e $@

$(config_known): | $(auto_conf)
	@touch $@

# ---- Building -------------------------------------------------------------------------------------

# A file that changes only when its text does: command lines and object lists are dependencies too
define text_file
$(1): FORCE
	@mkdir -p $$(@D)
	@printf '%s\n' $$(call quote,$(2)) >$$@.$$$$$$$$ && \
	if cmp -s $$@.$$$$$$$$ $$@; then rm -f $$@.$$$$$$$$; else mv -f $$@.$$$$$$$$ $$@; fi
endef
quote = '$(subst ','\'',$(1))'
.PHONY: FORCE
FORCE:

$(eval $(call text_file,$(objtree)/.compile,$$(compile)))
$(eval $(call text_file,$(objtree)/.lib-objects,$$(lib_shared_objects) $$(LDFLAGS) $$(lib-libs-y)))
$(eval $(call text_file,$(objtree)/.tool-objects,$$(tool_objects) $$(if $$(CONFIG_STATIC),$$(link-static),$$(link-shared)) $$(tool-libs-y)))
$(eval $(call text_file,$(objtree)/.install-paths,$$(PREFIX) $$(LIBDIR) $$(INCLUDEDIR)))

# A cached board is for the very loader that made it: its sources, as far as they make images
board_sources := $(sort $(wildcard $(srctree)/src/lib/board/*.[ch]))
board_sources_h := $(objtree)/include/generated/board_sources.h
$(board_sources_h): $(board_sources)
	@mkdir -p $(@D)
	@sum=$$(cat $(board_sources) | sha256sum) && \
	printf '#define BOARD_SOURCES "%.32s"\n' "$$sum" >$@

$(objtree)/src/lib/board/cache.o: $(board_sources_h)
# Objects, and what static analysis finds in their sources, are made with the same
made = $(objtree)/src/$(1).o $(objtree)/static/src/$(1).found
$(call made,lib/board/cache): private DEFINES += -include $(board_sources_h)
pic := $(if $(CONFIG_SHARED),-fPIC)
$(call made,lib/%): private room := -I$(srctree)/src/lib -I$(srctree)/src/lib/board $(pic)
$(call made,common/%): private room := $(pic)
$(call made,lib/gpio/gpiod%): private INCLUDES := $(gpiod-cflags) $(INCLUDES)
$(call made,tool/%): private room := -I$(srctree)/src/tool -I$(srctree)/src/import -I$(srctree)/src/export
$(call made,man/%): private room := -I$(srctree)/src/tool

# A changed symbol compiles only what names it, in the source or a header
dependencies = awk -v config=$(objtree)/include/config -f $(srctree)/src/configdep.awk $(1) >$(1).new && mv $(1).new $(1)

$(objtree)/src/%.o: $(srctree)/src/%.c $(config_known) $(objtree)/.compile | $(autoconf_h)
	$(say) CC $(patsubst $(objtree)/%,%,$@)
	@mkdir -p $(@D)
	$(Q)$(compile) $(room) -MMD -MP -c -o $@ $<
	@$(call dependencies,$(@:.o=.d))

# Libraries are loaded when they are first needed, though those of the command are static
$(objtree)/src/%.shared.o: $(srctree)/src/%.c $(config_known) $(objtree)/.compile | $(autoconf_h)
	$(say) CC $(patsubst $(objtree)/%,%,$@)
	@mkdir -p $(@D)
	$(Q)$(compile) $(room) -DUSES_SHARED_LIBRARIES -MMD -MP -c -o $@ $<
	@$(call dependencies,$(@:.o=.d))

# The page of `hwreg export html`: its files are in the command as bytes
html_parts := $(wildcard $(srctree)/src/export/html/*)

$(objtree)/src/export/html_files.c: $(html_parts)
	$(say) GEN src/export/html_files.c
	@mkdir -p $(@D)
	$(Q)$(srctree)/src/export/html/embed $(srctree)/src/export/html >$@

$(objtree)/src/export/html_files.o: $(objtree)/src/export/html_files.c $(config_known) $(objtree)/.compile | $(autoconf_h)
	$(say) CC $(patsubst $(objtree)/%,%,$@)
	$(Q)$(compile) -I$(srctree)/src/export -MMD -MP -c -o $@ $<
	@$(call dependencies,$(@:.o=.d))

# The numbers of the system calls that a sandbox knows, as the kernel's headers for this CPU have them
sandbox_calls_h := $(objtree)/include/generated/sandbox_calls.h
$(sandbox_calls_h): $(srctree)/src/tool/sandbox_calls $(srctree)/src/tool/sandbox_calls.list
	@mkdir -p $(@D)
	$(Q)$^ >$@

$(call made,tool/sandbox_filter): $(sandbox_calls_h)
$(call made,tool/sandbox_filter): private INCLUDES += -I$(objtree)/include

$(objtree)/src/lib/gpio/missing.o:
	@printf '%s\n' $(call quote,$(PKG_CONFIG) --modversion libgpiod: $(gpiod-version)) \
		'make: GPIO needs libgpiod 1.6 or 2, found by pkg-config: apt-get install libgpiod-dev pkg-config;' \
		'make: or turn it off: make menuconfig' >&2; exit 1

-include $(patsubst %.o,%.d,$(sort $(lib_objects) $(tool_objects) $(lib_shared_objects) $(tool_shared_objects)))

.PHONY: hwreg lib man
hwreg: $(objtree)/hwreg lib man
lib: $(objtree)/libhwreg.a $(if $(CONFIG_SHARED),$(objtree)/libhwreg.so) $(objtree)/hwreg.pc

$(objtree)/libhwreg.a: $(lib_objects) $(objtree)/.lib-objects
	$(say) AR libhwreg.a
	$(Q)rm -f $@ && $(AR) rcs $@ $(lib_objects)

$(objtree)/libhwreg.so.$(VERSION): $(lib_shared_objects) $(objtree)/.lib-objects $(srctree)/src/lib/libhwreg.map
	$(say) LD $(@F)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,libhwreg.so.$(SOVERSION) -Wl,-z,relro,-z,now \
		-Wl,-z,defs -Wl,--version-script=$(srctree)/src/lib/libhwreg.map -o $@ $(lib_shared_objects) $(lib-shared-libs)

$(objtree)/libhwreg.so.$(SOVERSION): $(objtree)/libhwreg.so.$(VERSION)
	$(Q)ln -sf $(<F) $@

$(objtree)/libhwreg.so: $(objtree)/libhwreg.so.$(SOVERSION)
	$(Q)ln -sf $(<F) $@

$(objtree)/hwreg: $(tool_objects) $(objtree)/libhwreg.a $(objtree)/.tool-objects
	$(say) LD hwreg
	$(Q)$(if $(CONFIG_STATIC),$(link-static),$(link-shared)) -o $@ $(tool_objects) $(objtree)/libhwreg.a $(lib-libs-y) $(tool-libs-y)

# The same command with shared libraries, for what looks into it: valgrind, LD_PRELOAD
.PHONY: hwreg-shared
hwreg-shared: $(objtree)/hwreg-shared
$(objtree)/hwreg-shared: $(tool_shared_objects) $(lib_shared_objects) $(objtree)/.tool-objects
	$(say) LD hwreg-shared
	$(Q)$(link-shared) -o $@ $(tool_shared_objects) $(lib_shared_objects) $(lib-shared-libs) $(tool-shared-libs)

$(objtree)/hwreg.pc: $(srctree)/src/lib/hwreg.pc.in $(objtree)/.install-paths
	$(say) GEN hwreg.pc
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@INCLUDEDIR@|$(INCLUDEDIR)|' \
		-e 's|@VERSION@|$(VERSION)|; s|@LIBS_PRIVATE@|$(strip $(lib-libs-y))|' $< >$@

# Synopses and options of hwreg(1) come from the tables of the command, through a host program
man: $(addprefix $(objtree)/,hwreg.1 hwreg-board.5 hwreg-policy.5 hwreg-sequence.5 hwreg.7 hwreg-accesses.7 man3/.made)

$(objtree)/mkman: $(srctree)/src/man/mkman.c $(srctree)/src/man/roff.h $(srctree)/src/tool/commands.c $(srctree)/src/tool/options.h $(srctree)/src/tool/gpio_options.h $(autoconf_h) $(objtree)/.compile
	$(say) HOSTCC mkman
	$(Q)$(HOSTCC) -std=gnu11 -O1 -Wall -Wextra $(INCLUDES) -I$(srctree)/src/tool -include $(autoconf_h) \
		$(DEFINES) -o $@ $<

$(objtree)/hwreg.1: $(srctree)/src/man/hwreg.1.in $(objtree)/mkman
	$(say) GEN hwreg.1
	$(Q)$(objtree)/mkman <$< >$@

$(objtree)/%.5: $(srctree)/src/man/%.5.in $(objtree)/.compile
	$(say) GEN $*.5
	$(Q)sed 's|@VERSION@|$(VERSION)|' $< >$@

# The guide shows files that the tests use
$(objtree)/hwreg.7: $(srctree)/src/man/hwreg.7.in $(wildcard $(srctree)/src/man/guide/*) $(objtree)/mkman
	$(say) GEN hwreg.7
	$(Q)cd $(srctree)/src/man && $(objtree)/mkman <$< >$@

# The table of accesses is one that tests read
$(objtree)/hwreg-accesses.7: $(srctree)/src/man/hwreg-accesses.7.in $(srctree)/src/man/accesses.table $(objtree)/mkman
	$(say) GEN hwreg-accesses.7
	$(Q)cd $(srctree)/src/man && $(objtree)/mkman <$< >$@

# Section 3 comes from the comments of the public headers, a page an object and a link a function
api_headers := $(addprefix $(srctree)/src/include/,hwreg.h hwreg_io.h)
api_examples := $(srctree)/src/man/examples
mkapi_sources := $(addprefix $(srctree)/src/man/,mkapi.c header.c check.c prose.c)

$(objtree)/mkapi: $(mkapi_sources) $(addprefix $(srctree)/src/man/,header.h prose.h roff.h)
	$(say) HOSTCC mkapi
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -D_GNU_SOURCE -O1 -Wall -Wextra -o $@ $(mkapi_sources)

$(objtree)/man3/.made: $(objtree)/mkapi $(api_headers) $(wildcard $(api_examples)/*.c)
	$(say) GEN man3
	$(Q)rm -rf $(@D) && mkdir -p $(@D)
	$(Q)$(objtree)/mkapi $(@D) $(api_examples) $(VERSION) $(api_headers)
	@touch $@

# ---- Installing -----------------------------------------------------------------------------------

.PHONY: install
install: all
	$(say) INSTALL '$(DESTDIR)$(PREFIX)'
	$(Q)$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR) \
		$(addprefix $(DESTDIR)$(MANDIR)/man,1 3 5 7) $(DESTDIR)$(BOARDDIR)
	$(Q)$(INSTALL) -m 755 $(objtree)/hwreg $(DESTDIR)$(BINDIR)/hwreg
	$(Q)$(INSTALL) -m 644 $(objtree)/libhwreg.a $(DESTDIR)$(LIBDIR)/
ifeq ($(CONFIG_SHARED),y)
	$(Q)$(INSTALL) -m 755 $(objtree)/libhwreg.so.$(VERSION) $(DESTDIR)$(LIBDIR)/
	$(Q)ln -sf libhwreg.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libhwreg.so.$(SOVERSION)
	$(Q)ln -sf libhwreg.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libhwreg.so
endif
	$(Q)$(INSTALL) -m 644 $(objtree)/hwreg.pc $(DESTDIR)$(LIBDIR)/pkgconfig/
	$(Q)$(INSTALL) -m 644 $(srctree)/src/include/hwreg.h $(srctree)/src/include/hwreg_io.h $(DESTDIR)$(INCLUDEDIR)/
	$(Q)$(INSTALL) -m 644 $(objtree)/hwreg.1 $(DESTDIR)$(MANDIR)/man1/
	$(Q)$(INSTALL) -m 644 $(objtree)/man3/*.3 $(DESTDIR)$(MANDIR)/man3/
	$(Q)$(INSTALL) -m 644 $(addprefix $(objtree)/,hwreg-board.5 hwreg-policy.5 hwreg-sequence.5) $(DESTDIR)$(MANDIR)/man5/
	$(Q)$(INSTALL) -m 644 $(objtree)/hwreg.7 $(objtree)/hwreg-accesses.7 $(DESTDIR)$(MANDIR)/man7/
	$(Q)$(INSTALL) -D -m 644 $(srctree)/src/system/hwreg-tmpfiles.conf $(DESTDIR)$(SYSTEMDIR)/tmpfiles.d/hwreg.conf
	$(Q)$(INSTALL) -D -m 644 $(srctree)/src/system/hwreg-sysusers.conf $(DESTDIR)$(SYSTEMDIR)/sysusers.d/hwreg.conf
	$(Q)$(INSTALL) -D -m 644 $(srctree)/src/system/60-hwreg.rules $(DESTDIR)$(SYSTEMDIR)/udev/rules.d/60-hwreg.rules
	$(Q)cd $(srctree)/boards && find . -name '*.yaml' -exec $(INSTALL) -D -m 644 {} $(DESTDIR)$(BOARDDIR)/{} \;
	$(Q)$(INSTALL) -d $(DESTDIR)$(DTSDIR) && $(INSTALL) -m 644 $(srctree)/dts/*.dtso $(DESTDIR)$(DTSDIR)/
ifeq ($(CONFIG_CMD_COMPLETION),y)
	$(Q)$(INSTALL) -D -m 644 $(srctree)/src/system/completion.bash $(DESTDIR)$(BASHCOMPDIR)/hwreg
	$(Q)$(INSTALL) -D -m 644 $(srctree)/src/system/completion.zsh $(DESTDIR)$(ZSHCOMPDIR)/_hwreg
endif

# ---- Packages -------------------------------------------------------------------------------------

.PHONY: deb
deb:
	$(packages) deb
	@$(srctree)/src/packaging/deb $(objtree)/deb $(VERSION)

# ---- Testing and trying ---------------------------------------------------------------------------

include $(srctree)/tests/tests.mk

# ---- Cleaning -------------------------------------------------------------------------------------

.PHONY: clean distclean
clean:
	$(say) CLEAN '$(O)'
	$(Q)rm -rf $(objtree)/src $(objtree)/tests $(objtree)/kernel $(addprefix $(objtree)/,static sanitize tsan fuzz coverage) \
		$(objtree)/deb $(objtree)/man3 $(objtree)/mkapi \
		$(addprefix $(objtree)/,arm64 arm64-dynamic armhf x86_64 arm32 bigendian) \
		$(addprefix $(objtree)/,hwreg hwreg-shared hwreg-valgrind) $(objtree)/libhwreg.* $(objtree)/hwreg.pc \
		$(addprefix $(objtree)/,hwreg.1 hwreg-board.5 hwreg-policy.5 hwreg-sequence.5 hwreg.7 hwreg-accesses.7 mkman) $(objtree)/.compile \
		$(objtree)/.lib-objects $(objtree)/.tool-objects $(objtree)/.install-paths

distclean: clean
	$(Q)rm -rf $(objtree)/include $(objtree)/.config $(objtree)/.config.old $(objtree)/..config.cmd
	$(Q)rmdir $(objtree) 2>/dev/null || :

.PHONY: help
help:
	@echo 'Start here:'
	@echo '  demo            install what is missing, build, and show hwreg on a simulated board'
	@echo '  check           install what tests need, build, run every test'
	@echo '  emulate         an emulated board with hwreg in it: BOARD=raspi3b, orangepi-pc, ... (BOARD=?'
	@echo '                  lists them), QEMU'"'"'s 64-bit Arm "virt" unless said; RUN="..." for one command'
	@echo '                  (make ends with 2 if it fails; tests/emulated/shell --run with its status)'
	@echo
	@echo 'Build:'
	@echo '  all             the command, libhwreg and the man pages, in build/ or O=DIR (default)'
	@echo '  hwreg-shared    the command with shared libraries, for valgrind and LD_PRELOAD'
	@echo '  install         DESTDIR= PREFIX=$(PREFIX)'
	@echo '  deb             Debian packages hwreg, libhwreg0 and libhwreg-dev, in build/deb'
	@echo '  clean           what was built; distclean: the configuration too'
	@echo
	@echo 'Configure (kconfig-frontends):'
	@echo '  defconfig       everything, linked statically if the libraries can be'
	@echo '  tinyconfig      for an initramfs: peek, poke and watch on /dev/mem and UIO, static, with musl'
	@echo '  menuconfig      choose by menu'
	@echo '  allnoconfig     a numeric peek and poke on /dev/mem; allyesconfig: everything'
	@echo '  olddefconfig    keep .config, defaults for what is new; oldconfig: ask'
	@echo
	@echo 'Test:'
	@echo '  lint            formatting, who includes whom, what the library may call, its ABI, comments of'
	@echo '                  the public headers, scripts; static analysis of what has changed (DEEP=y: as'
	@echo '                  deep as clang can)'
	@echo '  abi             describe the ABI of libhwreg anew, after a change of it on purpose'
	@echo '  check-unit check-cli check-boards check-build check-budget check-html check-fuzz check-emulated'
	@echo '  check-audit     random boards and command lines against a model: RUNS= boards, SEED= to repeat'
	@echo '  check-sanitize check-tsan check-valgrind'
	@echo '  check-i386 check-arm32 check-bigendian  the same in 32 bits, as 32-bit Arm and as s390x'
	@echo '  fuzz            hand changed inputs to all that is parsed, under sanitizers; TIME=3600: seconds in'
	@echo '                  all (300), TARGET="board svd": some of it; what is found is in build/fuzz/found'
	@echo '  check-faults    some system calls and allocations fail, some commands are killed (2 minutes)'
	@echo '  faults          all of them, each in turn (an hour); FAULTS="--only save-out --kind kill" for some'
	@echo '  coverage        how much of src the tests reach, as HTML and in one line; SUITES="unit cli": of these'
	@echo '  bench           speed, as ratios in one run; QUICK=1: a minute; ROWS=process,dump: of these'
	@echo '  budget          write down the instructions that commands execute, which make check compares'
	@echo
	@echo 'Variables: O=DIR V=1 ARCH= CROSS_COMPILE= CC= CFLAGS= CPPFLAGS= LDFLAGS='
