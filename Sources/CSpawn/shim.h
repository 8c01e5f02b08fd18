#include <spawn.h>
#include <sys/types.h>

// What glibc (2.36, as in Debian 12) exports but shows only to those who ask for GNU extensions.
int pipe2(int descriptors[2], int flags);
int pidfd_open(pid_t process, unsigned int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
