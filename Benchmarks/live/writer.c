/* Writes an access log as it would grow: writer FILE RATE SECONDS [FAIL_FROM]
 * RATE lines a second for SECONDS, stamped with the clock; from second FAIL_FROM on half of them have status 500.
 * Prints the wall-clock time of the first such line, and at the end how many lines were written. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc < 4) return 64;
  FILE *log = fopen(argv[1], "a");
  long rate = atol(argv[2]), seconds = atol(argv[3]), fail = argc > 4 ? atol(argv[4]) : seconds + 1, written = 0;
  static const char *routes[] = {"/", "/cart", "/product/%ld", "/search?q=%ld", "/account/%ld/orders"};
  double begin = now();
  unsigned long random = 88172645463325252ul;
  int failing = 0;
  while (1) {
    double passed = now() - begin;
    if (passed >= seconds) break;
    long due = (long)(passed * rate) + 1;
    time_t stamp = time(NULL);
    struct tm utc;
    char text[64];
    gmtime_r(&stamp, &utc);
    strftime(text, sizeof text, "%d/%b/%Y:%H:%M:%S +0000", &utc);
    for (; written < due; written++) {
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;
      int bad = passed >= fail && random % 2;
      if (bad && !failing) {
        failing = 1;
        printf("%.3f\n", now());
        fflush(stdout);
      }
      fprintf(log, "10.%lu.%lu.%lu - - [%s] \"GET ", random >> 8 & 15, random >> 16 & 255, random >> 24 & 255, text);
      fprintf(log, routes[random % 5], (long)(random >> 32 & 9999));
      fprintf(log, " HTTP/1.1\" %d 1234 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101\" rt=0.%03lu\n",
              bad ? 500 : 200, 10 + (random >> 40) % 60);
    }
    fflush(log);
    struct timespec pause = {0, 10000000};
    nanosleep(&pause, NULL);
  }
  printf("%ld\n", written);
  return fclose(log) != 0;
}
