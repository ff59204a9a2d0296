#!/usr/bin/env bats
# The board zcu102 against second sources: Linux, U-Boot, TF-A and QEMU, fetched from Debian's packages.

load second-sources

setup_file() {
	fetch_sources linux u-boot arm-trusted-firmware qemu
}

compare() {
	compare_with compare-zcu102 "$linux" "$u_boot" "$arm_trusted_firmware" "$qemu"
}

@test "zcu102: registers, fields, sources of clocks and values after reset agree with Linux, U-Boot, TF-A and QEMU" {
	compare
	[ "$status" -eq 0 ]
	[[ "$output" == *$'zynqmp_crf: 37 of 37 registers, 144 of 144 fields compared\n'* ]]
	[[ "$output" == *"zynqmp_crl: 55 of 113 registers, "* ]]
	[[ "$output" == *"cadence_uart: 17 of 17 registers, "* ]]
	[[ "$output" == *"zynqmp_gpio: 78 of 78 registers, "* ]]
	[[ "$output" == *"cadence_ttc: 33 of 33 registers, "* ]]
	[[ "$output" == *"cadence_gem: 135 of 173 registers, "* ]]
	[[ "$output" == *"BANK3_CTRL0, "* ]] # which nobody else knows
}

@test "zcu102: a wrong offset, mask, source of a clock, value after reset and base address are found" {
	change devices/zynqmp-crf.yaml 's/offset: 0x0b4$/offset: 0x0b0/; s/reset: 0x01203200/reset: 0x01203100/'
	change devices/zynqmp-crl.yaml 's/enum: {IOPLL: 0, RPLL: 1}/enum: {RPLL: 0, IOPLL: 1}/; s/CLKACT_CORE: {bits: 25,/CLKACT: {bits: 25,/;
		s/LOCK_CNT: {bits: "22:13",/LOCK_CNT: {bits: "21:13",/'
	change devices/cadence-uart.yaml 's/TXDIS: {bits: 5,/TXDIS: {bits: 9,/; s/mark: 3,/mark: 5,/'
	change devices/cadence-gem.yaml 's/offset: 0x0fc$/offset: 0x0f8/; s/LATE_COLLISION_OCCURRED: {bits: 7,/LATE_COLLISION_OCCURRED: {bits: 9,/'
	change devices/cadence-ttc.yaml 's/M3: {bits: 3,/M3: {bits: 6,/'
	change devices/zynqmp-gpio.yaml 's/offset: 0x208$/offset: 0x20a/'
	change socs/zynqmp.yaml 's/base: 0xff0b0000/base: 0xff0c0000/; s/base: 0xff5e0000/base: 0xff5f0000/'
	compare
	[ "$status" -eq 1 ]
	[[ "$output" == *"zynqmp_crf.PCIE_REF_CTRL offset: 0xb0, but xlnx-zynqmp-crf.h PCIE_REF_CTRL has 0xb4"* ]]
	[[ "$output" == *"zynqmp_crf.DP_STC_REF_CTRL reset: 0x1203100, but xlnx-zynqmp-crf.c DP_STC_REF_CTRL has 0x1203200"* ]]
	[[ "$output" == *"zynqmp_crl.DLL_REF_CTRL.SRCSEL=0: RPLL, but plat/xilinx/zynqmp/pm_service/pm_api_clock.c has IOPLL"* ]]
	[[ "$output" == *"zynqmp_crl.IOPLL_CFG: bits 0xfe7fedef that are in no field: 0x400000, but "* ]]
	[[ "$output" == *"cadence_uart.CR.TXDIS bits: 0x200, but drivers/tty/serial/xilinx_uartps.c CDNS_UART_CR_TX_DIS has 0x20"* ]]
	[[ "$output" == *"cadence_uart.MR.PAR=mark: 0x28, but drivers/tty/serial/xilinx_uartps.c CDNS_UART_MR_PARITY_MARK has 0x18"* ]]
	[[ "$output" == *"cadence_gem.REVISION_REG offset: 0xf8, but drivers/net/ethernet/cadence/macb.h MACB_MID has 0xfc"* ]]
	[[ "$output" == *"cadence_gem.TRANSMIT_STATUS: bits cleared by 1: 0x377, but cadence_gem.c has 0x1f7"* ]]
	[[ "$output" == *"cadence_ttc.INTERRUPT_REGISTER_2.M3 bits: 0x40, but cadence_ttc.c COUNTER_INTR_M3 has 0x8"* ]]
	[[ "$output" == *"zynqmp_gpio.OEN_5 offset: 0x34a, but zynq_gpio.c OUTEN has 0x348"* ]]
	[[ "$output" == *"GEM3 base: 0xff0f0000, but xlnx-zynqmp.c has 0xff0e0000"* ]]
	[[ "$output" == *"CRL_APB base: 0xff5f0000, but plat/xilinx/zynqmp/include/zynqmp_def.h CRL_APB_BASE has 0xff5e0000"* ]]
}

@test "zcu102: compare-zcu102 does not pass when there is nothing to compare, and says which file is not there" {
	linux=$(copy_of "$linux")
	sed -i '/Bitfields in TSR/d' "$linux/drivers/net/ethernet/cadence/macb.h"
	compare
	[ "$status" -eq 1 ]
	[[ "$output" == *"drivers/net/ethernet/cadence/macb.h: the fields of TSR are gone"* ]]
	rm "$linux/drivers/gpio/gpio-zynq.c"
	compare
	[ "$status" -eq 2 ]
	[ "${lines[-1]}" = "compare-zcu102: $linux/drivers/gpio/gpio-zynq.c: No such file or directory" ]
}
