// SPDX-License-Identifier: MIT
/* report_junit.c - results as the XML of JUnit, which Jenkins and GitLab read */
#include "output.h"
#include "report.h"
#include "stop.h"
#include "utf8.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "utc.h"

/* Text of elements and attributes; a newline of an attribute would be read as a space */
static void put_text(struct report_buffer *out, const char *text, bool attribute)
{
	char *clean = utf8_clean(text, strlen(text));

	for (const char *c = clean; *c; c++) {
		if (*c == '&')
			report_put(out, "&amp;");
		else if (*c == '<')
			report_put(out, "&lt;");
		else if (*c == '>')
			report_put(out, "&gt;");
		else if (attribute && *c == '"')
			report_put(out, "&quot;");
		else if (attribute && (*c == '\n' || *c == '\t'))
			report_put(out, "&#%d;", *c);
		else
			report_put(out, "%c", *c);
	}
	free(clean);
}

static void put_attribute(struct report_buffer *out, const char *name, const char *text)
{
	report_put(out, " %s=\"", name);
	put_text(out, text, true);
	report_put(out, "\"");
}

static void put_seconds(struct report_buffer *out, int64_t ns)
{
	report_put(out, " time=\"%.6f\"", (double)ns / 1e9);
}

static void put_counts(struct report_buffer *out, const unsigned int *counts)
{
	report_put(out, " tests=\"%u\" failures=\"%u\" errors=\"%u\"",
		   counts[HWREG_STEP_PASSED] + counts[HWREG_STEP_FAILED] +
			   counts[HWREG_STEP_ERROR] + counts[HWREG_STEP_SKIPPED],
		   counts[HWREG_STEP_FAILED], counts[HWREG_STEP_ERROR]);
}

static void begin(struct report *report)
{
	(void)report;
}

/* ---- One point --------------------------------------------------------------------------------- */

/* "RTC.RIS==1: expected ..." in one line, then all of it */
static void put_failure(struct report *report, const struct hwreg_step_event *event)
{
	const char *element = event->result == HWREG_STEP_ERROR ? "error" : "failure";
	char *message = report_message(event), *details = report_details(report, event, true);
	char place[PLACE_SIZE];

	report_put(&report->suite, "      <%s", element);
	put_attribute(&report->suite, "type", hwreg_step_kind_name(report_decided(event)->kind));
	put_attribute(&report->suite, "message", message);
	report_put(&report->suite, ">");
	put_text(&report->suite, report_place(event, place, sizeof(place)), false);
	report_put(&report->suite, "\n");
	put_text(&report->suite, details, false);
	report_put(&report->suite, "</%s>\n", element);
	free(details);
	free(message);
}

static void point(struct report *report, const struct hwreg_step_event *event)
{
	struct report_buffer *out = &report->suite;
	char *name = report_name(event), *said = report_taken(&report->said), *why = NULL;

	report_put(out, "    <testcase");
	put_attribute(out, "name", name);
	put_attribute(out, "classname", report->info.name);
	put_seconds(out, event->duration);
	report_put(out, ">\n");
	if (event->result == HWREG_STEP_FAILED || event->result == HWREG_STEP_ERROR)
		put_failure(report, event);
	if (event->result == HWREG_STEP_SKIPPED) {
		report_put(out, "      <skipped");
		put_attribute(out, "message", why = report_why(event));
		report_put(out, "/>\n");
	}
	if (*said) {
		report_put(out, "      <system-out>");
		put_text(out, said, false);
		report_put(out, "</system-out>\n");
	}
	report_put(out, "    </testcase>\n");
	free(why);
	free(said);
	free(name);
}

/* ---- Suites ------------------------------------------------------------------------------------ */

static void put_machine(struct report_buffer *out)
{
	char host[HOST_NAME_MAX + 1] = "", when[32];

	gethostname(host, sizeof(host) - 1);
	put_attribute(out, "timestamp", hwreg_utc_format(time(NULL), when, sizeof(when)));
	put_attribute(out, "hostname", host);
}

static void put_suite(struct report *report, const char *name, const unsigned int *counts,
		      int64_t took)
{
	char *cases = report_taken(&report->suite);

	report_put(&report->body, "  <testsuite");
	put_attribute(&report->body, "name", name);
	put_counts(&report->body, counts);
	report_put(&report->body, " skipped=\"%u\"", counts[HWREG_STEP_SKIPPED]);
	put_seconds(&report->body, took);
	put_machine(&report->body);
	report_put(&report->body, ">\n%s  </testsuite>\n", cases);
	free(cases);
}

static void end_sequence(struct report *report)
{
	put_suite(report, report->info.name, report->counts,
		  stop_clock() - report->sequence_started);
}

/* What could not be run at all is a test that could not be made, so that it is not overlooked */
static void put_broken(struct report *report, const struct hwreg_error *err)
{
	unsigned int counts[HWREG_STEP_PLANNED + 1] = { [HWREG_STEP_ERROR] = 1 };

	report_put(&report->suite,
		   "    <testcase name=\"start\" classname=\"hwreg run\" time=\"0\">\n"
		   "      <error type=\"start\"");
	put_attribute(&report->suite, "message", err->message);
	report_put(&report->suite, ">");
	if (err->line) {
		put_text(&report->suite, err->file, false);
		report_put(&report->suite, ":%u:%u\n", err->line, err->column);
	}
	report_put(&report->suite, "</error>\n    </testcase>\n");
	report->total[HWREG_STEP_ERROR]++;
	put_suite(report, "hwreg run", counts, 0);
}

static void end(struct report *report, const struct hwreg_error *err)
{
	struct report_buffer head = { 0 };
	char *text, *body;

	if (err)
		put_broken(report, err);
	report_put(&head, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	put_counts(&head, report->total);
	put_seconds(&head, stop_clock() - report->started);
	report_put(&head, ">\n");
	text = report_taken(&head);
	body = report_taken(&report->body);
	output_print("%s", text);
	output_print("%s</testsuites>\n", body);
	free(body);
	free(text);
}

const struct reporter report_junit = {
	.begin = begin,
	.point = point,
	.end_sequence = end_sequence,
	.end = end,
	.collects = true,
};
