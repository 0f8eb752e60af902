package dev.tally.examples.client;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Builds the options of the command line.
 *
 * <p>They are built in code, and not described by picocli's annotations: to read those by reflection takes four times as long
 * (docs/performance.md), and the client counts nothing before that is done.
 */
final class Options {
    private Options() {}

    /**
     * Begins the description of an option.
     *
     * @param type the type of its value, which may be primitive
     * @param field is given the value, or the default; without either it keeps what it has
     */
    static <V> OptionSpec.Builder option(String name, Class<V> type, Consumer<V> field) {
        Value<V> value = new Value<>(field);
        return OptionSpec.builder(name).type(type).getter(value).setter(value);
    }

    /** Begins the description of an option whose value is a whole number in a range, of which both ends are allowed. */
    static OptionSpec.Builder number(String name, long least, long most, LongConsumer field) {
        return option(name, long.class, field::accept).converters(text -> number(name, text, least, most));
    }

    private static long number(String name, String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) { // the same message as for a number that is out of range
        }
        throw new UsageException(name, text, "it must be a whole number from " + least + " to " + most);
    }

    /** Begins the description of an option that may be given many values, separated by commas or by repeating it. */
    @SuppressWarnings("unchecked") // picocli makes a set of the auxiliary type
    static OptionSpec.Builder texts(String name, Consumer<Set<String>> field) {
        return repeated(name, field).splitRegex(",");
    }

    /** Begins the description of an option that may be repeated. */
    @SuppressWarnings("unchecked") // picocli makes a set of the auxiliary type
    static OptionSpec.Builder repeated(String name, Consumer<Set<String>> field) {
        return option(name, Set.class, values -> field.accept(values)).auxiliaryTypes(String.class);
    }

    /** Adds {@code --help} and {@code --version}. */
    static void addStandardOptions(CommandSpec spec, IVersionProvider version) {
        spec.versionProvider(version);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .type(boolean.class)
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
    }

    /** The value of an option. It is kept, too, because picocli adds the further values of a list to those it can get. */
    private static final class Value<V> implements IGetter, ISetter {
        private final Consumer<V> field;
        private @Nullable Object current;

        private Value(Consumer<V> field) {
            this.field = field;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // as picocli declares it
        public <T> T get() {
            return (T) current;
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // picocli converts to the type of the option
        public <T> T set(T value) {
            current = value;
            if (value != null) {
                field.accept((V) value);
            }
            return value;
        }
    }
}
