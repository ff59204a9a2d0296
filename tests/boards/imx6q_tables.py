"""How Linux, U-Boot and QEMU call what the manual of the i.MX6 Quad names otherwise, and what of
them is not of this chip: for compare-imx6q."""

PINFUNC = "arch/arm/boot/dts/imx6q-pinfunc.h"
GPR = "include/linux/mfd/syscon/imx6q-iomuxc-gpr.h"
CLK = "drivers/clk/imx/clk-imx6q.c"
SERIAL = "drivers/tty/serial/imx.c"
MXC = "drivers/gpio/gpio-mxc.c"
THERMAL = "drivers/thermal/imx_thermal.c"
REGULATORS = "arch/arm/boot/dts/imx6qdl.dtsi"
SUSPEND = "arch/arm/mach-imx/anatop.c"
ARCH = "arch/arm/include/asm/arch-mx6"

# Pads: how others call what the manual renamed
PAD_NAMES = [
    (r"^NANDF_", "NAND_"), (r"^NAND_RB0$", "NAND_READY_B"), (r"^NAND_D(\d)$", r"NAND_DATA0\1"),
    (r"^(SD\d)_DAT(\d)$", r"\1_DATA\2"), (r"^SD3_RST$", "SD3_RESET"),
    (r"^EIM_A(\d\d)$", r"EIM_ADDR\1"), (r"^EIM_D(\d\d)$", r"EIM_DATA\1"),
    (r"^EIM_DA(\d)$", r"EIM_AD0\1"), (r"^EIM_DA(\d\d)$", r"EIM_AD\1"),
    (r"^((EIM_(CS\d|OE|LBA|EB\d|WAIT))|(NAND_(CS\d|WP)))$", r"\1_B"),
    (r"^(DISP0|CSI0)_DAT(\d\d)$", r"\1_DATA\2"), (r"^(DISP0|CSI0)_DAT(\d)$", r"\1_DATA0\2"),
    (r"^DI0_PIN(\d)$", r"DI0_PIN0\1"), (r"^CSI0_MCLK$", "CSI0_HSYNC"),
    (r"^ENET_([RT])XD(\d)$", r"ENET_\1X_DATA\2"),
    (r"^GPIO_(\d)$", r"GPIO0\1"), (r"^GPIO_(\d\d)$", r"GPIO\1"),
    (r"^DRAM_(CAS|RAS|CS\d|SDWE)$", r"DRAM_\1_B"), (r"^DRAM_SDODT(\d)$", r"DRAM_ODT\1"),
    (r"^DRAM_SDCLK_(\d)$", r"DRAM_SDCLK\1_P"), (r"^DRAM_SDQS(\d)$", r"DRAM_SDQS\1_P"),
]

