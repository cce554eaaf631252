/* Local sockets. */
#ifndef _RELIBC_SYS_UN_H
#define _RELIBC_SYS_UN_H

#include <features.h>

#define __NEED_sa_family_t
#define __NEED_size_t
#include <bits/alltypes.h>
struct sockaddr_un { sa_family_t sun_family; char sun_path[108]; };
#define SUN_LEN(s) (2 + __builtin_strlen((s)->sun_path))

#endif
