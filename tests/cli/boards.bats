#!/usr/bin/env bats
# What the shipped boards say of side effects: what reading takes, what writing clears, what is protected

bats_require_minimum_version 1.5.0

setup() {
	load helpers
	cd "$BATS_TEST_TMPDIR"
	simulation=boards-$$-$BATS_TEST_NUMBER
}

teardown() {
	"$HWREG" sim rm "$simulation" 2>/dev/null || true
}

# board NAME: in a simulation that lasts
board() {
	sim=(-b "$SRCTREE/boards/$1.yaml" -t "sim:$simulation")
}

@test "sabrelite: nothing reads or writes the FIFOs of a UART unasked" {
	board sabrelite
	accesses "${sim[@]}" peek UART2
	[ "$status" -eq 0 ]
	[[ "$output" != *0x021e8000* && "$output" != *0x021e8040* && "$output" == *"read 32 0x021e8094"* ]]
	accesses "${sim[@]}" -q peek UART2.URXD
	[ "$output" = $'read 32 0x020c407c\nread 32 0x021e8000' ]
	refused 2 'UART2.UTXD is write-only' "${sim[@]}" peek UART2.UTXD
}

@test "sabrelite: a UART without its clock is left alone" {
	board sabrelite
	"$HWREG" "${sim[@]}" poke CCM.CCGR5.UART=off
	accesses "${sim[@]}" peek UART2
	[ "$status" -eq 3 ]
	[ "$output" = 'read 32 0x020c407c' ]
	grep -F 'requires CCM.CCGR5.UART!=off, but it is 0x0 (off)' "$BATS_TEST_TMPDIR/stderr"
	accesses "${sim[@]}" poke UART5.UTXD=0x41
	[ "$status" -eq 3 ]
	[ "$output" = 'read 32 0x020c407c' ]
	accesses "${sim[@]}" --force=requires -q peek UART2.UTS
	[ "$output" = 'read 32 0x021e80b4' ]
}

@test "sabrelite: clearing one status bit leaves the others" {
	board sabrelite
	accesses "${sim[@]}" poke UART2.USR1.AWAKE=1
	[ "$output" = $'read 32 0x020c407c\nwrite 32 0x021e8094 0x00000010' ]
	accesses "${sim[@]}" poke GPIO3.ISR:7=1
	[ "$output" = 'write 32 0x020a4018 0x00000080' ]
	accesses "${sim[@]}" poke CCM.CISR.COSC_READY=1
	[ "$output" = 'write 32 0x020c4058 0x00000040' ]
	# the reset bit of UCR2 resets when a 0 is written: its neighbours keep it 1
	accesses "${sim[@]}" poke UART2.UCR2.TXEN=1
	[ "$output" = $'read 32 0x020c407c\nread 32 0x021e8084\nwrite 32 0x021e8084 0x00000005' ]
}

@test "sabrelite: the analog block is changed through its set and clear addresses" {
	board sabrelite
	accesses "${sim[@]}" poke ANATOP.PLL_ENET.DIV_SELECT=MHz125
	[ "$output" = 'write 32 0x020c80e4 0x00000003' ]
	accesses "${sim[@]}" poke ANATOP.PLL_ENET.POWERDOWN=0,ENABLE=1
	[ "$output" = $'write 32 0x020c80e8 0x00001000\nwrite 32 0x020c80e4 0x00002000' ]
	run -0 "$HWREG" "${sim[@]}" -q peek ANATOP.PLL_ENET.DIV_SELECT ANATOP.PLL_ENET.ENABLE ANATOP.MISC2.AUDIO_DIV
	[ "$output" = $'0x3\n0x1\n0x0' ]
}

@test "sabrelite: the memory's pads and the cores' supply are protected" {
	board sabrelite
	refused 2 'IOMUXC.SW_PAD_CTL_PAD_DRAM_SDCLK0_P is protected' "${sim[@]}" poke IOMUXC.SW_PAD_CTL_PAD_DRAM_SDCLK0_P.DSE=off
	refused 2 'IOMUXC.SW_PAD_CTL_GRP_B0DS is protected' "${sim[@]}" poke IOMUXC.SW_PAD_CTL_GRP_B0DS=0
	refused 2 'ANATOP.REG_CORE is protected' "${sim[@]}" poke ANATOP.REG_CORE.REG0_TRIG=0
	accesses "${sim[@]}" poke IOMUXC.SW_PAD_CTL_GRP_RGMII_TERM.ODT=ohm60
	[ "$output" = $'read 32 0x020e07ac\nwrite 32 0x020e07ac 0x00000200' ]
}

