/* Linux: the Open Sound System's devices. */
#ifndef _RELIBC_SYS_SOUNDCARD_H
#define _RELIBC_SYS_SOUNDCARD_H

#include <linux/soundcard.h>

#endif
