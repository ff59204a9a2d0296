# shellcheck shell=bash disable=SC2034 # others read these
# Debian's kernel for 32-bit Arm, for the boards of boards/*.bash that have such processors
machine_debian=armhf
machine_triplet=arm-linux-gnueabihf
machine_flavour=armmp
machine_modules=uio
machine_hwreg=armhf
