/* Linux: virtual terminals. */
#ifndef _RELIBC_SYS_VT_H
#define _RELIBC_SYS_VT_H

#include <linux/vt.h>

#endif
