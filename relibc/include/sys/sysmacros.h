/* Device numbers. */
#ifndef _RELIBC_SYS_SYSMACROS_H
#define _RELIBC_SYS_SYSMACROS_H

#define major(x) ((unsigned)((((x) >> 31 >> 1) & 0xfffff000) | (((x) >> 8) & 0x00000fff)))
#define minor(x) ((unsigned)((((x) >> 12) & 0xffffff00) | ((x) & 0x000000ff)))
#define makedev(x, y) ((((x) & 0xfffff000ULL) << 32) | (((x) & 0x00000fffULL) << 8) | (((y) & 0xffffff00ULL) << 12) | (((y) & 0x000000ffULL)))
#define gnu_dev_major(x) major(x)
#define gnu_dev_minor(x) minor(x)
#define gnu_dev_makedev(x, y) makedev(x, y)

#endif
