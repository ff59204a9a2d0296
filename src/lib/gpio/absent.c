// SPDX-License-Identifier: MIT
/* absent.c - GPIO lines of a library that is built without them */
#include "error.h"

static int not_built(struct hwreg_error *err)
{
	return hwreg_error_set(err, HWREG_ERROR_UNAVAILABLE, ENOSYS,
			       "this hwreg was built without GPIO lines (CONFIG_GPIO)");
}

int hwreg_gpio_list(const char *chip, const struct hwreg_gpio_options *options,
		    int (*callback)(void *data, const struct hwreg_gpio_line *line), void *data,
		    struct hwreg_error *err)
{
	(void)chip;
	(void)options;
	(void)callback;
	(void)data;
	return not_built(err);
}

int hwreg_gpio_open(struct hwreg_gpio **out, const char *const *words, uint32_t count,
		    const struct hwreg_gpio_options *options, struct hwreg_error *err)
{
	(void)out;
	(void)words;
	(void)count;
	(void)options;
	return not_built(err);
}

int hwreg_gpio_open_edges(struct hwreg_gpio **out, const char *word, uint32_t edges,
			  const struct hwreg_gpio_options *options, struct hwreg_error *err)
{
	(void)out;
	(void)word;
	(void)edges;
	(void)options;
	return not_built(err);
}

void hwreg_gpio_close(struct hwreg_gpio *gpio)
{
	(void)gpio;
}

int hwreg_gpio_describe(struct hwreg_gpio *gpio, uint32_t index, struct hwreg_gpio_line *line,
			struct hwreg_error *err)
{
	(void)gpio;
	(void)index;
	(void)line;
	return not_built(err);
}

int hwreg_gpio_request(struct hwreg_gpio *gpio, const struct hwreg_gpio_request *request,
		       struct hwreg_error *err)
{
	(void)gpio;
	(void)request;
	return not_built(err);
}

int hwreg_gpio_get(struct hwreg_gpio *gpio, uint8_t *values, struct hwreg_error *err)
{
	(void)gpio;
	(void)values;
	return not_built(err);
}

int hwreg_gpio_set(struct hwreg_gpio *gpio, const uint8_t *values, struct hwreg_error *err)
{
	(void)gpio;
	(void)values;
	return not_built(err);
}

int hwreg_gpio_fd(const struct hwreg_gpio *gpio)
{
	(void)gpio;
	return -1;
}

int hwreg_gpio_read_event(struct hwreg_gpio *gpio, struct hwreg_gpio_event *event, int64_t deadline,
			  int cancel, struct hwreg_error *err)
{
	(void)gpio;
	(void)event;
	(void)deadline;
	(void)cancel;
	return not_built(err);
}
