/* Read by the compiler before every file: what the C implementation as a whole promises. */
#ifndef _STDC_PREDEF_H
#define _STDC_PREDEF_H
#define __STDC_ISO_10646__ 201706L
#define __STDC_IEC_559__ 1
#define __STDC_UTF_16__ 1
#define __STDC_UTF_32__ 1
#endif
