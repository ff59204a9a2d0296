include $(sort $(wildcard $(BR2_EXTERNAL_HWREG_PATH)/package/*/*.mk))
