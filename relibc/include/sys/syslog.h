/* Another name of syslog.h. */
#ifndef _RELIBC_SYS_SYSLOG_H
#define _RELIBC_SYS_SYSLOG_H

#include <syslog.h>

#endif
