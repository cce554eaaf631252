// Strings of bytes and of wide characters that end where a page does, behind which nothing may be touched.
#define _GNU_SOURCE
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <wchar.h>

/* The end of a readable area, behind which is none. */
static char *page_end(size_t size) {
	char *area = mmap(NULL, size + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(area + size, 4096, PROT_NONE);
	return area + size;
}

int main(void) {
	setlocale(LC_ALL, "C.UTF-8");
	char *bytes_end = page_end(4096);
	wchar_t *wide_end = (wchar_t *)page_end(8192);
	unsigned hash = 0;
	for (int length = 0; length < 300; length++)
		for (int gap = 0; gap < 4; gap++) {
			char *bytes = bytes_end - length - 1;
			memset(bytes, 'a', length);
			for (int i = 0; i + 1 < length; i += 2 + gap)
				memcpy(bytes + i, "\xc3\xa9", 2);
			bytes[length] = 0;
			size_t count = mbstowcs(NULL, bytes, 0);
			wchar_t *wide = wide_end - count - 1;
			hash = hash * 31 + (unsigned)mbstowcs(wide, bytes, 10000);
			hash = hash * 31 + (unsigned)mbstowcs(wide, bytes, count + 1);
			for (size_t i = 0; i <= count; i++)
				hash = hash * 31 + (unsigned)wide[i];
			memset(bytes, 0, length + 1);
			hash = hash * 31 + (unsigned)wcstombs(bytes, wide, length + 1);
			hash = hash * 31 + (unsigned)wcstombs(bytes, wide, 10000);
			for (int i = 0; i <= length; i++)
				hash = hash * 31 + (unsigned char)bytes[i];
		}
	printf("%08x\n", hash);
	return 0;
}
