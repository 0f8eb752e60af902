// feed PIPE REPORTS RATE: writes mouse reports of three events each (X, Y, end of frame); RATE 0: as fast as they are read.
#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 56 }; // reports a write in a flood: 4032 bytes, which a pipe keeps together

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int fd = open(argv[1], O_WRONLY | O_CLOEXEC);
  long reports = atol(argv[2]), rate = atol(argv[3]);
  static struct input_event events[3 * BATCH];
  for (int i = 0; i < BATCH; i++) {
    events[3 * i] = (struct input_event){.type = EV_REL, .code = REL_X, .value = 2};
    events[3 * i + 1] = (struct input_event){.type = EV_REL, .code = REL_Y, .value = -1};
    events[3 * i + 2] = (struct input_event){.type = EV_SYN, .code = SYN_REPORT};
  }
  struct timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  while (reports > 0) {
    long now = rate ? 1 : reports < BATCH ? reports : BATCH;
    if (write(fd, events, now * 3 * sizeof events[0]) < 0) { perror(argv[1]); return 1; }
    reports -= now;
    if (rate) {
      next.tv_nsec += 1000000000L / rate;
      while (next.tv_nsec >= 1000000000L) { next.tv_nsec -= 1000000000L; next.tv_sec++; }
      clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
  }
  return 0;
}
