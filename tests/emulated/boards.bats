#!/usr/bin/env bats
# The boards that hwreg describes, each on QEMU's model of it with Debian's kernel: hwreg finds the board by the machine's
# device tree, reads registers by name whose values the manuals or QEMU's sources give, and the host sees the same.
# shellcheck disable=SC2154 # bats sets $output

bats_require_minimum_version 1.5.0
load machine

setup_file() {
	HWREG_ARMHF=$("$BATS_TEST_DIRNAME/build" --for armhf)
	export HWREG_ARMHF
}

setup() {
	export HWREG_MACHINES=$BATS_TEST_TMPDIR
}

teardown() {
	machine_stop
}

# known BOARD REGISTER ADDRESS VALUE…: in one boot
known() {
	local board=$1 width
	local -a names=() expected=()
	shift
	machine_start "$board" --board "$board"
	while [ $# -gt 0 ]; do
		names+=("$1") expected+=("$3")
		case ${#3} in
		4) width=b ;;
		6) width=w ;;
		*) width=l ;;
		esac
		seen=$(witness "read$width" "$2")
		[ "$seen" = "$3" ] || {
			echo "$1: the host sees $seen at $2, not $3"
			return 1
		}
		shift 3
	done
	run -0 guest "hwreg -q peek ${names[*]}"
	[ "$output" = "$(printf '%s\n' "${expected[@]}")" ]
}

@test "qemu-virt-arm64: identification of the UART and the RTC" {
	known qemu-virt-arm64 UART0.PERIPHID0 0x09000fe0 0x00000011 RTC.PERIPHID0 0x09010fe0 0x00000031 \
		GPIO.PERIPHID0 0x09030fe0 0x00000061
}

@test "qemu-virt-arm: the same devices, found as the 32-bit machine" {
	known qemu-virt-arm UART0.PERIPHID0 0x09000fe0 0x00000011 RTC.PERIPHID2 0x09010fe8 0x00000014 \
		GPIO.PCELLID1 0x09030ff4 0x000000f0
	run -0 --separate-stderr guest 'hwreg -v -q peek RTC.PERIPHID0'
	[[ $stderr == *"board qemu-virt-arm, from /usr/share/hwreg/boards/qemu-virt-arm.yaml"* ]]
	run -2 --separate-stderr guest 'hwreg -b qemu-virt-arm64 peek RTC.PERIPHID0'
	[[ $stderr == *"board qemu-virt-arm64 is for another machine: linux,dummy-virt, machine: aarch64; \
this one is linux,dummy-virt, machine: armv7l"* ]]
}

@test "sabrelite: version, clocks, supply and UART; the analog block by its set and clear addresses; GPIO; no FIFO" {
	known sabrelite ANATOP.DIGPROG 0x020c8260 0x00630000 ANATOP.REG_1P1 0x020c8110 0x00001073 \
		ANATOP.REG_3P0 0x020c8120 0x00000f74 ANATOP.REG_2P5 0x020c8130 0x00005071 \
		ANATOP.REG_CORE 0x020c8140 0x00402010 ANATOP.PLL_SYS_DENOM 0x020c8060 0x00000012 \
		ANATOP.PLL_AUDIO_DENOM 0x020c8090 0x2964619c ANATOP.USB1_MISC 0x020c81f0 0x00000002 \
		CCM.CCR 0x020c4000 0x040116ff CCM.CBCDR 0x020c4014 0x00018d40 CCM.CSCDR1 0x020c4024 0x00490b00 \
		CCM.CGPR 0x020c4064 0x0000fe62 CCM.CMEOR 0x020c4088 0xffffffff UART1.UBRC 0x020200ac 0x00000004 \
		UART1.USR2 0x02020098 0x00004028 UART1.UTS 0x020200b4 0x00000060
	run -0 guest 'hwreg peek ANATOP.REG_1P1.OUTPUT_TRG CCM.CCGR5.UART_SERIAL'
	[[ ${lines[0]} == *"1.1 V" && ${lines[1]} == *" on" ]] # what the console needs is on
	guest 'hwreg poke ANATOP.USB1_VBUS_DETECT.VBUSVALID_THRESH=V4_6'
	[ "$(witness readl 0x020c81a0)" = 0x00000006 ]
	guest 'hwreg poke ANATOP.USB1_VBUS_DETECT.VBUSVALID_THRESH=V4_1,DISCHARGE_VBUS=1'
	[ "$(witness readl 0x020c81a0)" = 0x04000001 ]
	guest 'hwreg poke GPIO5.DR:6=1 GPIO5.GDIR:6=1 GPIO5.ICR1.ICR3=falling'
	[ "$(witness readl 0x020ac000) $(witness readl 0x020ac004)" = "0x00000040 0x00000040" ]
	[ "$(witness readl 0x020ac00c)" = 0x000000c0 ]
	# the same devices by the names that the device tree gives them
	run -0 guest 'hwreg -q -b dt peek ANATOP.DIGPROG CLOCK_CONTROLLER.CCR SERIAL0.UBRC'
	[ "$output" = $'0x00630000\n0x040116ff\n0x00000004' ]
	run -0 --separate-stderr guest 'hwreg -v peek UART1'
	[[ $stderr != *"UART1.URXD)"* && $stderr != *"UART1.UTXD)"* && $stderr == *"UART1.USR1)"* ]]
}

