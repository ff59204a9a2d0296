# shellcheck shell=bash disable=SC2034 # others read these
# QEMU's "virt" machine, 32-bit Arm: a machine of machines/ as it is
board_name='QEMU "virt" machine, 32-bit Arm'
board_kit=armhf
board_try=UART0.FR
