#include <hwreg.h>
#include <stdio.h>
#include <string.h>
#include "clock.h"

static void set_alarm(const struct rtc_regs *rtc, uint32_t seconds)
{
	rtc_ICR_CLEAR_clear(rtc);
	rtc_MR_write(rtc, rtc_DR_read(rtc) + seconds);
	rtc_IMSC_ENABLE_update(rtc, 1);
	printf("alarm at %u\n", rtc_MR_read(rtc));
}

static int wait_alarm(const struct rtc_regs *rtc, const char *device, struct hwreg_error *err)
{
	struct hwreg_interrupt_options options = { .size = sizeof(options), .flags = HWREG_WRITE };
	struct hwreg_interrupt_event event = { .size = sizeof(event) };
	struct hwreg_interrupt *interrupt;
	int r = hwreg_interrupt_open(&interrupt, device, &options, err);

	if (r)
		return r;
	r = hwreg_interrupt_enable(interrupt, true, err);
	if (!r) /* for 5 seconds at most */
		r = hwreg_interrupt_wait(interrupt, 5000000000, -1, &event, err);
	rtc_ICR_CLEAR_clear(rtc);
	hwreg_interrupt_close(interrupt);
	return r;
}

int main(int argc, char **argv)
{
	const char *target = argc > 1 ? argv[1] : "uio:pl031";
	struct hwreg_session_options options = { .size = sizeof(options), .flags = HWREG_WRITE };
	struct hwreg_error err = HWREG_ERROR_INIT;
	struct hwreg_session *session;
	struct hwreg_window *window;
	const struct hwreg_block *block;
	struct hwreg_board *board;
	struct rtc_regs rtc;

	options.targets = &target;
	options.target_count = 1;
	if (hwreg_board_load(&board, "./clock.yaml", NULL, &err) ||
	    (options.board = board, hwreg_session_open(&session, &options, &err)) ||
	    hwreg_block_find(board, "RTC", &block, &err) ||
	    hwreg_session_map(&window, session, block, &err)) {
		fprintf(stderr, "%s\n", err.message);
		return err.kind;
	}
	rtc = rtc_at(hwreg_window_pointer(window));
	set_alarm(&rtc, 2);
	if (!strncmp(target, "uio:", 4) && wait_alarm(&rtc, target, &err))
		fprintf(stderr, "%s\n", err.message);
	hwreg_window_close(window);
	hwreg_session_close(session);
	hwreg_board_free(board);
	return err.kind;
}
