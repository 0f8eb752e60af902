// grab WORD COMMAND...: takes every device whose name contains WORD for itself (EVIOCGRAB), as a remapper does, while
// COMMAND runs; ends with its status, or with 75 if another program has one of them.
#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc < 3) { fprintf(stderr, "grab WORD COMMAND...\n"); return 2; }
  int taken = 0;
  for (int i = 0; i < 64; i++) {
    char path[32], name[256] = "";
    snprintf(path, sizeof path, "/dev/input/event%d", i);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) continue;
    ioctl(fd, EVIOCGNAME(sizeof name - 1), name);
    if (!strstr(name, argv[1])) { close(fd); continue; }
    if (ioctl(fd, EVIOCGRAB, 1)) { perror(path); return 75; }
    taken++;
  }
  printf("grabbed %d\n", taken);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) { execvp(argv[2], argv + 2); perror(argv[2]); _exit(127); }
  int status = 1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