@test "sabrelite: a divider that does not read as it was written keeps its neighbours from field writes" {
	board sabrelite
	refused 2 'ACLK_PODF' "${sim[@]}" poke CCM.CSCMR1.PERCLK_PODF=1
	accesses "${sim[@]}" poke CCM.CSCMR1=0x00900001
	[ "$output" = 'write 32 0x020c401c 0x00900001' ]
	accesses "${sim[@]}" poke CCM.CSCDR1.UART_CLK_PODF=1
	[ "$output" = $'read 32 0x020c4024\nwrite 32 0x020c4024 0x00490b01' ]
}

@test "sabrelite: pads and their inputs have names for what they can be" {
	board sabrelite
	accesses "${sim[@]}" poke IOMUXC.SW_MUX_CTL_PAD_EIM_DATA26.MUX_MODE=UART2_TX_DATA \
		IOMUXC.UART2_UART_RX_DATA_SELECT_INPUT.DAISY=EIM_DATA27_ALT4
	[ "$output" = $'read 32 0x020e00bc\nwrite 32 0x020e00bc 0x00000004\nread 32 0x020e0928\nwrite 32 0x020e0928 0x00000001' ]
	refused 2 "MUX_MODE has no value 'UART3_TX_DATA'; did you mean UART2_TX_DATA?" "${sim[@]}" poke IOMUXC.SW_MUX_CTL_PAD_EIM_DATA26.MUX_MODE=UART3_TX_DATA
}

@test "qemu-virt: the boards of 32 and 64 bits have the same registers" {
	board qemu-virt-arm
	run -0 "$HWREG" "${sim[@]}" list
	narrow=$output
	board qemu-virt-arm64
	run -0 "$HWREG" "${sim[@]}" list
	[ "$output" = "$narrow" ]
	[ "${#lines[@]}" -eq 65 ]
}

@test "raspi3b: a pin is set and cleared alone, its event cleared alone, its function chosen by name" {
	board raspi3b
	accesses "${sim[@]}" poke GPIO.GPSET0.PIN17=1 GPIO.GPCLR1.PIN40=1 GPIO.GPEDS0.PIN4=1
	[ "$output" = $'write 32 0x3f20001c 0x00020000\nwrite 32 0x3f20002c 0x00000100\nwrite 32 0x3f200040 0x00000010' ]
	accesses "${sim[@]}" poke GPIO.GPFSEL5.PIN53=alt0
	[ "$output" = $'read 32 0x3f200014\nwrite 32 0x3f200014 0x00000800' ]
	refused 2 'GPIO.GPSET0 is write-only' "${sim[@]}" peek GPIO.GPSET0
}

@test "raspi3b: nothing takes a character, a message or an overrun unasked; what the GPU has is protected" {
	board raspi3b
	accesses "${sim[@]}" peek UART1.STAT
	[ "$status" -eq 3 ]
	[ "$output" = 'read 32 0x3f215004' ] # it is off
	"$HWREG" "${sim[@]}" poke AUX.ENABLES.MINI_UART=1
	accesses "${sim[@]}" peek UART1 UART0 MAILBOX
	[ "$status" -eq 0 ]
	[[ "$output" != *0x3f215040* && "$output" != *0x3f215054* && "$output" != *0x3f201000* && "$output" != *0x3f00b880* ]]
	[[ "$output" == *"read 32 0x3f215064"* && "$output" == *"read 32 0x3f00b898"* ]]
	accesses "${sim[@]}" poke UART1.FCR.RX_CLEAR=1 SYSTIMER.CS.M1=1
	[ "$output" = $'read 32 0x3f215004\nwrite 32 0x3f215048 0x00000002\nwrite 32 0x3f003000 0x00000002' ]
	refused 2 'SYSTIMER.C0 is protected' "${sim[@]}" poke SYSTIMER.C0=1
	refused 2 'MAILBOX.MAIL1_WRITE is protected' "${sim[@]}" poke MAILBOX.MAIL1_WRITE=8
}

@test "zcu102: nothing takes a character, a count or an interrupt unasked" {
	board zcu102
	accesses "${sim[@]}" peek UART0 GEM3 TTC0
	[ "$status" -eq 0 ]
	[[ "$output" != *0xff000030* && "$output" != *0xff0e0024* && "$output" != *0xff0e0108* && "$output" != *0xff0e0204* ]]
	[[ "$output" != *0xff110054* && "$output" == *"read 32 0xff110060"* && "$output" == *"read 32 0xff0e00fc"* ]]
	accesses "${sim[@]}" -q peek GEM3.FRAMES_TXED_OK
	[ "$output" = 'read 32 0xff0e0108' ]
}

