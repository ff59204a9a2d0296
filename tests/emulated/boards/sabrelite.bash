# shellcheck shell=bash disable=SC2034 # others read these
# Boundary Devices SABRE Lite (i.MX6 Quad); the console is its second UART
board_name="SABRE Lite (i.MX6 Quad)"
board_kit=armhf-boards
board_dtb=imx6q-sabrelite.dtb
board_serial=ttymxc1
board_qemu=(qemu-system-arm -M sabrelite -accel tcg -m 512 -serial null)
board_try=UART1.USR1
