package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.testkit.fixtures.FreePort;
import dev.tally.testkit.fixtures.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The container image of the server is read, unpacked and run in its own root, without a container engine. */
@EnabledIfSystemProperty(named = "tally.full", matches = "true", disabledReason = "only with -Dtally.full=true")
@Timeout(1200)
class ContainerIT {
    private static final Pattern LISTENING = Pattern.compile("listening on (http://[^ ,]+) database=([^ ]+)");
    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

    @TempDir
    static Path directory;

    private static Path root;
    private static JsonNode configuration;

    @BeforeAll
    static void unpackTheImage() throws Exception {
        Packages.make();
        Path image = Files.createDirectory(directory.resolve("image"));
        root = Files.createDirectory(directory.resolve("root"));
        Packages.run("tar", "-xf", imageTar().toString(), "-C", image.toString());
        JsonNode manifest = new ObjectMapper()
                .readTree(image.resolve("manifest.json").toFile())
                .get(0);
        configuration = new ObjectMapper()
                .readTree(image.resolve(manifest.get("Config").asText()).toFile());
        for (JsonNode layer : manifest.get("Layers")) {
            Path file = image.resolve(layer.asText());
            Packages.run("tar", "-xpf", file.toString(), "--numeric-owner", "-C", root.toString());
        }
        assertEquals(
                "tally-summary-server:" + version(), manifest.at("/RepoTags/0").asText());
    }

    @Test
    void itsConfigurationIsThatOfTheContainerfile() throws Exception {
        String text = Files.readString(Packages.HOME.resolve("packaging/container/Containerfile"))
                .replaceFirst("(?s).*\nFROM scratch", "");
        JsonNode config = configuration.get("config");
        ObjectMapper json = new ObjectMapper();
        assertEquals(Set.of(argument(text, "ENV ").split(" ")), Set.copyOf(texts(config.get("Env"))));
        assertEquals(argument(text, "USER "), config.get("User").asText());
        assertEquals(argument(text, "WORKDIR "), config.get("WorkingDir").asText());
        assertEquals(
                "{\"" + argument(text, "EXPOSE ") + "/tcp\":{}}",
                config.get("ExposedPorts").toString());
        assertEquals(
                "{\"" + argument(text, "VOLUME ") + "\":{}}",
                config.get("Volumes").toString());
        assertEquals(json.readTree(argument(text, "ENTRYPOINT ")), config.get("Entrypoint"));
        JsonNode check = config.get("Healthcheck");
        assertEquals(
                argument(text, "HEALTHCHECK "),
                "--interval=" + seconds(check.get("Interval")) + " --timeout=" + seconds(check.get("Timeout"))
                        + " --start-period=" + seconds(check.get("StartPeriod")) + " --retries="
                        + check.get("Retries").asInt() + " CMD "
                        + spaced(texts(check.get("Test"))
                                .subList(1, check.get("Test").size())));
    }

    @Test
    void itHasNoShellAndNothingThatGivesRights() throws Exception {
        assertFalse(Files.exists(root.resolve("bin")));
        assertEquals("", Packages.run("find", root.toString(), "-perm", "/6000"));
        assertEquals(
                root.resolve("tmp") + "\n",
                Packages.run("find", root.toString(), "-perm", "-o+w", "-not", "-type", "l"));
    }

    @Test
    void itAnswersItsHealthCheckAndStopsWithAllThatItHasAccepted() throws Exception {
        int port = FreePort.find();
        Map<String, String> environment = Map.of("HOST", "127.0.0.1", "PORT", "" + port, "SERVER_API_KEY", Apps.KEY);
        assertEquals(1, health(environment).waitFor(), "healthy before the start");
        try (Child server = start(environment)) {
            Matcher ready = server.ready();
            assertEquals("http://127.0.0.1:" + port, ready.group(1));
            assertEquals("/data/activity_monitor.db", ready.group(2));
            Process health = health(environment);
            assertEquals(
                    "HTTP/1.1 200 OK {\"status\":\"ok\"}",
                    new String(health.getInputStream().readAllBytes()).strip());
            assertEquals(0, health.waitFor());
            assertEquals(200, post(port));
            assertEquals(143, server.stop(), server::errors);
        }
        assertTrue(Files.size(root.resolve("data/activity_monitor.db")) > 0);
    }

    @Test
    void optionsAfterThoseOfTheImageWin() throws Exception {
        String java = texts(configuration.at("/config/Entrypoint")).getFirst();
        String flags = Packages.run(
                inside(List.of(java, "@/opt/tally/app/server.options", "-Xmx256m", "-XX:+PrintFlagsFinal", "-version"))
                        .toArray(String[]::new));
        assertTrue(Pattern.compile("MaxHeapSize += 268435456 ").matcher(flags).find(), flags);
    }

