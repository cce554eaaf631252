/* Another name of errno.h. */
#ifndef _RELIBC_SYS_ERRNO_H
#define _RELIBC_SYS_ERRNO_H

#include <errno.h>

#endif
