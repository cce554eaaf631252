/* ISO C11: functions that do not return. */
#ifndef _RELIBC_STDNORETURN_H
#define _RELIBC_STDNORETURN_H

#ifndef __cplusplus
#include <features.h>
#define noreturn _Noreturn
#endif

#endif
