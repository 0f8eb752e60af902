"""flags.py ROUNDS IDLE_SECONDS JAVA OPTIONS JAR CACHE NATIVES: see flags, which calls this.

Starts the client with all options of packaging/jvm, and then without each of them, in turns. What an option gains is the difference.
CPU is that of all threads until `live:`; memory, threads and wake-ups are those of an idle client."""
import os, re, shutil, statistics, subprocess, sys, tempfile, time

rounds, idle_seconds = int(sys.argv[1]), int(sys.argv[2])
java, options, jar, cache, natives = sys.argv[3:8]
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import raw
flags = [l.strip() for l in open(options) if l.strip() and not l.startswith("#")]
unlock = "-XX:+UnlockDiagnosticVMOptions"
cache_flag = "-XX:AOTCache=" + cache
native_flags = ["-Dorg.sqlite.lib.path=" + natives, "-Djava.library.path=" + natives]
scratch = tempfile.mkdtemp(prefix="tally-flags-")
read_end, write_end = os.pipe()
x_server = subprocess.Popen(["Xvfb", "-displayfd", str(write_end), "-nolisten", "tcp", "-noreset"],
                            pass_fds=[write_end], stderr=subprocess.DEVNULL)


def tasks(pid):
    return ["/proc/%d/task/%s/" % (pid, t) for t in os.listdir("/proc/%d/task" % pid)]


def switches(pid):
    return sum(int(re.search(r"^voluntary\S+\s+(\d+)", open(t + "status").read(), re.M).group(1)) for t in tasks(pid))


def measure(given, is_idle):
    environment = {**os.environ, "API_KEY": "benchmark-key"}
    begin = time.perf_counter()
    client = subprocess.Popen([java, *given, *native_flags, "-jar", jar, "run", "--backend", "xrecord", "--capture",
                               "xrecord.display=" + display, "--no-spool"], stderr=subprocess.PIPE, text=True, env=environment)
    for line in client.stderr:
        if line.startswith("live:"):
            break
    wall = (time.perf_counter() - begin) * 1000
    figures = {"wall_ms": wall, "cpu_ms": sum(int(open(t + "schedstat").read().split()[0]) for t in tasks(client.pid)) / 1e6}
    if is_idle:
        time.sleep(5)
        before = switches(client.pid)
        time.sleep(idle_seconds)
        figures["wakeups"] = (switches(client.pid) - before) / idle_seconds
        status = open("/proc/%d/status" % client.pid).read()
        figures["rss_mb"] = int(re.search(r"VmRSS:\s*(\d+)", status).group(1)) / 1024
        figures["threads"] = int(re.search(r"Threads:\s*(\d+)", status).group(1))
    client.terminate()
    client.stderr.read()
    client.wait()
    return figures


try:
    display = ":" + os.read(read_end, 20).decode().strip()
    cases = {"all": [*flags, cache_flag], "without AOT cache": flags}
    for flag in flags:
        if flag != unlock and not flag.startswith("-Xlog"):
            cases["without " + flag] = [*(f for f in flags if f != flag), cache_flag]
    cases["no option, no cache"] = []
    taken = {name: [] for name in cases}
    for n in range(rounds):
        for name, given in cases.items():
            taken[name].append(measure(given, n == 0))
        print("round %d of %d" % (n + 1, rounds), file=sys.stderr, flush=True)
    print("%-48s %8s %8s %8s %8s %10s" % ("medians of %d" % rounds, "wall ms", "CPU ms", "RSS MB", "threads", "wake-ups/s"))
    for name, all_figures in taken.items():
        idle = [f for f in all_figures if "rss_mb" in f]
        print("%-48s %8.0f %8.0f %8.1f %8d %10.1f" % (
            name, statistics.median(f["wall_ms"] for f in all_figures), statistics.median(f["cpu_ms"] for f in all_figures),
            *(statistics.median(f[kind] for f in idle) for kind in ("rss_mb", "threads", "wakeups"))), flush=True)
    metrics = {"cpu_ms": "ms of CPU", "rss_mb": "resident MB", "threads": "threads", "wakeups": "wake-ups/s"}
    for name, all_figures in taken.items():
        for key, metric in metrics.items():
            for figures in all_figures:
                if key in figures:
                    raw.value("client with http", metric, "lower", name, figures[key])
finally:
    x_server.terminate()
    x_server.wait()
    shutil.rmtree(scratch, ignore_errors=True)
