"""compare.py ROUNDS IDLE_SECONDS JAVA IDLE_CLASSES OPTIONS LAUNCHERS: see compare, which calls this.

Each round starts an empty JVM and every case, one after the other, so that other work of the machine meets all of them. The
figures to compare are the ratios to the empty JVM. CPU is user and system time of the launcher and of the program until the line."""
import http.client, os, re, shutil, signal, statistics, subprocess, sys, tempfile, time

rounds, idle_seconds = int(sys.argv[1]), int(sys.argv[2])
java, idle_classes, options, launchers = sys.argv[3:7]
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import raw
TICK = os.sysconf("SC_CLK_TCK")
scratch = tempfile.mkdtemp(prefix="tally-start-")
environment = {**os.environ, "TALLY_NO_BUILD": "1", "API_KEY": "benchmark-key", "SERVER_API_KEY": "benchmark-key"}


def cpu_millis(pid):
    """Of all threads, and of the children that the launcher has waited for."""
    total = 0
    for task in os.listdir("/proc/%d/task" % pid):
        total += int(open("/proc/%d/task/%s/schedstat" % (pid, task)).read().split()[0]) / 1e6
    fields = open("/proc/%d/stat" % pid).read().rsplit(")", 1)[1].split()
    return total + (int(fields[13]) + int(fields[14])) * 1000 / TICK


def status(pid, name):
    return int(re.search(name + r":\s*(\d+)", open("/proc/%d/status" % pid).read()).group(1))


def wakeups(pid):
    return sum(status_of_task(pid, t) for t in os.listdir("/proc/%d/task" % pid))


def status_of_task(pid, task):
    text = open("/proc/%d/task/%s/status" % (pid, task)).read()
    return int(re.search(r"^voluntary_ctxt_switches:\s*(\d+)", text, re.M).group(1))


class Program:
    """A program that was started, until it has printed its line."""

    def __init__(self, command, line):
        begin = time.perf_counter()
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        self.pid = self.process.pid
        said = []
        for text in self.process.stderr:
            said.append(text)
            if text.startswith(line):
                break
        else:
            raise SystemExit("did not start: " + " ".join(command) + "\n" + "".join(said))
        self.line = said[-1]
        self.ready(begin)

    def ready(self, begin):
        self.wall = (time.perf_counter() - begin) * 1000
        self.cpu = cpu_millis(self.pid)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.stderr.read()
        self.process.wait()


class Server(Program):
    def ready(self, begin):
        self.address = re.search(r"http://127\.0\.0\.1:\d+", self.line).group()
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"))
        connection.request("GET", "/health")
        if connection.getresponse().status != 200:
            raise SystemExit("the server is not healthy")
        super().ready(begin)


def empty_jvm():
    begin = time.perf_counter()
    before = os.times()
    subprocess.run([java, "-version"], stderr=subprocess.DEVNULL, check=True)
    after = os.times()
    return (time.perf_counter() - begin) * 1000, 1000 * (
        after.children_user + after.children_system - before.children_user - before.children_system)


def client(*more):
    return Program([launchers + "/activity-client", "run", "--backend", "xrecord", "--capture", "xrecord.display=" + display,
                    "--spool", scratch + "/spool", *more], "live:")


def http_client():
    return client("--api-url", receiver.address + "/frames")


def live_client():
    return client("--sink", "websocket,mcap", "--ws-host", "127.0.0.1", "--ws-port", "0", "--mcap-dir", scratch)


def server():
    return Server([launchers + "/summary-server", "--host", "127.0.0.1", "--port", "0", "--database",
                   tempfile.mkdtemp(dir=scratch) + "/counts.db"], "listening on")


def tuned_jvm():
    return Program([java, "@" + options, "-cp", idle_classes, "Idle"], "idle")


def idle(name, program):
    time.sleep(10)  # what follows the start
    before = wakeups(program.pid)
    time.sleep(idle_seconds)
    figures = {"wakeups_per_second": round((wakeups(program.pid) - before) / idle_seconds, 2),
               "rss_mb": round(status(program.pid, "VmRSS") / 1024, 1), "threads": status(program.pid, "Threads")}
    program.end()
    for metric, key in (("resident MB", "rss_mb"), ("threads", "threads"), ("wake-ups/s", "wakeups_per_second")):
        raw.value("idle", metric, "lower", name, figures[key])
        if name != "JVM that does nothing":
            raw.ratio("idle", metric, name, "JVM that does nothing")
    print("%-28s %6.1f MB %4d threads %6.2f wake-ups/s" % (
        name, figures["rss_mb"], figures["threads"], figures["wakeups_per_second"]), flush=True)
    return figures


CASES = {"client, http": http_client, "client, websocket and mcap": live_client, "server to /health": server}
read_end, write_end = os.pipe()
x_server = subprocess.Popen(["Xvfb", "-displayfd", str(write_end), "-nolisten", "tcp", "-noreset"],
                            pass_fds=[write_end], stderr=subprocess.DEVNULL)
try:
    display = ":" + os.read(read_end, 20).decode().strip()
    receiver = server()  # for what the clients count
    wall, cpu = {"empty JVM": []}, {"empty JVM": []}
    for n in range(rounds + 1):  # the first round fills the file cache and is not counted
        figures = {"empty JVM": empty_jvm()}
        for name, start in CASES.items():
            program = start()
            figures[name] = (program.wall, program.cpu)
            program.end()
        for name, (w, c) in figures.items():
            if n:
                wall.setdefault(name, []).append(w)
                cpu.setdefault(name, []).append(c)
                raw.value("start", "ms", "lower", name, w)
                raw.value("start", "ms of CPU", "lower", name, c)
    print("%-28s %10s %22s %8s %10s %8s" % ("medians of %d" % rounds, "wall ms", "lowest - highest", "ratio", "CPU ms", "ratio"))
    for name in wall:
        ratios = [statistics.median(of[name]) / statistics.median(of["empty JVM"]) for of in (wall, cpu)]
        for metric in ("ms", "ms of CPU") if name != "empty JVM" else ():
            raw.ratio("start", metric, name, "empty JVM")
        print("%-28s %10.0f %22s %7.1fx %10.0f %7.1fx" % (
            name, statistics.median(wall[name]), "%.0f - %.0f" % (min(wall[name]), max(wall[name])), ratios[0],
            statistics.median(cpu[name]), ratios[1]), flush=True)
    if idle_seconds:
        print("after %d s without input" % (10 + idle_seconds))
        for name, start in [("JVM that does nothing", tuned_jvm), *CASES.items()]:
            idle(name, start())
    receiver.end()
finally:
    x_server.terminate()
    x_server.wait()
    shutil.rmtree(scratch, ignore_errors=True)
