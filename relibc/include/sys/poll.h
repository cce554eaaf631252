/* Another name of poll.h. */
#ifndef _RELIBC_SYS_POLL_H
#define _RELIBC_SYS_POLL_H

#include <poll.h>

#endif
