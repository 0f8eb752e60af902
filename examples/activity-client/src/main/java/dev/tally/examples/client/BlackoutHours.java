package dev.tally.examples.client;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of the day in which nothing is counted, for example {@code 22:00-07:00} or {@code Sat,Sun 00:00-24:00}. Times are those
 * of a clock on the wall.
 *
 * @param days the days on which it begins
 * @param from the minute of the day in which it begins
 * @param to the minute in which it is over, counted from the same midnight; above 1440 if it is over on the next day
 */
record BlackoutHours(Set<DayOfWeek> days, int from, int to) {
    private static final int DAY = 24 * 60;
    private static final Pattern FORM =
            Pattern.compile("(?:(\\S+)\\s+)?(\\d{1,2}):(\\d{2})\\s*-\\s*(\\d{1,2}):(\\d{2})");

    /**
     * Reads hours with or without days.
     *
     * @throws IllegalArgumentException if the text has another form; the message says what is wrong
     */
    static BlackoutHours parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("it must be like 22:00-07:00 or Sat,Sun 00:00-24:00");
        }
        int from = minute(parts.group(2), parts.group(3));
        int to = minute(parts.group(4), parts.group(5));
        if (from == to || from == DAY) {
            throw new IllegalArgumentException("it begins when it ends; the whole day is 00:00-24:00");
        }
        String days = parts.group(1);
        return new BlackoutHours(
                days == null ? EnumSet.allOf(DayOfWeek.class) : days(days), from, to > from ? to : to + DAY);
    }

    private static int minute(String hour, String minute) {
        int sum = Integer.parseInt(hour) * 60 + Integer.parseInt(minute);
        if (Integer.parseInt(minute) > 59 || sum > DAY) {
            throw new IllegalArgumentException(
                    "there is no time " + hour + ":" + minute + "; times are from 00:00 to 24:00");
        }
        return sum;
    }

    private static Set<DayOfWeek> days(String list) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : list.split(",", -1)) {
            String[] ends = part.split("-", 2);
            DayOfWeek last = day(ends[ends.length - 1]);
            for (DayOfWeek day = day(ends[0]); day != last; day = day.plus(1)) {
                days.add(day);
            }
            days.add(last);
        }
        return days;
    }

    private static DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (name.length() >= 3 && day.name().startsWith(name.toUpperCase(Locale.ROOT))) {
                return day;
            }
        }
        throw new IllegalArgumentException(
                "there is no day '" + Excerpt.of(name) + "'; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, or Mon-Fri");
    }

    /** Returns whether a time of the wall clock is in these hours. */
    boolean contains(LocalDateTime time) {
        return isIn(time, time.toLocalDate()) || isIn(time, time.toLocalDate().minusDays(1));
    }

    private boolean isIn(LocalDateTime time, LocalDate begun) {
        return days.contains(begun.getDayOfWeek()) && !time.isBefore(begin(begun)) && time.isBefore(end(begun));
    }

    /** Returns when they begin if they begin on a date. */
    LocalDateTime begin(LocalDate date) {
        return date.atStartOfDay().plusMinutes(from);
    }

    /** Returns when they are over if they begin on a date. */
    LocalDateTime end(LocalDate date) {
        return date.atStartOfDay().plusMinutes(to);
    }
}
