package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.net.httpserver.HttpServer;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.testkit.InputSourceContract;
import dev.tally.testkit.IntervalSinkContract;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The Java in the documents compiles; what it implements passes its contract; and the links between documents lead somewhere. */
class GuidesTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern CLASS = Pattern.compile("(?m)^public (?:final )?(?:class|record|interface) (\\w+)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)\\s]*)?\\)");

    @TempDir
    private Path output;

    @TestFactory
    Stream<DynamicTest> theJavaOfEachDocumentCompiles() throws IOException {
        List<Path> documents = documents().stream()
                .filter(document -> !javaOf(document).isEmpty())
                .toList();
        assertTrue(documents.size() > 5, documents::toString);
        return documents.stream()
                .map(document -> dynamicTest(ROOT.relativize(document).toString(), () -> compile(document)));
    }

    @Test
    void theBackendOfTheGuidePassesItsContract() throws Exception {
        passesContract("write-a-backend.md", "PedalSourceContract", InputSourceContract.class);
    }

    @Test
    void theSinkOfTheGuidePassesItsContract() throws Exception {
        passesContract("write-a-sink.md", "LineSinkContract", IntervalSinkContract.class);
    }

    @Test
    void theSinkOfTheGuideRemovesWhatAWriteLeftHalfway() throws Exception {
        Path file = output.resolve("counts.csv");
        ActivityInterval one = new ActivityInterval(new UUID(0, 1), 1, 1, Instant.EPOCH, Instant.EPOCH, Counts.NONE);
        ActivityInterval two = new ActivityInterval(new UUID(0, 1), 2, 2, Instant.EPOCH, Instant.EPOCH, Counts.NONE);
        try (URLClassLoader loader = loader(compile(ROOT.resolve("docs/guides/write-a-sink.md")));
                IntervalSink sink = (IntervalSink)
                        loader.loadClass("LineSink").getConstructor(Path.class).newInstance(file)) {
            sink.write(one);
            sink.write(two);
            String whole = Files.readString(file);
            Files.writeString(file, whole.substring(0, whole.length() - 5));
            sink.write(two);
            assertEquals(whole, Files.readString(file));
        }
    }

    @Test
    void theMcapProgramsWriteWhatTheyRead() throws Exception {
        Path classes = compile(ROOT.resolve("docs/guides/write-mcap-files.md"));
        for (String writer : List.of("WriteJson", "WriteProtobuf")) {
            String file = output.resolve(writer + ".mcap").toString();
            run(classes, writer, file);
            assertEquals("messages: 1", run(classes, "CountMessages", file).strip());
        }
    }

    @Test
    void theOpenTelemetryProgramSendsTheTotals() throws Exception {
        BlockingQueue<ExportMetricsServiceRequest> received = new LinkedBlockingQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/metrics", exchange -> {
            received.add(ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try (URLClassLoader loader = loader(compile(ROOT.resolve("docs/guides/metrics.md")))) {
            String url = "http://localhost:" + collector.getAddress().getPort() + "/v1/metrics";
            Supplier<Counts> totals = () -> Counts.of(count -> count == Count.KEY_PRESSES ? 7 : 0);
            Method sendTo = loader.loadClass("OpenTelemetryMetrics").getMethod("sendTo", String.class, Supplier.class);
            ((MeterRegistry) sendTo.invoke(null, url, totals)).close();
            ExportMetricsServiceRequest request = received.poll(10, TimeUnit.SECONDS);
            assertEquals(7, sum(request, "tally.key.presses"), () -> "received: " + request);
        } finally {
            collector.stop(0);
        }
    }

    private static double sum(@Nullable ExportMetricsServiceRequest request, String meter) {
        return Stream.ofNullable(request)
                .flatMap(it -> it.getResourceMetricsList().stream())
                .flatMap(it -> it.getScopeMetricsList().stream())
                .flatMap(it -> it.getMetricsList().stream())
                .filter(metric -> metric.getName().equals(meter))
                .flatMap(metric -> metric.getSum().getDataPointsList().stream())
                .mapToDouble(NumberDataPoint::getAsDouble)
                .sum();
    }

    @Test
    void linksBetweenDocumentsLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            LINK.matcher(Files.readString(document)).results().forEach(link -> {
                String target = link.group(1);
                if (!target.matches("[a-z]+:.*")
                        && !Files.exists(document.resolveSibling(target).normalize())) {
                    broken.add(ROOT.relativize(document) + " -> " + target);
                }
            });
        }
        assertEquals("", String.join("\n", broken));
    }

    private void passesContract(String guide, String name, Class<?> contract) throws Exception {
        Path classes = compile(ROOT.resolve("docs/guides").resolve(guide));
        try (URLClassLoader loader = loader(classes)) {
            Class<?> type = loader.loadClass(name);
            assertTrue(contract.isAssignableFrom(type));
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(type))
                                    .build(),
                            listener);
            TestExecutionSummary summary = listener.getSummary();
            assertEquals(
                    List.of(),
                    summary.getFailures().stream()
                            .map(failure ->
                                    failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                            .toList());
            assertTrue(summary.getTestsSucceededCount() > 5, () -> summary.getTestsSucceededCount() + " tests");
            assertEquals(0, summary.getTestsAbortedCount() + summary.getTestsSkippedCount());
        }
    }

    private static String run(Path classes, String main, String argument) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes + ":" + System.getProperty("java.class.path"),
                        main,
                        argument)
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), printed);
        return printed;
    }

    private static URLClassLoader loader(Path classes) throws IOException {
        return new URLClassLoader(new URL[] {classes.toUri().toURL()}, GuidesTest.class.getClassLoader());
    }

    private Path compile(Path document) throws IOException {
        Path classes = Files.createTempDirectory(output, "classes-");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-d",
                classes.toString(),
                "-Xlint:all,-try,-processing,-path,-classfile,-options,-requires-automatic",
                "-proc:none",
                "--release",
                "17");
        compiler.getTask(null, null, found, options, null, javaOf(document)).call();
        List<String> problems = found.getDiagnostics().stream()
                .filter(problem -> problem.getKind() != Diagnostic.Kind.NOTE)
                .map(problem -> problem.getMessage(Locale.ROOT) + " in line " + problem.getLineNumber() + " of "
                        + problem.getSource())
                .toList();
        assertEquals(List.of(), problems, document.toString());
        return classes;
    }

    private static List<JavaFileObject> javaOf(Path document) {
        try {
            return JAVA.matcher(Files.readString(document))
                    .results()
                    .map(GuidesTest::source)
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JavaFileObject source(MatchResult block) {
        String text = block.group(1);
        String name = CLASS.matcher(text)
                .results()
                .map(type -> type.group(1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no public type in\n" + text));
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(
                List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md"), ROOT.resolve("CHANGELOG.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }
}
