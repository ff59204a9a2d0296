# shellcheck shell=bash disable=SC2034 # others read these
# QEMU's "virt" board with a 64-bit Arm processor, and Debian's kernel for clouds
machine_debian=arm64
machine_triplet=aarch64-linux-gnu
machine_serial=ttyAMA0
machine_qemu=(qemu-system-aarch64 -M virt -cpu cortex-a53 -accel tcg -m 256 -nodefaults)
machine_flavour=cloud-arm64
machine_modules="virtio virtio_ring virtio_mmio virtio_console virtio_blk uio uio_pci_generic configfs"
machine_hwreg=arm64
machine_port=virtio-serial-device
