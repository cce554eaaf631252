/* Another name of sys/statfs.h. */
#ifndef _RELIBC_SYS_VFS_H
#define _RELIBC_SYS_VFS_H

#include <sys/statfs.h>

#endif