@test "raspi3b: UART, mailboxes and pins; outputs, the system timer and its match; nothing takes from a FIFO" {
	known raspi3b UART0.PERIPHID0 0x3f201fe0 0x00000011 UART0.CR 0x3f201030 0x00000300 UART0.IFLS 0x3f201034 0x00000012 \
		MAILBOX.MAIL0_STATUS 0x3f00b898 0x40000000 MAILBOX.MAIL1_STATUS 0x3f00b8b8 0x40000000 \
		AUX.ENABLES 0x3f215004 0x00000001 UART1.CNTL 0x3f215060 0x00000003 GPIO.GPFSEL1 0x3f200004 0x00012000
	run -0 guest 'hwreg peek GPIO.GPFSEL1.PIN14'
	[[ $output == *"= 2  alt5" ]] # the console
	guest 'hwreg poke GPIO.GPFSEL1.PIN17=output GPIO.GPSET0.PIN17=1 GPIO.GPSET1.PIN53=1'
	[ "$(witness readl 0x3f200004) $(witness readl 0x3f200034)" = "0x00212000 0x00020000" ]
	[ "$(witness readl 0x3f200038)" = 0x00200000 ]
	guest 'hwreg poke GPIO.GPCLR0.PIN17=1'
	[ "$(witness readl 0x3f200034) $(witness readl 0x3f200038)" = "0x00000000 0x00200000" ]
	before=$(witness readl 0x3f003004)
	run -0 guest 'hwreg -q peek SYSTIMER.CLO'
	((before < output && output < $(witness readl 0x3f003004)))
	guest 'hwreg poke SYSTIMER.C1=$(($(hwreg -q peek SYSTIMER.CLO) + 2000000)) && hwreg -q wait SYSTIMER.CS.M1==1 --timeout 20s'
	[ "$(witness readl 0x3f003000)" = 0x00000002 ]
	guest 'hwreg poke SYSTIMER.CS.M1=1'
	[ "$(witness readl 0x3f003000)" = 0x00000000 ]
	run -0 --separate-stderr guest 'hwreg -v peek UART1 MAILBOX'
	[[ $stderr != *"UART1.IO)"* && $stderr != *"UART1.LSR)"* && $stderr != *"MAILBOX.MAIL0_READ)"* ]]
	[[ $stderr == *"UART1.STAT)"* && $stderr == *"MAILBOX.MAIL0_PEEK)"* ]]
}

@test "zcu102: clocks, UART, timers and GEM; a clock and a timer are changed; no counter and no FIFO" {
	known zcu102 CRF_APB.APLL_CTRL 0xfd1a0020 0x00012c09 CRF_APB.DP_STC_REF_CTRL 0xfd1a007c 0x01203200 \
		CRF_APB.RST_FPD_TOP 0xfd1a0100 0x000f9ffe CRF_APB.DBG_TSTMP_CTRL 0xfd1a00f8 0x00000a00 \
		GEM3.REVISION_REG 0xff0e00fc 0x40070106 GEM3.DMA_CONFIG 0xff0e0010 0x00020784 \
		GEM0.DESIGNCFG_DEBUG1 0xff0b0280 0x02d00111 GEM3.JUMBO_MAX_LENGTH 0xff0e0048 0x00002800 \
		TTC3.COUNTER_CONTROL_3 0xff140014 0x00000021 UART1.CR 0xff010000 0x00000128 UART1.BAUDGEN 0xff010018 0x0000028b
	run -0 guest 'hwreg peek CRF_APB.TOPSW_MAIN_CTRL.SRCSEL GEM3.REVISION_REG.MODULE_IDENTIFICATION_NUMBER UART0.MR.PAR'
	[[ ${lines[0]} == *"= 0  APLL" && ${lines[1]} == *"= 0x7" && ${lines[2]} == *"= 4  none" ]]
	guest 'hwreg poke CRF_APB.GPU_REF_CTRL.SRCSEL=VPLL,CLKACT=1'
	[ "$(witness readl 0xfd1a0084)" = 0x01001502 ]
	guest 'hwreg poke GEM2.SPEC_TYPE1.MATCH=0x88f7,ENABLE_COPY=1 TTC1.INTERVAL_COUNTER_2=0x1234'
	[ "$(witness readl 0xff0d00a8) $(witness readl 0xff120028)" = "0x800088f7 0x00001234" ]
	guest 'hwreg poke TTC1.COUNTER_CONTROL_2.INT=1,DIS=0 && sleep 1 && hwreg poke TTC1.COUNTER_CONTROL_2.DIS=1'
	run -0 guest 'hwreg -q peek TTC1.INTERRUPT_REGISTER_2.IV && hwreg -q peek TTC1.INTERRUPT_REGISTER_2.IV'
	[ "$output" = $'0x1\n0x0' ] # reading clears it
	run -0 --separate-stderr guest 'hwreg -v peek UART0 GEM3 TTC1'
	[[ $stderr != *"UART0.FIFO)"* && $stderr != *"GEM3.INT_STATUS)"* && $stderr != *"GEM3.RX_OVERRUNS)"* ]]
	[[ $stderr != *"TTC1.INTERRUPT_REGISTER_2)"* && $stderr == *"UART0.SR)"* && $stderr == *"GEM3.DMA_CONFIG)"* ]]
}

