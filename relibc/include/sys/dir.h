/* Another name of dirent.h. */
#ifndef _RELIBC_SYS_DIR_H
#define _RELIBC_SYS_DIR_H

#include <dirent.h>
#define direct dirent

#endif
