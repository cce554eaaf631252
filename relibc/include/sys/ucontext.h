/* Another name of ucontext.h. */
#ifndef _RELIBC_SYS_UCONTEXT_H
#define _RELIBC_SYS_UCONTEXT_H

#include <ucontext.h>

#endif
