// SPDX-License-Identifier: MIT
/* Expressions of sequences: every operator, its precedence, and everything that has no value */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sequence/sequence.h"

static struct loader *loader;
static struct hwreg_sequence sequence;
static struct script script;

static int set_up(void **state)
{
	(void)state;
	loader = loader_new("", NULL);
	sequence = (struct hwreg_sequence){ .loader = loader };
	script = (struct script){ .sequence = &sequence,
				  .variables = { .size = sizeof(struct variable) } };
	return loader ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	loader_free(loader);
	return 0;
}

static const struct place place = { "file", 3, 7 };

static void add_variable(const char *name, uint64_t value, enum known known, bool set)
{
	struct variable *variable =
		script_variable(&script, script_add_variable(&script, name, place, known));

	variable->visible = true;
	variable->set = set;
	variable->value = value;
}

static void test_values(void **state)
{
	static const struct {
		const char *text;
		uint64_t value;
	} cases[] = {
		{ "0", 0 },
		{ "0xff", 255 },
		{ " 0b101 ", 5 },
		{ "4K", 4096 },
		{ "three", 3 },
		{ "(three)", 3 },
		{ "((1))", 1 },
		{ "~0", UINT64_MAX },
		{ "~three & 0xf", 12 },
		{ "!0", 1 },
		{ "!three", 0 },
		{ "!!7", 1 },
		{ "2*3", 6 },
		{ "7/2", 3 },
		{ "7%4", 3 },
		{ "1+2", 3 },
		{ "5-3", 2 },
		{ "5-5", 0 },
		{ "1<<63", UINT64_C(1) << 63 },
		{ "0<<63", 0 },
		{ "0x80>>7", 1 },
		{ "1<2", 1 },
		{ "2<2", 0 },
		{ "2<=2", 1 },
		{ "3>2", 1 },
		{ "2>2", 0 },
		{ "2>=3", 0 },
		{ "1==1", 1 },
		{ "1!=1", 0 },
		{ "6&3", 2 },
		{ "6^3", 5 },
		{ "6|3", 7 },
		{ "2&&1", 1 },
		{ "2&&0", 0 },
		{ "0||2", 1 },
		{ "0||0", 0 },
		/* as tight as in C */
		{ "1+2*3", 7 },
		{ "(1+2)*3", 9 },
		{ "10-4-3", 3 },
		{ "100/10/5", 2 },
		{ "1+1<<2", 8 },
		{ "1<<2<8", 1 },
		{ "3>2==1", 1 },
		{ "1|2==2", 1 },
		{ "1&3==3", 1 },
		{ "4|1^1&3", 4 },
		{ "1||0&&0", 1 },
		{ "0&&0||1", 1 },
		{ "~0>>60", 15 },
		{ "!0+1", 2 },
		/* what does not decide is not looked at */
		{ "0 && 1/0", 0 },
		{ "1 || 1/0", 1 },
		{ "18446744073709551615 - 1 + 1", UINT64_MAX },
	};
	uint64_t value;

	(void)state;
	add_variable("three", 3, KNOWN_NOW, true);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct expression *expression =
			expression_parse(loader, &script, cases[i].text, place);

		if (!expression)
			fail_msg("%s: %s", cases[i].text, loader->findings.list[0].message);
		assert_int_equal(expression_value(expression, &script, &value, NULL), 0);
		if (value != cases[i].value)
			fail_msg("%s is %llu", cases[i].text, (unsigned long long)value);
	}
}

static void test_mistakes(void **state)
{
	static const struct {
		const char *text;
		const char *message;
		const char *check;
	} cases[] = {
		{ "", "'': a number, a variable or ( is needed, at its end", "expression-syntax" },
		{ "1 +", "'1 +': a number, a variable or ( is needed, at its end",
		  "expression-syntax" },
		{ "1 + * 2", "'1 + * 2': a number, a variable or ( is needed, at '* 2'",
		  "expression-syntax" },
		{ "-1", "'-1': a number, a variable or ( is needed, at '-1'", "expression-syntax" },
		{ "(1", "'(1': a ) is needed, at its end", "expression-syntax" },
		{ "1)", "'1)': an operator is needed, at ')'", "expression-syntax" },
		{ "1 2", "'1 2': an operator is needed, at '2'", "expression-syntax" },
		{ "a = 1", "'a = 1': a comparison is ==, at '= 1'", "expression-syntax" },
		{ "0x", "'0x': '0x' is not a number", "expression-syntax" },
		{ "012",
		  "'012': '012': a leading 0 is ambiguous; write 0x12 for hexadecimal, or leave "
		  "the 0 out for decimal",
		  "expression-syntax" },
		{ "99999999999999999999",
		  "'99999999999999999999': '99999999999999999999' does not fit in 64 bits",
		  "expression-syntax" },
		{ "nothing", "'nothing': nothing sets the variable nothing", "variable-unknown" },
		{ "thre", "'thre': nothing sets the variable thre; did you mean three?",
		  "variable-unknown" },
		{ "later", "'later': later is set no earlier than at 3:7", "variable-unknown" },
		{ "1/0", "'1/0': division by 0, at '/0'", "expression-value" },
		{ "1%0", "'1%0': division by 0, at '%0'", "expression-value" },
		{ "2-3", "'2-3': the result is less than 0, at '-3' (0x2 - 0x3)",
		  "expression-value" },
		{ "1<<64", "'1<<64': a shift by 64 or more, at '<<64'", "expression-value" },
		{ "1>>64", "'1>>64': a shift by 64 or more, at '>>64'", "expression-value" },
		{ "2<<63",
		  "'2<<63': the result does not fit in 64 bits, at '<<63' (of 0x2 and 0x3f)",
		  "expression-value" },
		{ "~0+1",
		  "'~0+1': the result does not fit in 64 bits, at '+1' (of 0xffffffffffffffff and "
		  "0x1)",
		  "expression-value" },
		{ "~0*2",
		  "'~0*2': the result does not fit in 64 bits, at '*2' (of 0xffffffffffffffff and "
		  "0x2)",
		  "expression-value" },
	};

	(void)state;
	add_variable("three", 3, KNOWN_NOW, true);
	add_variable("a", 3, KNOWN_NOW, true);
	add_variable("later", 3, KNOWN_LATE, false);
	script_variable(&script, 2)->visible = false;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		loader->findings.count = 0;
		assert_null(expression_parse(loader, &script, cases[i].text, place));
		assert_int_equal(loader->findings.count, 1);
		assert_string_equal(loader->findings.list[0].message, cases[i].message);
		assert_string_equal(check_name(loader->findings.list[0].check), cases[i].check);
		assert_int_equal(loader->findings.list[0].place.line, 3);
		assert_int_equal(loader->findings.list[0].place.column, 7);
	}
}

