/* Old name of string.h. */
#ifndef _RELIBC_MEMORY_H
#define _RELIBC_MEMORY_H

#include <string.h>

#endif