# U-Boot: names of fields that differ, "" for what is no field of this chip
CCM_NAMES = {
    "CCR.REG_BYPASS_CNT": "CCR.REG_BYPASS_COUNT",
    "CCDR.MMDC_CH1_HS": "CCDR.MMDC_CH1_MASK", "CCDR.MMDC_CH0_HS": "CCDR.MMDC_CH0_MASK",
    "CCDR.MMDC_CH1_AXI_ROOT_CG": "",  # i.MX6QP
    "CCSR.PDF_400M_AUTO_DIS": "CCSR.PDF_396M_DIS_MASK",
    **{f"CCSR.PDF_{f}M_AUTO_DIS": f"CCSR.PDF_{f}M_DIS_MASK" for f in (540, 720, 454, 508, 594, 352)},
    "CBCDR.MMDC_CH0_PODF": "CBCDR.MMDC_CH0_AXI_PODF",
    "CBCDR.MMDC_CH1_PODF": "CBCDR.MMDC_CH1_AXI_PODF",
    "CBCMR.GPU2D_CORE_PODF": "CBCMR.GPU2D_CORE_CLK_PODF",
    "CBCMR.GPU2D_CLK_SEL": "CBCMR.GPU2D_CORE_CLK_SEL", "CBCMR.PRE_CLK_SEL": "",  # i.MX6QP
    "CSCMR1.ACLK_EMI_SLOW": "CSCMR1.ACLK_EIM_SLOW_SEL", "CSCMR1.ACLK_EMI": "CSCMR1.ACLK_SEL",
    "CSCMR1.ACLK_EMI_SLOW_PODF": "CSCMR1.ACLK_EIM_SLOW_PODF",
    "CSCMR1.ACLK_EMI_PODF": "CSCMR1.ACLK_PODF", "CSCMR1.PER_CLK_SEL": "",  # i.MX6QP
    "CSCMR2.ESAI_PRE_SEL": "CSCMR2.ESAI_CLK_SEL", "CSCMR2.CAN_CLK_SEL": "",  # i.MX6QP
    # not in the manual
    "CSCDR1.USBOH3_CLK_PRED": "", "CSCDR1.USBOH3_CLK_PODF": "",
    "CSCDR1.UART_CLK_SEL": "", "CSCDR2.ECSPI_CLK_SEL": "",  # i.MX6QP
    # Six bits and two there; Linux has three of each, as the manual.
    "CS1CDR.ESAI_CLK_PODF": "", "CS1CDR.ESAI_CLK_PRED": "",
    "CS2CDR.ENFC_CLK_SEL_MASK_DQ": "CS2CDR.ENFC_CLK_SEL",
    "CS2CDR.ENFC_CLK_SEL_MASK_DQP": "", "CS2CDR.ENFC_CLK_SEL_OFFSET_DQ": "",
    "CS2CDR.ENFC_CLK_SEL_OFFSET_DQP": "",
    **{f"CHSCCDR.IPU2_DI{d}_{f}": f"CSCDR2.IPU2_DI{d}_{f}"
       for d in (0, 1) for f in ("PRE_CLK_SEL", "PODF", "CLK_SEL")},
    "CLPCR.BYP_MMDC_CH1_LPM_HS": "CLPCR.BYPASS_MMDC_CH1_LPM_HS",
    "CLPCR.BYP_MMDC_CH0_LPM_HS": "CLPCR.BYPASS_MMDC_CH0_LPM_HS",
    "CLPCR.BYPASS_PMIC_VFUNC_READY": "CLPCR.BYPASS_PMIC_READY",
    "CIMR.MASK_ARM_PODF_LOADED": "CIMR.ARM_PODF_LOADED",
    "CCOSR.CLK_OUT_SEL": "CCOSR.CLKO1_CLKO2_SEL", "CCOSR.CKO2_DIV": "CCOSR.CLKO2_DIV",
    "CCOSR.CKO2_SEL": "CCOSR.CLKO2_SEL", "CCOSR.CKO2_EN_OFFSET": "CCOSR.CLKO2_EN",
    "CCOSR.CKOL_EN": "CCOSR.CLKO1_EN", "CCOSR.CKOL_DIV": "CCOSR.CLKO1_DIV",
    "CCOSR.CKOL_SEL": "CCOSR.CLKO1_SEL", "CGPR.FAST_PLL_EN": "CGPR.FPL",
    "CCGR0.CHEETAH_DBG_CLK": "CCGR0.ARM_DBG", "CCGR1.ESAIS": "CCGR1.ESAI",
    **{f"CCGR1.ECSPI{n}S": f"CCGR1.ECSPI{n}" for n in range(1, 6)},
    "CCGR1.EPIT1S": "CCGR1.EPIT1", "CCGR1.EPIT2S": "CCGR1.EPIT2", "CCGR1.GPT_BUS": "CCGR1.GPT",
    "CCGR2.OCOTP_CTRL": "CCGR2.IIM",
    "CCGR2.IPSYNC_IP2APB_TZASC1_IPGS": "CCGR2.IPSYNC_IP2APB_TZASC1_IPG",
    "CCGR2.IPSYNC_VDOA_IPG_MASTER_CLK": "CCGR2.IPSYNC_VDOA_IPG", "CCGR4.PCIE": "CCGR4.PCIE_ROOT",
    "CCGR4.PL301_MX6QPER2_MAINCLK_ENABLE": "CCGR4.PL301_MX6QPER2_MAINCLK",
    "CCGR6.EMI_SLOW": "CCGR6.EIM_SLOW",
}
# U-Boot: what it says of other chips beside
CCM_FOREIGN = (
    r"CBCMR\.LCDIF1_PODF|CSCMR1\.(QSPI1|LCDIF|GPMI|BCH)\w*|CSCDR1\.(GPMI|BCH)_PODF|"
    r"CS1CDR\.SAI\w+|CS2CDR\.QSPI2\w+|CHSCCDR\.(ENET|M4|EPDC)\w+|CSCDR2\.LCDIF\w+|CSCDR3\.LCDIF\w+|"
    r"CCGR\.CG|CCGR1\.I2C4_SERIAL|CCGR6\.PRG_CLK0|CCGR0\.(DCP_CLK|ENET_CLK_ENABLE)|CCGR2\.(CSI|LCD|PXP|ESAI_CLK|IOMUXC_SNVS_CLK)|"
    r"CCGR3\.(M4|EPDC_CLK_ENABLE|ENET|QSPI1?|LCDIF\w+|WDOG1_CLK_ENABLE|A7_CLKDIV_PATCH|DISP_AXI|"
    r"AXI_CLK|GPIO4_CLK|IOMUXC_SNVS_GPR_CLK)|CCGR4\.QSPI2_ENFC|"
    r"CCGR6\.(SIM[12]_CLK|IPMUX4_CLK|BCH|GPMI|AIPS_TZ3_CLK|PWM[5-8]|VADC|GIS|I2C4)")
# Linux: clocks of other chips, and bits without a function that stand for a clock in use
CLK_FOREIGN = r"\w*(can_sel|ecspi_sel|ipg_per_sel|uart_sel|mmdc_ch1_axi_cg|pre_axi|pre[0-3]|" \
              r"prg[01]_(axi|apb)|mlb_sel|mlb_podf|i2c4|usbphy[12])"
