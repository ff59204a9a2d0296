# shellcheck shell=bash disable=SC2034 # others read these
# Orange Pi PC (Allwinner H3)
board_name="Orange Pi PC (Allwinner H3)"
board_kit=armhf-boards
board_dtb=sun8i-h3-orangepi-pc.dtb
board_serial=ttyS0
board_qemu=(qemu-system-arm -M orangepi-pc -accel tcg -m 1G)
board_try=CCU.PLL_CPUX_CTRL
