package dev.tally.examples.server;

import dev.tally.sink.SinkException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks at the topic. */
final class KafkaTopic {
    private KafkaTopic() {}

    /**
     * Returns the identity of the topic, which another topic that is created under its name later does not have.
     *
     * @throws SinkException if there is no such topic, or no broker that says so
     */
    static String id(KafkaSettings settings) throws SinkException {
        try (Admin admin = Admin.create(settings.admin())) {
            return admin.describeTopics(List.of(settings.topic()))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .topicId()
                    .toString();
        } catch (ExecutionException e) {
            throw failure(settings, e.getCause() == null ? e : e.getCause());
        } catch (KafkaException e) {
            throw failure(settings, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(settings, e);
        }
    }

    /** Explains a failure. */
    static SinkException failure(KafkaSettings settings, Throwable failure) {
        return new SinkException(settings + ": " + meaning(settings, failure), failure);
    }

    private static String meaning(KafkaSettings settings, Throwable failure) {
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "there is no such topic; create it: kafka-topics.sh --bootstrap-server " + settings.servers()
                    + " --create --topic " + settings.topic() + " --partitions 6 --replication-factor 3";
        }
        if (failure instanceof TimeoutException) {
            return "no broker has answered in time; check KAFKA_SERVERS, and that enough brokers run";
        }
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
