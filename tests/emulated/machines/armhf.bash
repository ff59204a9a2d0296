# shellcheck shell=bash disable=SC2034 # others read these
# QEMU's "virt" board with a 32-bit Arm processor that addresses 40 bits, and Debian's kernel for such
machine_debian=armhf
machine_triplet=arm-linux-gnueabihf
machine_serial=ttyAMA0
machine_qemu=(qemu-system-arm -M "virt,highmem=on" -cpu cortex-a15 -accel tcg -m 512 -nodefaults)
machine_flavour=armmp-lpae
machine_modules="virtio_mmio virtio_console uio uio_pci_generic"
machine_hwreg=armhf
machine_port=virtio-serial-device
