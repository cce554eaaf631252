/* Machine contexts of signal handlers. The functions that switch contexts are not there. */
#ifndef _RELIBC_UCONTEXT_H
#define _RELIBC_UCONTEXT_H

#include <features.h>
#include <signal.h>
#define NGREG (sizeof(gregset_t) / sizeof(greg_t))

#endif
