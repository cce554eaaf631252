// BSD's tables of the names of Telnet's commands and options, which arpa/telnet.h has in the file that asks for them.
#define TELCMDS
#define TELOPTS
#define SLC_NAMES
#define AUTH_NAMES
#define ENCRYPT_NAMES
#include <arpa/telnet.h>
#include <stdio.h>

int main(void)
{
	for (int i = 0; i < 256; i++) {
		if (TELCMD_OK(i))
			printf("command %d %s\n", i, TELCMD(i));
		if (TELOPT_OK(i))
			printf("option %d %s\n", i, TELOPT(i));
		if (SLC_NAME_OK(i))
			printf("character %d %s\n", i, SLC_NAME(i));
		if (AUTHTYPE_NAME_OK(i))
			printf("authentication %d %s\n", i, AUTHTYPE_NAME(i));
		if (ENCRYPT_NAME_OK(i))
			printf("encryption %d %s\n", i, ENCRYPT_NAME(i));
		if (ENCTYPE_NAME_OK(i))
			printf("cipher %d %s\n", i, ENCTYPE_NAME(i));
	}
	printf("%d %d %d\n", !telopts[NTELOPTS], !slc_names[NSLC + 1], !authtype_names[AUTHTYPE_CNT]);
	return 0;
}
