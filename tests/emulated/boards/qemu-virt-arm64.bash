# shellcheck shell=bash disable=SC2034 # others read these
# QEMU's "virt" machine, 64-bit Arm: a machine of machines/ as it is
board_name='QEMU "virt" machine, 64-bit Arm'
board_kit=arm64
board_try=UART0.FR
