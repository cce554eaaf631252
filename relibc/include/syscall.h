/* Another name of sys/syscall.h. */
#ifndef _RELIBC_SYSCALL_H
#define _RELIBC_SYSCALL_H

#include <sys/syscall.h>

#endif
