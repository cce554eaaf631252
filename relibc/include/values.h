/* Old names for limits (X/Open, withdrawn). */
#ifndef _RELIBC_VALUES_H
#define _RELIBC_VALUES_H

#include <float.h>
#include <limits.h>

#define BITSPERBYTE CHAR_BIT
#define CHARBITS (sizeof(char) * CHAR_BIT)
#define SHORTBITS (sizeof(short) * CHAR_BIT)
#define INTBITS (sizeof(int) * CHAR_BIT)
#define LONGBITS (sizeof(long) * CHAR_BIT)
#define PTRBITS (sizeof(char *) * CHAR_BIT)
#define DOUBLEBITS (sizeof(double) * CHAR_BIT)
#define FLOATBITS (sizeof(float) * CHAR_BIT)

#define MINSHORT SHRT_MIN
#define MAXSHORT SHRT_MAX
#define MININT INT_MIN
#define MAXINT INT_MAX
#define MINLONG LONG_MIN
#define MAXLONG LONG_MAX
#define HIBITS MINSHORT
#define HIBITL MINLONG
#define MINDOUBLE DBL_MIN
#define MAXDOUBLE DBL_MAX
#define MINFLOAT FLT_MIN
#define MAXFLOAT FLT_MAX
#define DMINEXP DBL_MIN_EXP
#define DMAXEXP DBL_MAX_EXP
#define FMINEXP FLT_MIN_EXP
#define FMAXEXP FLT_MAX_EXP

#endif
