// <ar.h>: an archive that is written with its structure, read again member by member.
#include <ar.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	const char *contents[] = {"one\n", "second\n"};
	FILE *file = tmpfile();
	if (!file)
		return 1;
	fwrite(ARMAG, 1, SARMAG, file);
	for (int i = 0; i < 2; i++) {
		struct ar_hdr header;
		char text[sizeof header + 1];
		int length = snprintf(text, sizeof text, "%-16s%-12d%-6d%-6d%-8o%-10zu%s", i ? "b/" : "a/", 1000 * i, i, i + 1,
			0100644, strlen(contents[i]), ARFMAG);
		memcpy(&header, text, sizeof header);
		printf("%d %zu %zu\n", length, sizeof header, sizeof ARMAG - 1);
		fwrite(&header, 1, sizeof header, file);
		fwrite(contents[i], 1, strlen(contents[i]), file);
		if (strlen(contents[i]) % 2)
			putc('\n', file);
	}
	rewind(file);
	char magic[SARMAG];
	if (fread(magic, 1, SARMAG, file) != SARMAG || memcmp(magic, ARMAG, SARMAG) != 0)
		return 2;
	struct ar_hdr header;
	while (fread(&header, 1, sizeof header, file) == sizeof header) {
		char text[16] = "";
		size_t size = strtoul(header.ar_size, NULL, 10);
		printf("%.16s|%ld|%ld|%ld|%lo|%zu|%d\n", header.ar_name, strtol(header.ar_date, NULL, 10),
			strtol(header.ar_uid, NULL, 10), strtol(header.ar_gid, NULL, 10), strtoul(header.ar_mode, NULL, 8), size,
			memcmp(header.ar_fmag, ARFMAG, sizeof header.ar_fmag));
		if (fread(text, 1, size + size % 2, file) != size + size % 2)
			return 3;
		printf("%.*s", (int)size, text);
	}
	return 0;
}
