/* Memory on the stack. */
#ifndef _RELIBC_ALLOCA_H
#define _RELIBC_ALLOCA_H

#define __NEED_size_t
#include <bits/alltypes.h>
#define alloca __builtin_alloca

#endif
