package dev.tally.examples.server;

import dev.tally.examples.systemd.SdNotify;
import dev.tally.examples.systemd.Watchdog;
import dev.tally.sink.store.ActivityStore;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code summary-server consume}: adds what servers have put into Kafka to the database, until it is stopped. */
@Command(
        name = "consume",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Adds the posts that servers with INGEST=kafka have put into Kafka to the database, until it is stopped. Any number"
                    + " of consumers may run; each post counts once.",
            "The database is the SQLite file, or that of ACTIVITY_DB_URL (ACTIVITY_DB_USER, ACTIVITY_DB_PASSWORD or"
                    + " ACTIVITY_DB_PASSWORD_FILE). KAFKA_GROUP (tally) is the name that the consumers share."
        },
        footer = {"", "Exit status: 143 stopped (130 by Ctrl-C); 1 cannot start or failed; 2 wrong usage or setting."})
final class ConsumeCommand implements Callable<Integer> {
    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Option(
            names = "--retention-days",
            paramLabel = "N",
            description = "Keep rows of five minutes for this many days. [RETENTION_DAYS, 30]")
    @Nullable
    private String retentionDays;

    @Option(
            names = "--kafka-servers",
            paramLabel = "HOST:PORT,...",
            description = "Connect to these Kafka brokers. [KAFKA_SERVERS]")
    @Nullable
    private String kafkaServers;

    @Option(
            names = "--kafka-topic",
            paramLabel = "NAME",
            description = "Read posts from this Kafka topic. [KAFKA_TOPIC, tally-intervals]")
    @Nullable
    private String kafkaTopic;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Read further properties of Kafka's clients from this file, such as those of TLS."
                    + " [KAFKA_PROPERTIES_FILE]")
    @Nullable
    private String kafkaProperties;

    @Spec
    @Nullable
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        SettingsReader reader = new SettingsReader(flags(), System.getenv());
        StoreSettings place = reader.store();
        KafkaSettings kafka = reader.kafkaSettings();
        SdNotify systemd = SdNotify.of(System.getenv());
        KafkaTopic.id(kafka); // fails at once if it is not there
        try (ActivityStore opened = place.open(
                        notice -> LoggerFactory.getLogger(ConsumeCommand.class).warn("{}", notice));
                KafkaReader entries = new KafkaReader(kafka, opened)) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                systemd.stopping();
                                entries.stop();
                            },
                            "stop"));
            print("consuming " + kafka + " group=" + kafka.group() + " database=" + place.place());
            systemd.ready();
            Watchdog.start(systemd, entries::hasWorked);
            entries.run();
        }
        return 0;
    }

    private Flags flags() {
        Flags flags = new Flags();
        flags.database = store.database == null ? null : store.database.toString();
        flags.retentionDays = retentionDays;
        flags.kafkaServers = kafkaServers;
        flags.kafkaTopic = kafkaTopic;
        flags.kafkaProperties = kafkaProperties;
        return flags;
    }

    private void print(String line) {
        if (spec != null) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(line);
        }
    }
}
