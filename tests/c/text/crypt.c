// libs: -lcrypt
// Hashes of passwords by every method that both libraries have, and settings that none has.
#include <crypt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void show(const char *key, const char *setting)
{
	char *hash = crypt(key, setting);
	// A failure is a null pointer (POSIX), or a text that is no hash (libxcrypt).
	printf("%.20s %s -> %s\n", key, setting, !hash || *hash == '*' ? "refused" : hash);
}

int main(void)
{
	const char *keys[] = { "", "a", "password", "correct horse battery staple", "12345678", "123456789",
			       "\xff\xff\xa3" "33\xff\xff\xff\xa3" "345", "\xff\xa3" "345", "1\xa3" "345", "\xa3\xff\xff\xff", "\xc3\xa9t\xc3\xa9 \xff\x80", "0123456789012345678901234567890123456789012345678901234567890123456789abcdef" };
	const char *settings[] = { "ab", "./", "zZ", "$1$abcdefgh$", "$1$x", "$1$abcdefghijkl", "$5$saltstring", "$5$$", "$5$rounds=1400$anotherlongsaltstring",
				   "$6$saltstring", "$6$rounds=1234$s", "_J9..rasm", "_/...abcd", "$2b$04$abcdefghijklmnopqrstuu", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.", "$2x$05$CCCCCCCCCCCCCCCCCCCCC.",
				   "$2y$05$CCCCCCCCCCCCCCCCCCCCC." };
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		for (size_t j = 0; j < sizeof keys / sizeof *keys; j++)
			show(keys[j], settings[i]);
	const char *wrong[] = { "", "a", "*0", "a:", ":a", "$9$x", "_J9", "$2b$99$abcdefghijklmnopqrstuu", "$2b$05$short", "$6$rounds=x$x", "\n\n", "\xff\xff" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		show("password", wrong[i]);
	char first[300];
	strcpy(first, crypt("secret", "$5$abc$"));
	printf("verifies: %d %d\n", !strcmp(first, crypt("secret", first)), !strcmp(first, crypt("Secret", first)));
	struct crypt_data *data = (struct crypt_data *)(char[1 << 16]){ 0 };
	printf("crypt_r: %s\n", crypt_r("secret", "$5$abc$", data));
	return 0;
}
