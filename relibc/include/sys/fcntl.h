/* Another name of fcntl.h. */
#ifndef _RELIBC_SYS_FCNTL_H
#define _RELIBC_SYS_FCNTL_H

#include <fcntl.h>

#endif
