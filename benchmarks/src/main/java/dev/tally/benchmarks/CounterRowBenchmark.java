package dev.tally.benchmarks;

import dev.tally.aggregation.Clock;
import dev.tally.aggregation.internal.CounterRow;
import dev.tally.aggregation.internal.IdleWakeup;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does counting one report cost the capture thread: alone, beside a sampler at its usual pace, and beside a reader
 * that never pauses?
 *
 * <p>{@link #plainField} is the baseline: a field that other threads cannot read. {@link #keyPress} is one report of a batch;
 * {@link #keyPressAndWait} is one that comes alone, after which the source waits, and which pays the fence without which a
 * wake-up of the sampler could be lost.
 */
@AllocatesNothing
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class CounterRowBenchmark {
    /** The thread that reads the counters meanwhile. */
    public enum Reader {
        NONE,
        EVERY_20_MS,
        WITHOUT_PAUSE
    }

    @Param
    public Reader reader = Reader.NONE;

    private final CounterRow row = new CounterRow(new IdleWakeup(Clock.system()), (keyboards, pointers) -> {});
    private final AtomicLong atomic = new AtomicLong();
    private final LongAdder adder = new LongAdder();
    private long plain;
    private volatile boolean reading;
    private Thread readerThread = Thread.currentThread();

    @Setup
    public void startReader(BenchmarkParams params, Blackhole blackhole) {
        reading = true;
        LongSupplier read = whatIsWrittenBy(params.getBenchmark());
        readerThread = new Thread(() -> read(read, blackhole), "reader");
        readerThread.setDaemon(true);
        if (reader != Reader.NONE) {
            readerThread.start();
        }
    }

    @TearDown
    public void stopReader() throws InterruptedException {
        reading = false;
        readerThread.join();
    }

    private LongSupplier whatIsWrittenBy(String benchmark) {
        return switch (benchmark.substring(benchmark.lastIndexOf('.') + 1)) {
            case "keyPress", "keyPressAndWait", "motion" -> row::reports;
            case "atomicLong" -> atomic::get;
            case "longAdder" -> adder::sum;
            default -> () -> plain;
        };
    }

    private void read(LongSupplier read, Blackhole blackhole) {
        while (reading) {
            blackhole.consume(read.getAsLong());
            if (reader == Reader.EVERY_20_MS) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    @Benchmark
    public void plainField() {
        plain++;
    }

    @Benchmark
    public void keyPress() {
        row.keyPress();
    }

    @Benchmark
    public void keyPressAndWait() {
        row.keyPress();
        row.waiting();
    }

    @Benchmark
    public void motion() {
        row.motion(3, -4);
    }

    @Benchmark
    public void atomicLong() {
        atomic.incrementAndGet();
    }

    @Benchmark
    public void longAdder() {
        adder.increment();
    }
}
