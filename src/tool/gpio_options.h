/* SPDX-License-Identifier: MIT */
/* gpio_options.h - the options of hwreg gpio: a part of commands.c, which alone includes it */
#ifndef HWREG_TOOL_GPIO_OPTIONS_H
#define HWREG_TOOL_GPIO_OPTIONS_H

#include "options.h"

#define GPIO_BIASES "disabled pull-up pull-down"
#define GPIO_DRIVES "push-pull open-drain open-source"

#define GPIO_BIAS(help)                                                                 \
	{                                                                               \
		"bias", 0, OPTION_CHOICE, COMPLETES_NOTHING, "BIAS", GPIO_BIASES, help, \
			SETTING(bias)                                                   \
	}
#define GPIO_RAW(help)                                                                   \
	{                                                                                \
		"raw", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL, help, SETTING(raw) \
	}
#define GPIO_INPUT                                                                       \
	{                                                                                \
		"input", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,                  \
			"make the lines inputs first, whatever they are", SETTING(input) \
	}
#define GPIO_DRIVE                                                                  \
	{                                                                           \
		"drive", 0, OPTION_CHOICE, COMPLETES_NOTHING, "DRIVE", GPIO_DRIVES, \
			"push-pull (default), open-drain (only low is driven) or "  \
			"open-source (only high is)",                               \
			SETTING(drive)                                              \
	}
#define GPIO_DEBOUNCE                                                              \
	{                                                                          \
		"debounce", 0, OPTION_DURATION, COMPLETES_NOTHING, "TIME", NULL,   \
			"a level that lasts shorter is no edge; needs libgpiod 2", \
			SETTING(debounce)                                          \
	}

static const struct option_spec gpio_info_options[] = {
	GPIO_RAW("read the level of the wire too"),
	{ 0 },
};

static const struct option_spec gpio_get_options[] = {
	GPIO_INPUT,
	GPIO_BIAS("make the lines inputs, with this bias: disabled, pull-up or pull-down"),
	GPIO_RAW("levels of the wires, whatever active-low says"),
	{ 0 },
};

static const struct option_spec gpio_set_options[] = {
	{ "hold", 0, OPTION_FLAG, COMPLETES_NOTHING, NULL, NULL,
	  "keep the lines until ended by a signal", SETTING(hold) },
	GPIO_DRIVE,
	GPIO_BIAS("disabled, pull-up or pull-down"),
	GPIO_RAW("levels of the wires, whatever active-low says"),
	{ 0 },
};

static const struct option_spec gpio_pulse_options[] = {
	{ "low", 0, OPTION_DURATION, COMPLETES_NOTHING, "TIME", NULL,
	  "low for so long, then high: 100us, 10ms, 2s", SETTING(low) },
	{ "high", 0, OPTION_DURATION, COMPLETES_NOTHING, "TIME", NULL, "high for so long, then low",
	  SETTING(high) },
	GPIO_DRIVE,
	{ 0 },
};

static const struct option_spec gpio_watch_options[] = {
	{ "edge", 0, OPTION_CHOICE, COMPLETES_NOTHING, "EDGE", "rising falling both",
	  "which edges: rising, falling or both (default)", SETTING(edge) },
	{ "count", 0, OPTION_COUNT, COMPLETES_NOTHING, "N", NULL, "stop after N edges",
	  SETTING(count) },
	GPIO_DEBOUNCE,
	GPIO_BIAS("disabled, pull-up or pull-down"),
	GPIO_INPUT,
	GPIO_RAW("edges of the wires, whatever active-low says"),
	{ 0 },
};

static const struct option_spec gpio_wait_options[] = {
	{ "timeout", 0, OPTION_DURATION, COMPLETES_NOTHING, "TIME", NULL,
	  "exit 1 if it has not come by then (default: wait without end)", SETTING(timeout) },
	GPIO_DEBOUNCE,
	GPIO_BIAS("disabled, pull-up or pull-down"),
	GPIO_INPUT,
	GPIO_RAW("levels and edges of the wires, whatever active-low says"),
	{ 0 },
};

#endif
