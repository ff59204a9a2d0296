# small.mk - how a small command is compiled and linked (CONFIG_SMALL), and with which C library (CONFIG_MUSL)

ifeq ($(CONFIG_SMALL),y)
small-cflags := -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables -fno-unwind-tables
small-ldflags := -s -Wl,--gc-sections -Wl,--build-id=none
# Nothing is relocated in a static command at fixed addresses. On arm64, whose pages have up to 64 KiB, room for
# relocations that are then read-only would fill the file up to a page
ifeq ($(CONFIG_STATIC),y)
small-cflags += -fno-pie
small-ldflags += -no-pie -Wl,-z,norelro -Wl,-z,noseparate-code
endif
endif

# musl-gcc, or that of another CPU, unless CC= says another or the compiler itself is for musl
ifeq ($(CONFIG_MUSL),y)
glibc-cc := $(CROSS_COMPILE)gcc
ifeq ($(origin CC),file)
ifeq ($(findstring musl,$(shell $(CC) -dumpmachine 2>/dev/null)),)
CC := $(if $(CROSS_COMPILE),$(subst -linux-gnu,-linux-musl,$(CROSS_COMPILE))gcc,musl-gcc)
endif
ifeq ($(shell command -v $(CC)),)
$(error $(CC) not found; install it (Debian: musl-tools, or musl-dev of the architecture), say another by \
	CC=, or turn musl off: make menuconfig)
endif
endif
musl-cflags := -idirafter $(objtree)/kernel
kernel-headers := $(shell $(srctree)/src/kernel_headers $(objtree)/kernel '$(CC)' '$(glibc-cc)' && echo there)
ifeq ($(kernel-headers),)
$(error The headers of the kernel are missing)
endif
endif
