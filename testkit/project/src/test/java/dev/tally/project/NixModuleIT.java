package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The NixOS modules are evaluated by Nix, with the part of nixpkgs' lib that is in {@code src/test/nix}. */
class NixModuleIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path NIX = Path.of("src/test/nix").toAbsolutePath();

    /** What is not about rights, and the folders that the service may write to, which are the recordings' too. */
    private static final Set<String> DIFFERENT =
            Set.of("ExecStart", "Environment", "EnvironmentFile", "LoadCredential", "StateDirectory");

    private static final String EVERYTHING = """
            services.tally.client = {
              enable = true; package = "/client";
              sinks = [ "http" "websocket" "mcap" ];
              apiKeyFile = "/etc/key"; tokenFile = "/etc/token";
              foxglove = { projectId = "prj"; deviceId = "dev"; deviceName = "desk"; };
              s3 = { enable = true; bucket = "b"; region = "r"; endpointUrl = "https://s3"; credentialsFile = "/etc/s3"; };
            };
            services.tally.server = {
              enable = true; package = "/server";
              apiKeyFile = "/etc/key"; trustedProxies = [ "10.0.0.0/8" "::1" ];
              database = { url = "jdbc:postgresql://host/tally"; user = "tally"; passwordFile = "/etc/password"; };
            };
            """;

    @Test
    void theOptionsAreTheListedOnes() throws Exception {
        String found = Stream.of("client", "server")
                .flatMap(module -> elements(evaluate(module, "").get("options")))
                .map(option -> option.get("name").asText() + " | "
                        + option.get("type").asText() + " | " + option.get("default") + "\n")
                .collect(Collectors.joining());
        assertEquals(Files.readString(NIX.resolve("options.txt")), found);
    }

    @Test
    void aConfigurationOfTheReplacedModuleMeansTheSame() throws Exception {
        JsonNode config = evaluate("client", """
                services.kmmon = {
                  enable = true; package = "/kmmon"; openFirewall = true; port = 9000;
                  recording = { rollEverySecs = 60; retainForSecs = 120; };
                  foxglove.projectId = "prj";
                  s3 = { enable = true; bucket = "b"; credentialsFile = "/etc/s3"; };
                };
                """).get("config");
        JsonNode unit = config.at("/systemd/services/tally-activity-client");
        assertEquals(9000, config.at("/networking/firewall/allowedTCPPorts/0").asInt());
        assertEquals(
                "/kmmon/bin/activity-client run",
                unit.at("/serviceConfig/ExecStart").asText());
        assertEquals("-/etc/s3", unit.at("/serviceConfig/EnvironmentFile").asText());
        assertEquals(
                "[\"tally-activity-client\",\"kmmon\"]",
                unit.at("/serviceConfig/StateDirectory").toString());
        Map<String, String> environment = texts(unit.get("environment"));
        Map.of(
                        "TALLY_SINK", "websocket,mcap",
                        "KMMON_PORT", "9000",
                        "KMMON_MCAP_DIR", "/var/lib/kmmon",
                        "KMMON_ROLL_SECS", "60",
                        "KMMON_RETENTION_SECS", "120",
                        "KMMON_FOXGLOVE_PROJECT_ID", "prj",
                        "KMMON_S3_BUCKET", "b",
                        "KMMON_S3_PREFIX", "recordings")
                .forEach((name, value) -> assertEquals(value, environment.get(name), name));
        assertEquals(null, environment.get("KMMON_FOXGLOVE_DEVICE_ID"));
        assertEquals(null, environment.get("KMMON_S3_ENDPOINT_URL"));
    }

    @Test
    void nothingIsConfiguredUnlessEnabled() throws Exception {
        assertEquals("{}", evaluate("client", "").get("config").toString());
        assertEquals("{}", evaluate("server", "").get("config").toString());
    }

    @Test
    void theServicesMayDoNoMoreThanTheUnitsOfThePackages() throws Exception {
        for (String module : List.of("client", "server")) {
            JsonNode config = evaluate(module, EVERYTHING).at("/config/systemd/services");
            for (Map.Entry<String, JsonNode> each : config.properties()) {
                assertMayDoNoMore(each.getKey(), each.getValue().get("serviceConfig"));
            }
        }
    }

    private static void assertMayDoNoMore(String name, JsonNode service) throws IOException {
        unit(name).forEach((key, value) -> {
            if (!DIFFERENT.contains(key)) {
                assertEquals(value, asUnit(service.get(key)), name + ": " + key);
            }
        });
    }

    @Test
    void theDevicesAreReadByAServiceOfItsOwnUnlessThatIsSwitchedOff() throws Exception {
        String client = "services.tally.client = { enable = true; package = \"/c\"; ";
        JsonNode pair = evaluate("client", client + "};").at("/config/systemd/services");
        assertEquals(
                "/c/bin/activity-client capture --backend evdev",
                pair.at("/tally-activity-capture/serviceConfig/ExecStart").asText());
        assertEquals(
                "separate",
                pair.at("/tally-activity-client/environment/TALLY_BACKEND").asText());
        JsonNode one =
                evaluate("client", client + "separateCapture = false; };").at("/config/systemd/services");
        assertEquals("{}", one.get("tally-activity-capture").toString());
        assertEquals(
                "evdev",
                one.at("/tally-activity-client/environment/TALLY_BACKEND").asText());
        assertEquals(
                "[\"input\"]",
                one.at("/tally-activity-client/serviceConfig/SupplementaryGroups")
                        .toString());
    }

    @Test
    void theVariablesAreThoseOfTheApps() throws Exception {
        for (String module : List.of("client", "server")) {
            String app = module.equals("client") ? "activity-client" : "summary-server";
            JsonNode unit = evaluate(module, EVERYTHING).at("/config/systemd/services/tally-" + app);
            Set<String> names = new TreeSet<>(texts(unit.get("environment")).keySet());
            names.removeAll(Set.of("XDG_STATE_HOME", "AWS_REGION")); // of the system, and of the AWS SDK
            assertTrue(names.size() > 10, names::toString);
            String sources = sources(ROOT.resolve("examples").resolve(app).resolve("src/main/java"));
            names.removeIf(name -> sources.contains("\"" + name + "\""));
            assertEquals(Set.of(), names, "variables that " + app + " does not read");
        }
    }

    @Test
    void secretsAreHandedOverBySystemdAndNotPutIntoTheStore() throws Exception {
        JsonNode client = evaluate("client", EVERYTHING).at("/config/systemd/services/tally-activity-client");
        assertEquals(
                "[\"api-key:/etc/key\",\"token:/etc/token\"]",
                client.at("/serviceConfig/LoadCredential").toString());
        assertEquals(
                "/run/credentials/tally-activity-client.service/api-key",
                client.at("/environment/API_KEY_FILE").asText());
    }

    @Test
    void aValueOfTheWrongTypeIsRefusedByName() throws Exception {
        Result result = nix("client", "services.tally.client = { enable = true; package = \"/c\"; port = 70000; };");
        assertNotEquals(0, result.status);
        assertTrue(result.errors.contains("services.tally.client.port must be a port"), result.errors);
    }

    @Test
    void aPlaceWhereTheServiceMayNotWriteIsRefused() throws Exception {
        String client = "services.tally.client = { enable = true; package = \"/c\"; mcapDir = \"/srv/mcap\"; ";
        assertRefused("client", client + "};", "services.tally.client.mcapDir is /srv/mcap");
        evaluate("client", client + "sinks = [ \"http\" ]; };");
        String server =
                "services.tally.server = { enable = true; package = \"/s\"; database = { path = \"/srv/a.db\"; ";
        assertRefused("server", server + "}; };", "services.tally.server.database.path is /srv/a.db");
        evaluate("server", server + "url = \"jdbc:postgresql://host/tally\"; }; };");
    }

    private static void assertRefused(String module, String configuration, String message) throws Exception {
        Result result = nix(module, configuration);
        assertNotEquals(0, result.status);
        assertTrue(result.errors.contains(message + ", where the service may not write"), result.errors);
    }

    @Test
    void theFlakeIsReadable() throws Exception {
        Process process = new ProcessBuilder(
                        "nix-instantiate",
                        "--store",
                        "dummy://",
                        "--parse",
                        ROOT.resolve("flake.nix").toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), printed);
    }

    /** The settings in the section [Service]; a key that is given twice adds to its value. */
    private static Map<String, String> unit(String name) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        Files.readString(ROOT.resolve("packaging/systemd/" + name + ".service"))
                .replaceFirst("(?s).*\\[Service]", "")
                .replaceFirst("(?s)\\[Install].*", "")
                .lines()
                .filter(line -> line.matches("[A-Za-z]+=.*"))
                .map(line -> line.split("=", 2))
                .forEach(pair -> settings.merge(pair[0], pair[1], (one, other) -> one + "\n" + other));
        return settings;
    }

    private static String asUnit(JsonNode value) {
        if (value == null) {
            return "(absent)";
        }
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        return value.isArray()
                ? elements(value).map(JsonNode::asText).collect(Collectors.joining("\n"))
                : value.asText();
    }

    private static String sources(Path directory) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode evaluate(String module, String configuration) {
        try {
            Result result = nix(module, configuration);
            assertEquals(0, result.status, result.errors);
            return new ObjectMapper().readTree(result.output);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Result(int status, String output, String errors) {}

    private static Result nix(String module, String configuration) throws IOException, InterruptedException {
        String expression = "import " + NIX.resolve("evaluate.nix") + " { module = " + ROOT + "/packaging/nix/" + module
                + ".nix; configuration = { " + configuration + " }; }";
        Path errors = Files.createTempFile("nix", ".log");
        try {
            Process process = new ProcessBuilder(
                            "nix-instantiate",
                            "--store",
                            "dummy://",
                            "--eval",
                            "--strict",
                            "--json",
                            "--expr",
                            expression)
                    .redirectError(errors.toFile())
                    .start();
            String output = new String(process.getInputStream().readAllBytes());
            return new Result(process.waitFor(), output, Files.readString(errors));
        } finally {
            Files.delete(errors);
        }
    }
}
