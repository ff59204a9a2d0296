#!/usr/bin/env bats
# The board sabrelite against second sources: Linux, U-Boot and QEMU, fetched from Debian's packages.

load second-sources

setup_file() {
	fetch_sources linux u-boot qemu
}

compare() {
	compare_with compare-imx6q "$linux" "$u_boot" "$qemu"
}

@test "sabrelite: registers, fields, functions of pads and values after reset agree with Linux, U-Boot and QEMU" {
	compare
	[ "$status" -eq 0 ]
	[[ "$output" == *"imx6q_anatop: 39 of 39 registers, "* ]]
	[[ "$output" == *"imx6q_iomuxc: 551 of 590 registers, "* ]]
	[[ "$output" == *$'registers that nobody else knows:\n    CWDR\n'* ]]
	[[ "${lines[-1]}" =~ ^2[0-9]{3}" other values compared"$ ]]
}

@test "sabrelite: a wrong offset, mask, alias, value after reset and base address are found" {
	change devices/imx6q-ccm.yaml 's/offset: 0x60$/offset: 0x8c/'
	change devices/imx6q-anatop.yaml 's/clear: 0x0e8/clear: 0x0f0/; s/reset: 0x00000f74/reset: 0x00000f70/'
	change devices/imx-uart.yaml 's/RTSD: {bits: 12,/RTSD: {bits: 2,/'
	change socs/imx6q.yaml 's/base: 0x021ec000,/base: 0x021ed000,/'
	compare
	[ "$status" -eq 1 ]
	[[ "$output" == *"imx6q_ccm.CCOSR offset: 0x8c, but crm_regs.h ccosr has 0x60"* ]]
	[[ "$output" == *"imx6q_anatop.PLL_ENET clear: 0xf0, but imx-regs.h pll_enet_clr has 0xe8"* ]]
	[[ "$output" == *"imx6q_anatop.REG_3P0 reset: 0xf70, but imx6_ccm.c PMU_REG_3P0 has 0xf74"* ]]
	[[ "$output" == *"imx_uart.USR1.RTSD bits: 0x4, but drivers/tty/serial/imx.c USR1_RTSD has 0x1000"* ]]
	[[ "$output" == *"UART3 base: 0x21ed000, but fsl-imx6.h FSL_IMX6_UART3_ADDR has 0x21ec000"* ]]
}

@test "sabrelite: a wrong function, input, pad and voltage are found" {
	change devices/imx6q-iomuxc.yaml 's/AUD4_TXFS: 3/AUD4_RXFS: 3/; s/SD1_DATA2_ALT1: 1/SD1_DATA2_ALT2: 1/;
		s/SW_PAD_CTL_PAD_GPIO16:/SW_PAD_CTL_PAD_GPIO15:/'
	change devices/imx6q-anatop.yaml 's/offset: 2.625/offset: 2.6/'
	compare
	[ "$status" -eq 1 ]
	[[ "$output" == *"imx6q_iomuxc.SW_MUX_CTL_PAD_SD2_DATA1.MUX_MODE=3: AUD4_RXFS, but imx6q-pinfunc.h has AUD4_TXFS"* ]]
	[[ "$output" == *"imx6q_iomuxc.ECSPI5_SS1_SELECT_INPUT.DAISY=SD1_DATA2_ALT1: -0x1, but mx6q_pins.h has 0x1"* ]]
	[[ "$output" == *"imx6q_iomuxc.SW_PAD_CTL_PAD_GPIO16: missing, imx6q-pinfunc.h has it at 0x618"* ]]
	[[ "$output" == *"REG_3P0.OUTPUT_TRG in microvolts: 0x27ac40, but arch/arm/boot/dts/imx6qdl.dtsi has 0x280de8"* ]]
}

@test "sabrelite: compare-imx6q does not pass when there is nothing to compare, and says which file is not there" {
	linux=$(copy_of "$linux")
	: >"$linux/arch/arm/boot/dts/imx6q-pinfunc.h"
	compare
	[ "$status" -eq 1 ]
	[[ "$output" == *"imx6q-pinfunc.h: only 0 functions of pads"* ]]
	rm "$linux/arch/arm/boot/dts/imx6q-pinfunc.h"
	compare
	[ "$status" -eq 2 ]
	[ "$output" = "compare-imx6q: $linux/arch/arm/boot/dts/imx6q-pinfunc.h: No such file or directory" ]
}
