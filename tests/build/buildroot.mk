# buildroot.mk - runs the Buildroot package's own lines as Buildroot does, without Buildroot
#
# Variables: WORK, a folder with the tree in src; ROOT and TRIPLET, where libraries are; CROSS, the prefix of compiler
# and binutils; and the BR2_PACKAGE_HWREG_* that are on. `make show` prints the package's variables.

BR2_EXTERNAL_HWREG_PATH := $(WORK)/src/src/packaging/buildroot
TARGET_DIR := $(WORK)/target
STAGING_DIR := $(WORK)/staging
HOSTCC := cc
TARGET_MAKE_ENV := PKG_CONFIG_LIBDIR=$(ROOT)/usr/lib/$(TRIPLET)/pkgconfig PKG_CONFIG_SYSROOT_DIR=$(ROOT)
TARGET_CONFIGURE_OPTS := CC="$(CROSS)gcc" AR="$(CROSS)ar" CFLAGS="-O1 -Werror" CPPFLAGS="-I$(ROOT)/usr/include" \
	LDFLAGS="-L$(ROOT)/usr/lib/$(TRIPLET)" PKG_CONFIG=pkg-config

# What the infrastructure does with a package's variables
generic-package = $(eval hwreg_seen := y)

.PHONY: all show
all: $(WORK)/src/.stamp

# In a stamp's rule, $(@D) is the folder of the package's sources
$(WORK)/src/.stamp:
	$(HWREG_CONFIGURE_CMDS)
	$(HWREG_BUILD_CMDS)
	$(HWREG_INSTALL_STAGING_CMDS)
	$(HWREG_INSTALL_TARGET_CMDS)

show:
	@echo '$(HWREG_VERSION) $(HWREG_SITE_METHOD) $(HWREG_DEPENDENCIES) $(hwreg_seen)'
	@test '$(realpath $(HWREG_SITE))' = '$(realpath $(WORK)/src)'

include $(BR2_EXTERNAL_HWREG_PATH)/external.mk
