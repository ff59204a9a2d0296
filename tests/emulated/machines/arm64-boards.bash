# shellcheck shell=bash disable=SC2034 # others read these
# Debian's generic kernel for 64-bit Arm, for the boards of boards/*.bash that have such processors
machine_debian=arm64
machine_triplet=aarch64-linux-gnu
machine_flavour=arm64
machine_modules=uio
machine_hwreg=arm64
