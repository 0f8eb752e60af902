"""compare.py ROUNDS CASES IDLE_SECONDS READER FEED JAVA...: see compare, which calls this.

Both readers run all the time, each on a pipe of its own, and take turns in being fed. What is read off is the CPU time of
the one thread that reads (/proc/PID/task/TID/schedstat), so that neither the feeder nor the other work of this machine
counts, but what that work does to caches and clock rates does: compare within a run, not across runs."""
import fcntl, os, shutil, statistics, struct, subprocess, sys, tempfile, termios, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import raw

rounds, wanted, IDLE_SECONDS = int(sys.argv[1]), sys.argv[2].split(), int(sys.argv[3])
reader, feed, java = sys.argv[4], sys.argv[5], sys.argv[6:]
ALL = [("flood", 700_000, 0), ("8000/s", 16_000, 8000), ("1000/s", 3_000, 1000), ("125/s", 500, 125)]
CASES = [case for case in ALL if case[0] in wanted]
NAMES = {"C": "C reader", "Java": "Tally"}


class Reader:
    def __init__(self, name, command):
        self.folder = tempfile.mkdtemp(prefix="evdev-benchmark-")
        self.pipe = os.path.join(self.folder, "event0")
        os.mkfifo(self.pipe)
        self.hold = os.open(self.pipe, os.O_RDWR)
        self.name = name
        self.process = subprocess.Popen(command(self), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "READY\n":
            raise SystemExit(name + " did not start")
        tasks = "/proc/%d/task" % self.process.pid
        self.task = next(os.path.join(tasks, t) for t in os.listdir(tasks)
                         if open(os.path.join(tasks, t, "comm")).read().strip() == "tally-capture")

    def cpu(self):
        return int(open(self.task + "/schedstat").read().split()[0])

    def switches(self):
        return sum(int(l.split()[1]) for l in open(self.task + "/status") if "ctxt_switches" in l)

    def allocated(self):
        self.process.stdin.write("allocated\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def settle(self):
        """Until the pipe is empty and the thread waits again."""
        while struct.unpack("i", fcntl.ioctl(self.hold, termios.FIONREAD, b"    "))[0]:
            time.sleep(0.001)
        last = -1
        while last != self.switches():
            last = self.switches()
            time.sleep(0.05)

    def fed(self, reports, rate):
        """Nanoseconds of CPU per report."""
        self.settle()
        before = self.cpu()
        subprocess.run([feed, self.pipe, str(reports), str(rate)], check=True)
        self.settle()
        return (self.cpu() - before) / reports

    def end(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()
        os.close(self.hold)
        shutil.rmtree(self.folder)


c = Reader("C", lambda r: [reader, r.pipe])
j = Reader("Java", lambda r: java + ["--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                                     "dev.tally.capture.evdev.internal.EvdevReader", r.folder])
try:
    for r in (c, j):
        for _ in range(8):
            r.fed(700_000, 0)  # the compiler has had its say
        r.fed(8_000, 8000)
    taken = {(name, r.name): [] for name, _, _ in CASES for r in (c, j)}
    before = j.allocated()
    reports = 0
    for n in range(rounds):
        for name, count, rate in CASES:
            for r in (c, j) if n % 2 else (j, c):
                taken[name, r.name].append(r.fed(count, rate))
            reports += count
    allocated = j.allocated() - before
    print("CPU of the reading thread, medians of %d rounds (lowest - highest)" % rounds)
    print("%-8s %12s %24s %24s %7s" % ("", "unit", "C", "Java", "ratio"))
    for name, count, rate in CASES:
        per, unit = (3, "ns/event") if rate == 0 else (1000, "us/report")
        row = [[x / per for x in taken[name, r.name]] for r in (c, j)]
        shown = ["%.1f (%.1f - %.1f)" % (statistics.median(x), min(x), max(x)) for x in row]
        for r in (c, j):
            for x in taken[name, r.name]:
                raw.value(name, "ns of CPU a report", "lower", NAMES[r.name], x)
        raw.ratio(name, "ns of CPU a report", "Tally", "C reader")
        ratio = statistics.median(row[1]) / statistics.median(row[0])
        print("%-8s %12s %24s %24s %7.2f" % (name, unit, shown[0], shown[1], ratio))
    print("allocated by the reading thread: %d bytes for %d reports, %.4f per event"
          % (allocated, reports, allocated / reports / 3))
    raw.note("The reading thread allocated %d bytes for %d reports." % (allocated, reports))
    for r in (c, j):
        r.settle()
    before = [r.switches() for r in (c, j)]
    time.sleep(IDLE_SECONDS)
    idle = [r.switches() - b for r, b in zip((c, j), before)]
    print("wake-ups of the reading thread in %d idle seconds: C %d, Java %d" % (IDLE_SECONDS, *idle))
finally:
    c.end()
    j.end()
