package dev.tally.examples.server;

import java.util.Map;
import java.util.Properties;

/**
 * The Kafka topic that contributions go through.
 *
 * @param servers the addresses of some brokers: {@code host:port,host:port}
 * @param topic the name of the topic
 * @param group the name that the consumers share
 * @param further properties of Kafka's clients, such as those of TLS and SASL; they may be secret
 */
record KafkaSettings(String servers, String topic, String group, Map<String, String> further) {
    /** A request that waits longer than this is answered with 503; clients wait ten seconds. */
    private static final int MOST_MILLIS = 8_000;

    private static final int MEGABYTE = 1024 * 1024;

    KafkaSettings {
        further = Map.copyOf(further);
    }

    /** Returns the properties of a client that looks at the topic. */
    Properties admin() {
        Properties properties = new Properties();
        properties.put("metric.reporters", "");
        properties.put("enable.metrics.push", "false");
        properties.put("request.timeout.ms", "4000");
        properties.put("default.api.timeout.ms", "5000");
        properties.putAll(further);
        properties.put("bootstrap.servers", servers);
        properties.put("client.id", "tally");
        return properties;
    }

    /** Returns the properties of a producer that loses and doubles nothing, and gives up after some seconds. */
    Properties producer() {
        Properties properties = new Properties();
        properties.put("buffer.memory", Integer.toString(8 * MEGABYTE));
        properties.put("max.block.ms", "2000");
        properties.put("delivery.timeout.ms", Integer.toString(MOST_MILLIS));
        properties.putAll(admin());
        properties.remove("default.api.timeout.ms"); // which a producer does not know
        properties.put("acks", "all");
        properties.put(
                "linger.ms",
                "1"); // the time to gather a batch; 0 and 5 make fewer posts a second, with many and with few clients
        properties.put("enable.idempotence", "true");
        return properties;
    }

    /** Returns the properties of a consumer whose positions are in the database. */
    Properties consumer() {
        Properties properties = new Properties();
        properties.put("session.timeout.ms", "10000");
        properties.put("fetch.max.bytes", Integer.toString(4 * MEGABYTE));
        properties.put("max.poll.records", "2000");
        properties.putAll(admin());
        properties.put("group.id", group);
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "none");
        properties.put("allow.auto.create.topics", "false");
        return properties;
    }

    /** Returns the topic and its brokers, without the further properties. */
    @Override
    public String toString() {
        return "topic " + topic + " of " + servers;
    }
}
