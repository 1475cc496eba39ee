// The system calls that Swift's Glibc module leaves out.
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

// Swift imports no variadic function, and no macro that takes arguments.
static inline int linux_set_dumpable(unsigned long value) { return prctl(PR_SET_DUMPABLE, value, 0, 0, 0); }
static inline unsigned int linux_major(unsigned long device) { return major(device); }
static inline unsigned int linux_minor(unsigned long device) { return minor(device); }

// Behind _GNU_SOURCE in the system's own header.
extern int pipe2(int ends[2], int flags);
#endif