/* Nothing that somebody can write may end the process */
static void test_too_long_and_too_deep(void **state)
{
	char text[4096] = "";

	(void)state;
	for (int i = 0; i < 1000; i++)
		strcat(text, "1+");
	assert_null(expression_parse(loader, &script, strcat(text, "1"), place));
	assert_non_null(strstr(loader->findings.list[0].message, "too long"));
	loader->findings.count = 0;
	memset(text, '(', sizeof(text) - 1);
	assert_null(expression_parse(loader, &script, text, place));
	assert_non_null(strstr(loader->findings.list[0].message, "nested too deep"));
	loader->findings.count = 0;
	memset(text, '~', sizeof(text) - 1);
	assert_null(expression_parse(loader, &script, text, place));
	assert_non_null(strstr(loader->findings.list[0].message, "nested too deep"));
	memset(text, 'a', sizeof(text) - 1);
	assert_null(expression_parse(loader, &script, text, place));
}

static void test_when_it_is_known(void **state)
{
	const struct expression *expression;
	struct hwreg_error err = HWREG_ERROR_INIT;
	uint64_t value;

	(void)state;
	add_variable("now", 1, KNOWN_NOW, true);
	add_variable("i", 0, KNOWN_LOOP, true);
	add_variable("late", 0, KNOWN_LATE, false);
	assert_int_equal(expression_parse(loader, &script, "now+1", place)->known, KNOWN_NOW);
	assert_int_equal(expression_parse(loader, &script, "now/i", place)->known, KNOWN_LOOP);
	expression = expression_parse(loader, &script, "i+(1-late)", place);
	assert_int_equal(expression->known, KNOWN_LATE);
	assert_int_equal(expression_value(expression, &script, &value, &err), -ENODATA);
	assert_string_equal(err.message, "'i+(1-late)': late has no value, as the step that reads "
					 "it was not made");
}

static const char *expand(const char *source, bool decimal, struct late *late,
			  struct buffer *buffer)
{
	struct text text;
	const char *out = NULL;

	if (!text_parse(loader, &script, source, place, decimal, &text))
		return NULL;
	return text_expand(&text, &script, buffer, late, &out, NULL) == 0 ? out : NULL;
}

static void test_texts(void **state)
{
	struct buffer buffer = { .data = NULL };
	struct late late = { .value = 1 };

	(void)state;
	add_variable("a", 26, KNOWN_NOW, true);
	add_variable("i", 2, KNOWN_LOOP, true);
	add_variable("late", 0, KNOWN_LATE, false);
	assert_string_equal(expand("plain", false, NULL, &buffer), "plain");
	assert_string_equal(expand("R=${a}", false, NULL, &buffer), "R=0x1a");
	assert_string_equal(expand("${a}${i}", true, NULL, &buffer), "262");
	assert_string_equal(expand("${i - 2}ms", false, NULL, &buffer), "0ms");
	assert_string_equal(expand("X${i}.A:${a}:${i}@${a}+${a}=${a}", false, NULL, &buffer),
			    "X2.A:26:2@26+0x1a=0x1a");
	assert_string_equal(expand("$HOME $${a} $$ $", false, NULL, &buffer), "$HOME ${a} $$ $");
	assert_string_equal(expand("$${a} ${i}", false, NULL, &buffer), "${a} 0x2");
	assert_null(expand("R=${late}", false, NULL, &buffer));
	assert_string_equal(expand("R=${10/late}", false, &late, &buffer), "R=0x1");
	assert_int_equal(late.at, 2);
	assert_string_equal(expand("R=${i}", false, &late, &buffer), "R=0x2");
	assert_int_equal(late.at, SIZE_MAX);
	assert_int_equal(loader->findings.count, 0);
	assert_null(expand("R=${a", false, NULL, &buffer));
	assert_string_equal(loader->findings.list[0].message,
			    "'R=${a': ${ without a } behind it (a plain ${ is written $${)");
	free(buffer.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_values, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_mistakes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_too_long_and_too_deep, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_when_it_is_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_texts, set_up, tear_down),
	};

	return RUN(tests);
}
