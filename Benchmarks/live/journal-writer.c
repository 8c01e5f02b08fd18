/* Writes journal entries in export format as they would come: journal-writer RATE SECONDS HOST
 * RATE entries a second for SECONDS, stamped with the clock, 21 fields each as journald has them, of six units.
 * Prints how many were written on standard error. Format: systemd's "Journal Export Formats". */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec * 1000000l + t.tv_nsec / 1000;
}

int main(int argc, char **argv) {
  if (argc < 4) return 64;
  long rate = atol(argv[1]), seconds = atol(argv[2]), written = 0, begin = now();
  static const char *units[] = {"nginx", "shop", "postgresql", "redis", "cron", "sshd"};
  static const char *boot = "a3b1c2d3e4f5061728394a5b6c7d8e9f";
  unsigned long random = 88172645463325252ul;
  while (1) {
    long passed = now() - begin;
    if (passed >= seconds * 1000000l) break;
    long due = passed * rate / 1000000 + 1;
    for (; written < due; written++) {
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;
      const char *unit = units[written % 6];
      long time = begin + written * 1000000 / rate;
      printf("__REALTIME_TIMESTAMP=%ld\n__MONOTONIC_TIMESTAMP=%ld\n_BOOT_ID=%s\n", time, time - begin + 1000000, boot);
      printf("_MACHINE_ID=0123456789abcdef0123456789abcdef\n_HOSTNAME=%s\nPRIORITY=%lu\n", argv[3], 6 - (random >> 60) / 5);
      printf("SYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=%s\n_PID=%ld\n_UID=33\n_GID=33\n_COMM=%s\n", unit, 1000 + written % 6, unit);
      printf("_EXE=/usr/sbin/%s\n_CMDLINE=/usr/sbin/%s -f\n_SYSTEMD_CGROUP=/system.slice/%s.service\n", unit, unit, unit);
      printf("_SYSTEMD_UNIT=%s.service\n_SYSTEMD_SLICE=system.slice\n_TRANSPORT=stdout\n_STREAM_ID=%s\n", unit, boot);
      printf("SENT_US=%ld\nMESSAGE=GET /api/v1/item/%lu 200 0.%03lus upstream=10.0.0.%lu:8080 req=%016lx\n\n", time,
             random % 100000, (random >> 20) % 1000, (random >> 30) % 8, random);
    }
    fflush(stdout);
    struct timespec pause = {0, 10000000};
    nanosleep(&pause, NULL);
  }
  fprintf(stderr, "%ld\n", written);
  return fflush(stdout) != 0;
}
