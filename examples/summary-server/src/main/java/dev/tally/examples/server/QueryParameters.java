package dev.tally.examples.server;

import dev.tally.sink.encoding.SourceName;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketSize;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/**
 * The parameters of a request to the API: each is known, comes once and is checked when it is read.
 *
 * <p><b>Cost.</b> The head of a request is limited to 8 KiB, and so are its parameters.
 */
final class QueryParameters {
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final int LONGEST_ZONE = 64;

    /** A range of time; the end is exclusive. */
    record Range(Instant from, Instant to) {}

    /** All moments that a parameter can name. */
    static final Range ALL_TIME = new Range(Instant.EPOCH, LATEST);

    private final Map<String, String> values;

    private QueryParameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads the parameters of a request.
     *
     * @param known the names that the route understands
     * @throws BadQuery if a parameter is unknown, comes twice or cannot be decoded
     */
    static QueryParameters of(Request request, Set<String> known) throws BadQuery {
        Map<String, String> values = new HashMap<>();
        for (Fields.Field field : fields(request)) {
            if (!known.contains(field.getName())) {
                throw new BadQuery("there is no parameter \"" + BadQuery.printable(field.getName())
                        + "\" here; there are " + new TreeSet<>(known));
            }
            if (field.getValues().size() > 1) {
                throw new BadQuery(field.getName() + " is given more than once");
            }
            values.put(field.getName(), field.getValue());
        }
        return new QueryParameters(values);
    }

    private static Fields fields(Request request) throws BadQuery {
        try {
            return Request.extractQueryParameters(request);
        } catch (RuntimeException e) { // the decoder has no exception type of its own
            throw new BadQuery("the query cannot be decoded; encode it as UTF-8 with percent signs");
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Returns the name in {@code client}, which may be empty. */
    Optional<String> client() throws BadQuery {
        Optional<String> client = text("client");
        if (client.isPresent() && client.get().length() > SourceName.MAX_LENGTH) {
            throw BadQuery.of("client", client.get(), "at most " + SourceName.MAX_LENGTH + " characters");
        }
        return client;
    }

    /** Returns the IANA zone in {@code zone}; UTC if it is not there. */
    ZoneId zone() throws BadQuery {
        String value = values.getOrDefault("zone", "UTC");
        try {
            if (value.length() <= LONGEST_ZONE) {
                return ZoneId.of(value);
            }
        } catch (DateTimeException e) {
            // reported below, like a name that is too long
        }
        throw BadQuery.of("zone", value, "the name of an IANA time zone, for example Europe/Berlin");
    }

    /**
     * Returns {@code from} and {@code to}. By default the range ends with the five minutes of now, so that an answer stays the
     * same while nothing is added, and is as long as the caller says.
     */
    Range range(ZoneId zone, Instant now, Duration byDefault) throws BadQuery {
        Instant to = moment("to", zone)
                .orElse(BucketSize.FIVE_MINUTES.startOf(now, zone).plus(Bucket.LENGTH));
        Instant from = moment("from", zone).orElse(later(Instant.EPOCH, to.minus(byDefault)));
        return checked(from, to);
    }

    /** Returns {@code from} and {@code to}, which must both be there. */
    Range requiredRange(ZoneId zone) throws BadQuery {
        Optional<Instant> from = moment("from", zone);
        Optional<Instant> to = moment("to", zone);
        if (from.isEmpty() || to.isEmpty()) {
            throw new BadQuery("from and to must both be given");
        }
        return checked(from.get(), to.get());
    }

    private static Range checked(Instant from, Instant to) throws BadQuery {
        if (from.isAfter(to)) {
            throw new BadQuery("from is " + from + ", after to, which is " + to);
        }
        return new Range(from, to);
    }

    /** Returns a moment: milliseconds since 1970, a date, or a date with a time, both of the zone unless they name an offset. */
    Optional<Instant> moment(String name, ZoneId zone) throws BadQuery {
        String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            Instant moment = parsed(value, zone);
            if (!moment.isBefore(Instant.EPOCH) && !moment.isAfter(LATEST)) {
                return Optional.of(moment);
            }
        } catch (DateTimeException | NumberFormatException e) {
            // reported below, like a moment out of range
        }
        throw BadQuery.of(
                name,
                value,
                "a moment from 1970 to 2200: milliseconds, 2026-11-26, 2026-11-26T09:30 or 2026-11-26T09:30:00Z");
    }

    private static Instant parsed(String value, ZoneId zone) {
        if (value.matches("\\d{1,16}")) {
            return Instant.ofEpochMilli(Long.parseLong(value));
        }
        if (!value.contains("T")) {
            return LocalDate.parse(value).atStartOfDay(zone).toInstant();
        }
        boolean hasOffset = value.endsWith("Z") || value.lastIndexOf('+') > 0 || value.lastIndexOf('-') > 10;
        return hasOffset
                ? OffsetDateTime.parse(value).toInstant()
                : LocalDateTime.parse(value).atZone(zone).toInstant();
    }

    /** Returns a whole number between limits, both included. */
    int number(String name, int least, int most, int byDefault) throws BadQuery {
        String value = values.get(name);
        if (value == null) {
            return byDefault;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        throw BadQuery.of(name, value, "a whole number from " + least + " to " + most);
    }

    /** Returns what one of several words means; the first one if the parameter is not there. */
    <T> T choice(String name, Map<String, T> meanings, T byDefault) throws BadQuery {
        String value = values.get(name);
        if (value == null) {
            return byDefault;
        }
        T meaning = meanings.get(value);
        if (meaning == null) {
            throw BadQuery.of(name, value, "one of " + new TreeSet<>(meanings.keySet()));
        }
        return meaning;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Returns a moment as ISO 8601 with the offset of the zone. */
    static String iso(Instant moment, ZoneId zone) {
        ZoneOffset offset = zone.getRules().getOffset(moment);
        return moment.atOffset(offset).toString();
    }
}
