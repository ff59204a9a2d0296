#!/usr/bin/env bats
# The board raspi3b against second sources: Linux, U-Boot and QEMU, fetched from Debian's packages.

load second-sources

setup_file() {
	fetch_sources linux u-boot qemu
}

compare() {
	compare_with compare-raspi3b "$linux" "$u_boot" "$qemu"
}

@test "raspi3b: registers, fields, functions of pins and values after reset agree with Linux, U-Boot and QEMU" {
	compare
	[ "$status" -eq 0 ]
	[[ "$output" == *$'bcm2835_gpio: 29 of 30 registers, 648 of 649 fields compared\n'* ]]
	[[ "$output" == *$'bcm2835_systimer: 7 of 7 registers, 4 of 4 fields compared\n'* ]]
	[[ "$output" == *$'bcm2835_mini_uart: 12 of 12 registers, 20 of 38 fields compared\n'* ]]
	[[ "$output" == *$'registers that nobody else knows:\n    TEST\n'* ]]
	[[ "${lines[-1]}" =~ ^4[0-9]{2}" other values compared"$ ]]
}

@test "raspi3b: a wrong offset, mask, function, value after reset and base address are found" {
	change devices/bcm2835-gpio.yaml 's/offset: 0x38$/offset: 0x3c/; s/PIN31: 31/PIN31: 30/; s/alt5: 2/alt5: 3/; s/alt4: 3/alt4: 2/'
	change devices/bcm2835-aux.yaml 's/reset: 0x0000030e/reset: 0x0000030c/; s/RTS_AUTO: {bits: 2,/RTS_AUTO: {bits: 8,/'
	change devices/bcm2835-mailbox.yaml 's/EMPTY: {bits: 30,/EMPTY: {bits: 29,/'
	change socs/bcm2837.yaml 's/base: 0x3f003000/base: 0x3f004000/'
	compare
	[ "$status" -eq 1 ]
	[[ "$output" == *"bcm2835_gpio.GPLEV1 offset: 0x3c, but bcm2835_gpio.c GPLEV1 has 0x38"* ]]
	[[ "$output" == *"bcm2835_gpio.GPREN0.PIN31 bits: 0x40000000, but \
drivers/pinctrl/bcm/pinctrl-bcm2835.c GPIO_REG_SHIFT(31) has 0x80000000"* ]]
	[[ "$output" == *"bcm2835_gpio PIN53=alt5: 0x3, but include/dt-bindings/pinctrl/bcm2835.h has 0x2"* ]]
	[[ "$output" == *"bcm2835_mini_uart.STAT reset: 0x30c, but bcm2835_aux.c AUX_MU_STAT_REG has 0x30e"* ]]
	[[ "$output" == *"bcm2835_mini_uart.CNTL.RTS_AUTO bits: 0x100, but \
drivers/tty/serial/8250/8250_bcm2835aux.c BCM2835_AUX_UART_CNTL_AUTORTS has 0x4"* ]]
	[[ "$output" == *"bcm2835_mailbox.MAIL0_STATUS.EMPTY bits: 0x20000000, but mbox.h RD_EMPTY has 0x40000000"* ]]
	[[ "$output" == *"SYSTIMER base: 0x3f004000, but raspi_platform.h ST_OFFSET has 0x3f003000"* ]]
}

@test "raspi3b: compare-raspi3b does not pass when there is nothing to compare, and says which file is not there" {
	linux=$(copy_of "$linux")
	sed -i '/ARM_MS_FULL/d' "$linux/drivers/mailbox/bcm2835-mailbox.c"
	compare
	[ "$status" -eq 1 ]
	[[ "$output" == *"drivers/mailbox/bcm2835-mailbox.c: ARM_MS_FULL is gone"* ]]
	rm "$linux/drivers/clk/bcm/clk-bcm2835-aux.c"
	compare
	[ "$status" -eq 2 ]
	[ "${lines[-1]}" = "compare-raspi3b: $linux/drivers/clk/bcm/clk-bcm2835-aux.c: No such file or directory" ]
}
