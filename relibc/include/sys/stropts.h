/* Another name of stropts.h. */
#ifndef _RELIBC_SYS_STROPTS_H
#define _RELIBC_SYS_STROPTS_H

#include <stropts.h>

#endif