@test "zcu102: clearing, enabling and starting touch no neighbour" {
	board zcu102
	accesses "${sim[@]}" poke UART0.ISR.ROVR=1 UART0.IDR.TIMEOUT=1 GEM3.INT_ENABLE.RECEIVE_COMPLETE=1 \
		GEM3.TRANSMIT_STATUS.TRANSMIT_COMPLETE=1 GPIO.INT_STAT_1.PIN3=1 CRL_APB.RESET_REASON.SRST=1
	[ "$output" = $'write 32 0xff000014 0x00000020\nwrite 32 0xff00000c 0x00000100\nwrite 32 0xff0e0028 0x00000002
write 32 0xff0e0014 0x00000020\nwrite 32 0xff0a0258 0x00000008\nwrite 32 0xff5e0220 0x00000010' ]
	# what cannot be read has to be given with its neighbours
	refused 2 'PFC_ENABLE' "${sim[@]}" poke GEM3.NETWORK_CONTROL.TX_START_PCLK=1
	accesses "${sim[@]}" poke GEM3.NETWORK_CONTROL.TX_START_PCLK=1,PFC_ENABLE=0
	[ "$output" = $'read 32 0xff0e0000\nwrite 32 0xff0e0000 0x00000200' ]
	accesses "${sim[@]}" poke GPIO.MASK_DATA_0_MSW.MASK=0xff7f,DATA=0x80
	[ "$output" = 'write 32 0xff0a0004 0xff7f0080' ]
}

@test "zcu102: clocks have their sources by name; what the system runs on is protected" {
	board zcu102
	accesses "${sim[@]}" poke CRL_APB.GEM3_REF_CTRL.SRCSEL=RPLL,CLKACT=1
	[ "$output" = $'read 32 0xff5e005c\nwrite 32 0xff5e005c 0x02002502' ]
	run -0 "$HWREG" "${sim[@]}" decode CRL_APB.SDIO1_REF_CTRL 0x01010803
	[[ "$output" == *"SRCSEL "*" = 3 "*" VPLL" ]]
	refused 2 'CRF_APB.DDR_CTRL is protected' "${sim[@]}" poke CRF_APB.DDR_CTRL.DIVISOR0=1
	refused 2 'CRL_APB.RESET_CTRL is protected' "${sim[@]}" poke CRL_APB.RESET_CTRL.SOFT_RESET=1
	refused 2 'CRF_APB.APLL_CTRL is protected' "${sim[@]}" poke CRF_APB.APLL_CTRL.BYPASS=1
}

@test "orangepi-pc: a UART's divisor is behind DLAB; reading takes nothing unasked" {
	board orangepi-pc
	accesses "${sim[@]}" peek UART1
	[ "$status" -eq 0 ]
	[[ "$output" != *0x01c28400* && "$output" != *0x01c28408* && "$output" != *0x01c28414* && "$output" == *"read 32 0x01c2840c"* ]]
	accesses "${sim[@]}" poke UART1.DLL=1
	[ "$status" -eq 3 ]
	[ "$output" = 'read 32 0x01c2840c' ]
	"$HWREG" "${sim[@]}" poke UART1.LCR.DLAB=1
	accesses "${sim[@]}" poke UART1.DLL=13
	[ "$output" = $'read 32 0x01c2840c\nwrite 32 0x01c28400 0x0000000d' ]
}

@test "orangepi-pc: keys go with what they open; the watchdog and the memory's clock are protected" {
	board orangepi-pc
	refused 2 'would change KEY_FIELD too' "${sim[@]}" poke RTC.LOSC_CTRL.LOSC_SRC_SEL=external
	accesses "${sim[@]}" poke RTC.LOSC_CTRL.KEY_FIELD=write,LOSC_SRC_SEL=external
	[ "$output" = $'read 32 0x01f00000\nwrite 32 0x01f00000 0x16aa4001' ]
	accesses "${sim[@]}" poke TIMER.WDOG0_CTRL.WDOG0_KEY_FIELD=restart,WDOG0_RSTART=1
	[ "$output" = 'write 32 0x01c20cb0 0x000014af' ]
	accesses "${sim[@]}" poke TIMER.TMR_IRQ_STA.TMR1_IRQ_PEND=1
	[ "$output" = 'write 32 0x01c20c04 0x00000002' ]
	refused 2 'TIMER.WDOG0_MODE is protected' "${sim[@]}" poke TIMER.WDOG0_MODE.WDOG0_EN=1
	refused 2 'CCU.PLL_DDR_CTRL is protected' "${sim[@]}" poke CCU.PLL_DDR_CTRL.ENABLE=0
}

@test "vexpress-a15: flags are set and cleared by their own addresses; commands are protected" {
	board vexpress-a15
	accesses "${sim[@]}" poke SYSREG.SYS_FLAGS:4=1
	[ "$output" = 'write 32 0x1c010030 0x00000010' ]
	accesses "${sim[@]}" poke SYSREG.SYS_FLAGSCLR:4=1
	[ "$output" = 'write 32 0x1c010034 0x00000010' ]
	refused 2 'SYSREG.SYS_CFGCTRL is protected' "${sim[@]}" poke SYSREG.SYS_CFGCTRL.START=1,FUNCTION=shutdown
}
