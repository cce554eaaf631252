/* An archive of files, as ar(1) makes them (System V ABI, chapter 7: Archive file). All members of a file's header are text,
   filled up with blanks. */
#ifndef _RELIBC_AR_H
#define _RELIBC_AR_H

#define ARMAG "!<arch>\n"
#define SARMAG 8
#define ARFMAG "`\n"

struct ar_hdr {
	char ar_name[16];
	char ar_date[12];
	char ar_uid[6];
	char ar_gid[6];
	char ar_mode[8];
	char ar_size[10];
	char ar_fmag[2];
};

#endif