CLK_FOREIGN_AT = {("enfc_sel", "15"), ("gpu2d_core_sel", "8"), ("gpu2d_core_podf", "29")}

ANATOP_REGISTERS = {
    "PLL_SYS": "PLL_ARM", "USB1_PLL_480_CTRL": "PLL_USB1", "USB2_PLL_480_CTRL": "PLL_USB2",
    "PLL_528": "PLL_SYS", "PLL_528_SS": "PLL_SYS_SS", "PLL_528_NUM": "PLL_SYS_NUM",
    "PLL_528_DENOM": "PLL_SYS_DENOM", "ANA_MISC0": "MISC0", "ANA_MISC1": "MISC1",
    "ANA_MISC2": "MISC2",
    **{f"USB{n}_{a}_DET_STAT": f"USB{n}_{a}_DETECT_STAT" for n in (1, 2) for a in ("VBUS", "CHRG")},
}
# QEMU: an index that is not where the manual has the register
QEMU_WRONG = {"CCM_ANALOG_PLL_VIDEO_NUM", "CCM_ANALOG_PLL_VIDEO_TOG"}
ANATOP_NAMES = {"PLL_ENET.ENABLE_PCIE": "PLL_ENET.ENABLE_125M",
                "PLL_ENET.ENABLE_SATA": "PLL_ENET.ENABLE_100M"}
# Debug bits that the manual keeps reserved, and those of other chips
ANATOP_FOREIGN = (r"\w+\.(RSVD\d|HALF_LF|DOUBLE_LF|HALF_CP|DOUBLE_CP|HOLD_RING_OFF|DITHER_ENABLE|"
                  r"CONTROL0)|PLL_ENET\.REF_25M_ENABLE|PLL_ENET2\.\w+")

# Linux: what only later chips have: alarms of their own, and a bit of MISC0
ANALOG_FOREIGN = {"MISC1.IRQ_TEMPHIGH", "MISC1.IRQ_TEMPLOW", "MISC1.IRQ_TEMPPANIC",
                  "MISC0.REFTOP_SELBIASOFF", "MISC0.DISCON_HIGH_SNVS"}

UART_NAMES = {
    "URXD0": "URXD", "URTX0": "UTXD", "USR1.TIMEOUT": "USR1.DTRD", "UTS.SOFTRS": "UTS.SOFTRST",
    "UCR1.RDMAEN": "UCR1.RXDMAEN",
    "UCR1.TDMAEN": "UCR1.TXDMAEN", "UCR3.BPEN": "UCR3.ACIEN", "UCR4.CTSTL_32": "",
    "UFCR.RFDIV_SHF": "", "UFCR.RXTL_SHF": "", "UFCR.TXTL_SHF": "", "UCR4.CTSTL_SHF": "",
    "URXD.DUMMY_READ": "",
    "UCR4.REF16": "", "UCR1.UARTCLKEN": "", "UCR3.REF25": "", "UCR3.REF30": "",  # i.MX1
}

# Linux: general purpose registers; the manual numbers what Linux names of the SATA PHY
GPR_NAMES = {
    "PCIE_EXIT_L1": "APP_REQ_EXIT_L1", "PCIE_RDY_L23": "APP_READY_ENTR_L23",
    "PCIE_ENTER_L1": "APP_REQ_ENTR_L1", "DPI_OFF": "MIPI_DPI_OFF",
    "PCIE_TEST_PD": "TEST_POWERDOWN", "PCIE_REF_CLK_EN": "REF_SSP_EN", "PCIE_INT": "SYS_INT",
    "PCIE_CTL_2": "APP_LTSSM_ENABLE", "LOCK_DCIC2_MUX": "LOCK_DCIC2_MUX_CTL",
    "LOCK_DCIC1_MUX": "LOCK_DCIC1_MUX_CTL",
    **{f"TX_{word}": f"PCS_TX_{word}" for word in ("SWING_LOW", "SWING_FULL", "DEEMPH_GEN1",
                                                   "DEEMPH_GEN2_6DB", "DEEMPH_GEN2_3P5DB")},
    "SATA_RX_EQ_VAL": "SATA_PHY_8", "SATA_RX_LOS_LVL": "SATA_PHY_7",
    "SATA_RX_DPLL_MODE": "SATA_PHY_6", "SATA_SPD_MODE": "SATA_SPEED",
    "SATA_MPLL_SS_EN": "SATA_PHY_5", "SATA_TX_ATTEN": "SATA_PHY_4",
    "SATA_TX_BOOST": "SATA_PHY_3", "SATA_TX_LVL": "SATA_PHY_2",
    "SATA_MPLL_CLK_EN": "SATA_PHY_1", "SATA_TX_EDGE_RATE": "SATA_PHY_0",
}
GPR_FOREIGN = {"GPR5.SATA_SW_PD", "GPR5.SATA_SW_RST",  # i.MX6QP
               "GPR1.PCIE_REQ",  # two fields of the manual
               "GPR4.SOC_VERSION_OFF", "GPR3.MIPI_MUX_CTL_SHIFT", "GPR3.HDMI_MUX_CTL_SHIFT"}
