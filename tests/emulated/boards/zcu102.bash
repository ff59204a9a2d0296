# shellcheck shell=bash disable=SC2034 # others read these
# Xilinx ZCU102 (Zynq UltraScale+). QEMU has no platform management firmware, which the device tree says to ask for the
# console's clocks, power and pins; it gets a fixed clock instead.
board_name="Xilinx ZCU102"
board_kit=arm64-boards
board_dtb=xilinx/zynqmp-zcu102-rev1.0.dtb
board_serial=ttyPS0,115200
board_qemu=(qemu-system-aarch64 -M xlnx-zcu102 -accel tcg -m 2G -audiodev "none,id=a0")
board_append="earlycon=cdns,mmio,0xff000000,115200n8 clk_ignore_unused"
board_try=UART0.SR
board_tree() { # DTB, to be changed
	fdtput -t x "$1" /axi/serial@ff000000 clocks 6 6
	fdtput -d "$1" /axi/serial@ff000000 power-domains pinctrl-0 pinctrl-names
}
