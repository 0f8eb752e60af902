// What a C program pays to count the same reports: epoll, reads of up to 64 events into a buffer, each erased before it is
// looked at, plain counters.
#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

static long presses, repeats, buttons, motions, way, detents;

static void count(const struct input_event *e, int *dx, int *dy, int *wheel) {
  switch (e->type) {
    case EV_SYN:
      if (e->code == SYN_REPORT) {
        if (*dx | *dy) { motions++; way += *dx + *dy; }
        if (*wheel) detents += *wheel;
        *dx = *dy = *wheel = 0;
      }
      break;
    case EV_KEY:
      if (e->value == 1) { if (e->code < BTN_MISC) presses++; else buttons++; }
      else if (e->value == 2) repeats++;
      break;
    case EV_REL:
      if (e->code == REL_X) *dx += e->value;
      else if (e->code == REL_Y) *dy += e->value;
      else if (e->code == REL_WHEEL) *wheel += e->value;
      break;
  }
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  int fd = open(argv[1], O_RDONLY | O_NONBLOCK | O_CLOEXEC), ep = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN};
  if (fd < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, fd, &event)) { perror(argv[1]); return 1; }
  prctl(PR_SET_NAME, "tally-capture");
  puts("READY");
  fflush(stdout);
  static struct input_event events[64];
  int dx = 0, dy = 0, wheel = 0;
  for (;;) {
    if (epoll_wait(ep, &event, 1, -1) < 1) continue;
    for (;;) {
      ssize_t n = read(fd, events, sizeof events);
      if (n <= 0) break;
      for (size_t i = 0; i < n / sizeof events[0]; i++) {
        struct input_event e = events[i];
        events[i] = (struct input_event){0};
        count(&e, &dx, &dy, &wheel);
      }
      __asm__ volatile("" ::: "memory"); // or the compiler would leave the erasing out
      if (n < (ssize_t)sizeof events) break;
    }
    if (event.events & EPOLLHUP) break;
  }
  printf("presses %ld, repeats %ld, buttons %ld, motions %ld, way %ld, detents %ld\n", presses, repeats, buttons, motions, way, detents);
  return 0;
}
