# shellcheck shell=bash disable=SC2034 # others read these
# Arm Versatile Express with the Cortex-A15 core tile
board_name="Versatile Express, Cortex-A15"
board_kit=armhf-boards
board_dtb=vexpress-v2p-ca15-tc1.dtb
board_serial=ttyAMA0
board_qemu=(qemu-system-arm -M vexpress-a15 -accel tcg -m 512)
board_try=SYSREG.SYS_ID
