/*
 * What counting X11 input costs at the least: a plain C program on libXtst, which does nothing but count.
 *
 *   gcc -O2 -o reference reference.c -lX11 -lXtst        (Debian: libxtst-dev)
 *   ./reference DISPLAY
 *
 * Prints "live" when the recording has started, and its counts when it is sent SIGTERM.
 */
#include <X11/Xlib.h>
#include <X11/Xproto.h>
#include <X11/extensions/record.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile long presses, motions;

static void report(XPointer closure, XRecordInterceptData *data) {
  (void)closure;
  if (data->category == XRecordStartOfData) {
    (void)!write(STDOUT_FILENO, "live\n", 5);
  } else if (data->category == XRecordFromServer && data->data_len > 0) {
    switch (((xEvent *)data->data)->u.u.type & 0x7f) {
    case KeyPress:
    case ButtonPress:
      presses++;
      break;
    case MotionNotify:
      motions++;
      break;
    }
  }
  XRecordFreeData(data);
}

static void end(int signal) {
  (void)signal;
  char line[64];
  int length = snprintf(line, sizeof line, "%ld\n", presses + motions);
  (void)!write(STDOUT_FILENO, line, length);
  _exit(0);
}

int main(int argc, char **argv) {
  signal(SIGTERM, end);
  Display *control = XOpenDisplay(argc > 1 ? argv[1] : NULL);
  Display *data = XOpenDisplay(argc > 1 ? argv[1] : NULL);
  if (!control || !data) {
    fprintf(stderr, "reference: cannot open the display\n");
    return 1;
  }
  XRecordRange *range = XRecordAllocRange();
  range->device_events.first = KeyPress;
  range->device_events.last = MotionNotify;
  XRecordClientSpec clients = XRecordAllClients;
  XRecordContext context = XRecordCreateContext(control, 0, &clients, 1, &range, 1);
  XSync(control, False);
  return !XRecordEnableContext(data, context, report, NULL);
}
