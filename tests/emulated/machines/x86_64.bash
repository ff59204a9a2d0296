# shellcheck shell=bash disable=SC2034 # others read these
# QEMU's q35 machine with an x86-64 processor, and Debian's generic kernel, which has I2C and VFIO
machine_debian=amd64
machine_triplet=x86_64-linux-gnu
machine_serial=ttyS0
machine_qemu=(qemu-system-x86_64 -M q35 -accel tcg -m 256 -nodefaults)
machine_flavour=amd64
machine_modules="virtio virtio_ring virtio_pci virtio_pci_legacy_dev virtio_pci_modern_dev virtio_console
	uio uio_pci_generic i2c-dev i2c-stub i2c-smbus
	irqbypass vfio vfio_virqfd vfio_iommu_type1 vfio-pci-core vfio-pci"
machine_hwreg=x86_64
machine_port=virtio-serial-pci
