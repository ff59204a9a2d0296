################################################################################
#
# hwreg
#
################################################################################

HWREG_VERSION = 0.1.0
HWREG_SITE = $(BR2_EXTERNAL_HWREG_PATH)/../../..
HWREG_SITE_METHOD = local
HWREG_OVERRIDE_SRCDIR_RSYNC_EXCLUSIONS = --exclude /build
HWREG_LICENSE = MIT
HWREG_LICENSE_FILES = LICENSE
HWREG_INSTALL_STAGING = YES

ifeq ($(BR2_PACKAGE_HWREG_BOARDS),y)
HWREG_DEPENDENCIES += libyaml
else
HWREG_OFF += BOARD
endif

ifeq ($(BR2_PACKAGE_HWREG_DT),y)
HWREG_DEPENDENCIES += dtc
else
HWREG_OFF += IMPORT_DT
endif

ifeq ($(BR2_PACKAGE_HWREG_EDIT),y)
HWREG_DEPENDENCIES += libedit
else
HWREG_OFF += SHELL_EDIT
endif

ifeq ($(BR2_PACKAGE_HWREG_GPIO),y)
HWREG_DEPENDENCIES += host-pkgconf libgpiod
else
HWREG_OFF += GPIO
endif

ifeq ($(BR2_PACKAGE_HWREG_JSON),y)
HWREG_DEPENDENCIES += json-c
else
HWREG_OFF += JSON
endif

ifeq ($(BR2_PACKAGE_HWREG_SVD),y)
HWREG_DEPENDENCIES += expat
else
HWREG_OFF += IMPORT_SVD
endif

# Only the commands that need a library load it, and none has one in itself
HWREG_OFF += STATIC

HWREG_MAKE = $(TARGET_MAKE_ENV) $(MAKE) $(TARGET_CONFIGURE_OPTS) -C $(@D) \
	HOSTCC="$(HOSTCC)" KCONFIG_CONF=$(@D)/src/packaging/kconfig O=$(@D)/build PREFIX=/usr V=1

define HWREG_CONFIGURE_CMDS
	mkdir -p $(@D)/build
	printf '# CONFIG_%s is not set\n' $(HWREG_OFF) >$(@D)/build/.config
	$(HWREG_MAKE) olddefconfig
endef

define HWREG_BUILD_CMDS
	$(HWREG_MAKE) all
endef

define HWREG_INSTALL_STAGING_CMDS
	$(HWREG_MAKE) DESTDIR=$(STAGING_DIR) install
endef

define HWREG_INSTALL_TARGET_CMDS
	$(HWREG_MAKE) DESTDIR=$(TARGET_DIR) install
endef

# Members use UIO devices, by the udev rule, and the lock
define HWREG_USERS
	- - hwreg -1 * - - - Hardware registers
endef

$(eval $(generic-package))
