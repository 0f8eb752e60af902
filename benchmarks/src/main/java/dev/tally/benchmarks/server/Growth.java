package dev.tally.benchmarks.server;

import dev.tally.benchmarks.report.RawResults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How large is the server's database after years, and how long do its answers take then, beside a server with one year?
 *
 * <p>Arguments: years, clients, the jar of the server, a folder for the databases, and optionally {@code postgresql}. The years end
 * yesterday. The databases are made by the server's own store, and stay in the folder: a second run on the same day takes them as they are. Then
 * servers answer what the dashboard asks for; with {@code postgresql} another one too, to whose database {@code summary-server
 * migrate} has copied the file.
 */
final class Growth {
    private static final String FILE = "activity_monitor.db";

    private final int years;
    private final int clients;
    private final Path jar;
    private final Path databases;

    private Growth(int years, int clients, Path jar, Path databases) {
        this.years = years;
        this.clients = clients;
        this.jar = jar;
        this.databases = databases;
    }

    public static void main(String[] arguments) throws Exception {
        Growth growth = new Growth(
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Path.of(arguments[2]),
                Files.createDirectories(Path.of(arguments[3])));
        Path directory = Files.createTempDirectory(Path.of(arguments[3]), "served");
        try {
            growth.run(directory, arguments.length > 4 && arguments[4].equals("postgresql"));
        } finally {
            StoreComparison.deleteAll(directory);
        }
    }

    private void run(Path directory, boolean withPostgres) throws Exception {
        Map<String, Path> homes = new LinkedHashMap<>();
        for (int each : years == 1 ? new int[] {1} : new int[] {1, years}) {
            Path home = Files.createDirectory(directory.resolve(each + "-years"));
            Files.copy(SimulatedDatabase.of(databases, each, clients), home.resolve(FILE));
            homes.put(each + (each == 1 ? " year" : " years"), home);
        }
        measure(homes);
        if (withPostgres) {
            Path file = homes.get(years + (years == 1 ? " year" : " years")).resolve(FILE);
            PostgresGrowth.measure(jar, file, years, clients);
        }
    }

    private void measure(Map<String, Path> homes) throws Exception {
        Map<String, ServerUnderTest> servers = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Path> home : homes.entrySet()) {
                servers.put(home.getKey(), ServerUnderTest.ofJar(jar, home.getValue()));
            }
            new GrowthRoutes(servers).measure();
            for (Map.Entry<String, ServerUnderTest> server : servers.entrySet()) {
                long megabytes = server.getValue().residentMegabytes();
                System.out.println(server.getKey() + ": " + megabytes + " MB resident");
                RawResults.lower("server", "resident MB", server.getKey(), megabytes);
            }
        } finally {
            servers.values().forEach(ServerUnderTest::close);
        }
    }
}
