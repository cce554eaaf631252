/* Another name of signal.h. */
#ifndef _RELIBC_SYS_SIGNAL_H
#define _RELIBC_SYS_SIGNAL_H

#include <signal.h>

#endif