    @Test
    void itStoresInPostgres() throws Exception {
        int port = FreePort.find();
        try (PostgresServer database = PostgresServer.start()) {
            Map<String, String> environment = Map.of(
                    "HOST",
                    "127.0.0.1",
                    "PORT",
                    "" + port,
                    "SERVER_API_KEY",
                    Apps.KEY,
                    "ACTIVITY_DB_URL",
                    database.createDatabase("tally"),
                    "ACTIVITY_DB_USER",
                    database.user(),
                    "ACTIVITY_DB_PASSWORD",
                    database.password());
            try (Child server = start(environment)) {
                server.ready();
                assertEquals(200, post(port), server::errors);
                assertEquals(7, new Summary("http://127.0.0.1:" + port).totals().get("kp"));
                database.stop();
                assertEquals(1, health(environment).waitFor(), "healthy without its database");
                database.resume();
            }
        }
    }

    /** The compose file names only variables that the server reads. */
    @Test
    void theComposeFileSetsVariablesOfTheServer() throws Exception {
        String compose = Files.readString(Packages.HOME.resolve("packaging/container/compose.yaml"));
        String help =
                Packages.run(Packages.DIST.resolve("image/bin/summary-server").toString(), "--help");
        Matcher names = Pattern.compile("(?m)^ +((?:SERVER|ACTIVITY)_[A-Z_]+):").matcher(compose);
        assertEquals(
                4, names.results().filter(name -> help.contains(name.group(1))).count(), compose);
        assertTrue(compose.contains("image: tally-summary-server:" + version()), compose);
    }

    private static Child start(Map<String, String> environment) throws IOException {
        List<String> command = inside(texts(configuration.at("/config/Entrypoint")));
        return new Child(
                Path.of(command.getFirst()),
                command.subList(1, command.size()),
                variables(environment),
                LISTENING,
                line -> {});
    }

    private static Process health(Map<String, String> environment) throws IOException {
        List<String> test = texts(configuration.at("/config/Healthcheck/Test"));
        ProcessBuilder builder = new ProcessBuilder(inside(test.subList(1, test.size())));
        builder.environment().putAll(variables(environment));
        return builder.start();
    }

    /** The variables of the image, and those given. */
    private static Map<String, String> variables(Map<String, String> given) {
        Map<String, String> all = new HashMap<>();
        texts(configuration.at("/config/Env")).stream()
                .map(each -> each.split("=", 2))
                .forEach(each -> all.put(each[0], each[1]));
        all.putAll(given);
        return all;
    }

    /** The command that runs a program in the root of the image, as its user. */
    private static List<String> inside(List<String> program) {
        String enter =
                "mkdir -p \"$1/proc\" && mount --rbind /proc \"$1/proc\" && shift && exec /usr/sbin/chroot \"$@\"";
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        command.addAll(IS_ROOT ? List.of() : List.of("--user", "--map-root-user"));
        command.addAll(List.of("sh", "-c", enter, "sh", root.toString()));
        command.addAll(
                IS_ROOT
                        ? List.of(
                                "--userspec=" + configuration.at("/config/User").asText())
                        : List.of());
        command.add(root.toString());
        command.addAll(program);
        return command;
    }

    private static int post(int port) throws IOException, InterruptedException {
        String body = "{\"timestamp_ms\":1775600941542,\"summary\":{\"total_kp\":7}}";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/frames"))
                .header("Authorization", Apps.KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static Path imageTar() throws IOException {
        return Packages.made(".tar").getFirst();
    }

    private static String version() throws IOException {
        return imageTar().getFileName().toString().replaceFirst("tally-summary-server-(.*)-container-.*", "$1");
    }

    /** The rest of the line of the Containerfile that begins so. */
    private static String argument(String containerfile, String instruction) {
        return containerfile
                .lines()
                .filter(line -> line.startsWith(instruction))
                .findFirst()
                .orElseThrow()
                .substring(instruction.length());
    }

    private static String seconds(JsonNode nanos) {
        return nanos.asLong() / 1_000_000_000 + "s";
    }

    private static String spaced(List<String> words) {
        return "[\"" + String.join("\", \"", words) + "\"]";
    }

    private static List<String> texts(JsonNode array) {
        Stream<JsonNode> elements = StreamSupport.stream(array.spliterator(), false);
        return elements.map(JsonNode::asText).toList();
    }
}
