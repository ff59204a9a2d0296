// SPDX-License-Identifier: MIT
/* expat_parse.c - expat_parse FILE: an XML file through expat, with handlers that do nothing */
#include <expat.h>
#include <stdio.h>

#define READ_SIZE 65536

static void XMLCALL start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	(void)data, (void)name, (void)attributes;
}

static void XMLCALL end(void *data, const XML_Char *name)
{
	(void)data, (void)name;
}

static void XMLCALL characters(void *data, const XML_Char *text, int length)
{
	(void)data, (void)text, (void)length;
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	XML_Parser parser = XML_ParserCreate(NULL);
	size_t size = READ_SIZE;

	if (!file || !parser)
		return 1;
	setvbuf(file, NULL, _IONBF, 0);
	XML_SetElementHandler(parser, start, end);
	XML_SetCharacterDataHandler(parser, characters);
	while (size == READ_SIZE) {
		void *buffer = XML_GetBuffer(parser, READ_SIZE);

		if (!buffer)
			return 1;
		size = fread(buffer, 1, READ_SIZE, file);
		if (XML_ParseBuffer(parser, (int)size, size < READ_SIZE) == XML_STATUS_ERROR)
			return 1;
	}
	XML_ParserFree(parser);
	fclose(file);
	return 0;
}
