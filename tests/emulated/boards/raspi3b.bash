# shellcheck shell=bash disable=SC2034 # others read these
# Raspberry Pi 3 Model B; the console is the mini UART, QEMU's second serial port
board_name="Raspberry Pi 3 Model B"
board_kit=arm64-boards
board_dtb=broadcom/bcm2837-rpi-3-b.dtb
board_serial=ttyS1
board_qemu=(qemu-system-aarch64 -M raspi3b -accel tcg -serial null)
board_try=UART0.FR
