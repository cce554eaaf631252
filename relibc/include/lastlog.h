/* Another name of utmp.h, which has struct lastlog. */
#ifndef _RELIBC_LASTLOG_H
#define _RELIBC_LASTLOG_H

#include <utmp.h>

#endif
