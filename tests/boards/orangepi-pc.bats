#!/usr/bin/env bats
# The boards orangepi-pc and vexpress-a15 against second sources: Linux, U-Boot and QEMU, fetched from Debian's
# packages.

load second-sources

setup_file() {
	fetch_sources linux u-boot qemu
}

compare() {
	compare_with compare-orangepi-pc "$linux" "$u_boot" "$qemu"
}

@test "orangepi-pc, vexpress-a15: registers, fields, functions of pins and addresses agree with Linux, U-Boot and QEMU" {
	compare
	[ "$status" -eq 0 ]
	[[ "$output" == *"sun8i_h3_ccu: 75 of 77 registers, "* ]]
	[[ "$output" == *"sun8i_h3_rtc: 27 of 27 registers, "* ]]
	[[ "$output" == *"vexpress_sysreg: 19 of 19 registers, "* ]]
	[[ "$output" == *$'registers that nobody else knows:\n    PS_CTRL, PS_CNT\n'* ]]
}

@test "orangepi-pc: a wrong gate, reset bit, value after reset, function, offset and address are found" {
	change devices/sun8i-h3-ccu.yaml 's/UART3: 19/UART3: 22/; s/reset: 0x14880000/reset: 0x14880001/'
	change devices/sun8i-h3-pio.yaml 's/UART2_TX: 2/UART3_TX: 2/'
	change devices/sun8i-h3-rtc.yaml 's/offset: 0x180$/offset: 0x184/; s/MINUTE: "13:8"/MINUTE: "14:8"/'
	change devices/sun8i-timer.yaml 's/restart: 0xa57/restart: 0xa58/'
	change devices/dw-apb-uart.yaml 's/DLAB: {bits: 7,/DLAB: {bits: 8,/'
	change socs/allwinner-h3.yaml 's/base: 0x01f00000/base: 0x01f00400/'
	compare
	[ "$status" -eq 1 ]
	[[ "$output" == *"sun8i_h3_ccu: ccu-sun8i-h3.c bus-uart3 has 0x80000 at 0x6c, but here is no such field"* ]]
	[[ "$output" == *"sun8i_h3_ccu: ccu-sun8i-h3.c reset has 0x80000 at 0x2d8, but here is no such field"* ]]
	[[ "$output" == *"sun8i_h3_ccu.PLL_DDR_TUN reset: 0x14880001, but allwinner-h3-ccu.c has 0x14880000"* ]]
	[[ "$output" == *"sun8i_h3_pio.PA_CFG0.PA0=0x2: ['UART3_TX'], but pinctrl-sun8i-h3.c has uart2"* ]]
	[[ "$output" == *"sun8i_h3_rtc.GPL_HOLD_OUTPUT offset: 0x184, but allwinner-rtc.c has 0x180"* ]]
	[[ "$output" == *"sun8i_h3_rtc.RTC_HH_MM_SS.MINUTE bits: 0x7f00, but rtc-sun6i.c has 0x3f00"* ]]
	[[ "$output" == *"WDOG0_KEY_FIELD: 0xa58, but watchdog.h has 0xa57"* ]]
	[[ "$output" == *"dw_apb_uart.LCR.DLAB bits: 0x100, but serial_reg.h UART_LCR_DLAB has 0x80"* ]]
	[[ "$output" == *"RTC base: 0x1f00400, but allwinner-h3.c has 0x1f00000"* ]]
}

@test "vexpress-a15: a wrong offset, field, command, identification and address are found" {
	change devices/vexpress-sysreg.yaml 's/offset: 0xa8$/offset: 0xac/; s/"25:20"/"24:20"/; s/reboot: 9/reboot: 10/'
	change devices/sp804.yaml 's/INTEN: {bits: 5,/INTEN: {bits: 4,/; s/reset: 0x18,/reset: 0x19,/'
	change vexpress-a15.yaml 's/base: 0x1c170000/base: 0x1c180000/'
	compare
	[ "$status" -eq 1 ]
	[[ "$output" == *"vexpress_sysreg.SYS_CFGSTAT offset: 0xac, but vexpress-sysreg.c has 0xa8"* ]]
	[[ "$output" == *"vexpress_sysreg.SYS_CFGCTRL.FUNCTION bits: 0x1f00000, but arm_sysctl.c has 0x3f00000"* ]]
	[[ "$output" == *"SYS_CFGCTRL.FUNCTION=reboot: 0xa, but arm_sysctl.c has 0x9"* ]]
	[[ "$output" == *"sp804.TIMER2.CONTROL.INTEN bits: 0x10, but timer-sp.h has 0x20"* ]]
	[[ "$output" == *"sp804.PERIPHID1 reset: 0x19, but arm_timer.c has 0x18"* ]]
	[[ "$output" == *"RTC base: 0x1c180000, but vexpress.c has 0x1c170000"* ]]
}

@test "orangepi-pc: compare-orangepi-pc does not pass when there is nothing to compare, and says which file is not there" {
	linux=$(copy_of "$linux")
	: >"$linux/drivers/pinctrl/sunxi/pinctrl-sun8i-h3.c"
	compare
	[ "$status" -eq 1 ]
	[[ "$output" == *"pinctrl-sun8i-h3.c: only 0 pins"* ]]
	rm "$linux/drivers/pinctrl/sunxi/pinctrl-sun8i-h3.c"
	compare
	[ "$status" -eq 2 ]
	[ "$output" = "compare-orangepi-pc: $linux/drivers/pinctrl/sunxi/pinctrl-sun8i-h3.c: No such file or directory" ]
}
