/* Linux: the console's keyboard and display. */
#ifndef _RELIBC_SYS_KD_H
#define _RELIBC_SYS_KD_H

#include <linux/kd.h>

#endif