@test "orangepi-pc: clocks after reset, UART, counters of the clock; the divisor only behind DLAB; nothing takes characters" {
	known orangepi-pc CCU.PLL_CPUX_CTRL 0x01c20000 0x00001000 \
		CCU.PLL_STABLE_TIME0 0x01c20200 0x000000ff CCU.PLL_CPUX_BIAS 0x01c20220 0x08100200 \
		CCU.PLL_DDR_BIAS 0x01c20230 0x81104000 CCU.PLL_PERIPH0_BIAS 0x01c20234 0x10100010 \
		CCU.PLL_DDR_TUN 0x01c20260 0x14880000 UART0.LCR 0x01c2800c 0x00000013 CCU.MBUS_RST 0x01c200fc 0x80000000
	run -0 guest 'hwreg peek CCU.BUS_CLK_GATING3.UART0 UART0.LCR.DLAB'
	[[ ${lines[0]} == *" 1" && ${lines[1]} == *" 0" ]]
	run -3 --separate-stderr guest 'hwreg peek UART0.DLL'
	[[ $stderr == *"UART0.LCR.DLAB==1"* ]]
	run -0 --separate-stderr guest 'hwreg -v peek UART0'
	[[ $stderr != *"UART0.RBR)"* && $stderr != *"UART0.IIR)"* && $stderr != *"UART0.LSR)"* && $stderr == *"UART0.LCR)"* ]]
	guest 'hwreg poke RTC.GP_DATA1=0xc0ffee11 CCU.PLL_GPU_CTRL.FACTOR_N=0x18'
	[ "$(witness readl 0x01f00104)" = 0xc0ffee11 ]
	[ "$(witness readl 0x01c20038)" = 0x03001807 ]
	run -2 --separate-stderr guest 'hwreg poke TIMER.WDOG0_MODE.WDOG0_EN=1'
	[[ $stderr == *protect* ]]
}

@test "vexpress-a15: system registers, timers and identification; flags by set and clear" {
	known vexpress-a15 SYSREG.SYS_ID 0x1c010000 0x1190f500 SYSREG.SYS_PROCID0 0x1c010084 0x14000237 \
		SYSREG.SYS_PROCID1 0x1c010088 0xff000000 TIMER01.PERIPHID0 0x1c110fe0 0x00000004 \
		TIMER23.PERIPHID1 0x1c120fe4 0x00000018 UART3.PERIPHID0 0x1c0c0fe0 0x00000011 RTC.PERIPHID0 0x1c170fe0 0x00000031
	run -0 guest 'hwreg peek SYSREG.SYS_ID.HBI SYSREG.SYS_PROCID0.PROC_ID SYSREG.SYS_PROCID1.PROC_ID'
	[[ ${lines[0]} == *0x190* && ${lines[1]} == *cortex_a15 && ${lines[2]} == *none ]]
	guest 'hwreg poke SYSREG.SYS_NVFLAGS=0x15 && hwreg poke SYSREG.SYS_NVFLAGSCLR=0x4'
	[ "$(witness readl 0x1c010038)" = 0x00000011 ]
	guest 'hwreg poke TIMER23.TIMER2.CONTROL.PRE=by16'
	[ "$(witness readl 0x1c120028)" = 0x00000024 ]
	run -2 --separate-stderr guest 'hwreg poke SYSREG.SYS_CFGCTRL=0xc0800000' # would switch the machine off
	[[ $stderr == *protect* ]]
}
