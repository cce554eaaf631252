/* Another name of sys/wait.h. */
#ifndef _RELIBC_WAIT_H
#define _RELIBC_WAIT_H

#include <sys/wait.h>

#endif
