package dev.tally.examples.server;

import dev.tally.examples.server.DayTotals.Period;
import dev.tally.examples.server.DayTotals.Streak;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.JsonWriter;
import dev.tally.sink.store.Bucket;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Request;

/** {@code GET /api/v1/totals}: today, yesterday, the usual day, week, month, year and lifetime, the best hour and streaks. */
final class TotalsReader implements ReadRoute.Reader {
    private static final Set<String> PARAMETERS = Set.of("zone", "client");

    private final PastDays past;

    TotalsReader(PastDays past) {
        this.past = past;
    }

    @Override
    public Content read(Request request) throws BadQuery, SinkException {
        QueryParameters query = QueryParameters.of(request, PARAMETERS);
        ZoneId zone = query.zone();
        Optional<String> client = query.client();
        DayTotals totals = past.totals(client, zone);
        JsonWriter json = new JsonWriter();
        json.beginObject()
                .field("zone", zone.getId())
                .field("today", totals.today().toString());
        client.ifPresent(name -> json.field("client", name));
        periods(json, totals, zone);
        usualDay(json, totals.usualDays());
        bestHour(json, totals.bestHour(), zone);
        streak(json, totals);
        return new Content(json.endObject().toBytes(), Content.JSON);
    }

    private static void periods(JsonWriter json, DayTotals totals, ZoneId zone) throws SinkException {
        json.name("periods").beginObject();
        for (Period period : Period.values()) {
            json.name(period.word()).beginObject().field("start", iso(totals.startOf(period), zone));
            CountFields.write(json, totals.of(period));
            json.endObject();
        }
        counts(json, "yesterday", totals.yesterday());
        counts(json, "yesterday_until_now", totals.yesterdayUntilNow());
        json.endObject();
    }

    private static void usualDay(JsonWriter json, List<Counts> days) {
        json.name("usual_day").beginObject().field("days", days.size());
        CountFields.write(json, CountFields.median(days));
        json.endObject();
    }

    private static void bestHour(JsonWriter json, Optional<Bucket> hour, ZoneId zone) {
        hour.ifPresent(best -> {
            json.name("best_hour").beginObject().field("start", iso(best.start(), zone));
            CountFields.write(json, best.counts());
            json.endObject();
        });
    }

    private static void streak(JsonWriter json, DayTotals totals) {
        Streak streak = totals.streak();
        json.name("streak")
                .beginObject()
                .field("current", streak.current())
                .field("longest", streak.longest())
                .field("active_days", totals.activeDays())
                .endObject();
    }

    private static void counts(JsonWriter json, String name, Counts counts) {
        json.name(name).beginObject();
        CountFields.write(json, counts);
        json.endObject();
    }

    private static String iso(Instant moment, ZoneId zone) {
        return QueryParameters.iso(moment, zone);
    }
}
