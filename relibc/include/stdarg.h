/* ISO C: variable arguments. */
#ifndef _RELIBC_STDARG_H
#define _RELIBC_STDARG_H

#define __NEED_va_list
#include <bits/alltypes.h>

#define va_start(list, last) __builtin_va_start(list, last)
#define va_arg(list, type) __builtin_va_arg(list, type)
#define va_end(list) __builtin_va_end(list)
#define va_copy(to, from) __builtin_va_copy(to, from)

/* Old names that GCC's own header has too. */
#define __gnuc_va_list va_list
#define __GNUC_VA_LIST

#endif
