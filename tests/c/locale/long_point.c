// locales: ps_AF
// A decimal point of two bytes: written, and read from bytes and from wide characters.
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

int main(void)
{
	static const char *const texts[] = {
		"12\u066b5", "-0\u066b25e2x", "\u066b5", "\u066b", "7\u066b", "1.5", "3\u066b1.4", "3\u066b1\u066b4", "0x1\u066b8p1", "+\u066b", "inf\u066b", "8 \u066b5",
	};
	static const wchar_t *const wides[] = {
		L"12\u066b5", L"-0\u066b25e2x", L"\u066b5", L"\u066b", L"7\u066b", L"1.5", L"3\u066b1.4", L"3\u066b1\u066b4", L"0x1\u066b8p1", L"+\u066b", L"inf\u066b", L"8 \u066b5",
	};
	printf("%s\n", setlocale(LC_ALL, "ps_AF.UTF-8") ? "found" : "not found");
	printf("%.2f %e %g %a %'.1f %Lf\n", 1.25, 1e10, 0.5, 1.5, 1234567.0, 2.5L);
	printf("%ls|\n", (wchar_t[]){0x66b, 0});
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *end;
		wchar_t *wide_end;
		double value = strtod(texts[i], &end);
		float single = strtof(texts[i], 0);
		long double extended = strtold(texts[i], 0);
		printf("%zu: %.17g %.9g %.18Lg at %d", i, value, single, extended, (int)(end - texts[i]));
		value = wcstod(wides[i], &wide_end);
		printf(", wide %.17g at %d", value, (int)(wide_end - wides[i]));
		int place = -1, count = sscanf(texts[i], "%lf%n", &value, &place);
		printf(", scanned %d: %.17g at %d", count, count == 1 ? value : 0, place);
		place = -1;
		count = swscanf(wides[i], L"%lf%n", &value, &place);
		printf(", wide %d: %.17g at %d\n", count, count == 1 ? value : 0, place);
	}
	double value = 0;
	int place = 0, count = sscanf("12\u066b345", "%5lf%n", &value, &place);
	printf("%d %g %d\n", count, value, place);
	return 0;
}
