/** Lets Jackson write and read counts, intervals and live samples. Optional: no other module of Tally needs it. */
@org.jspecify.annotations.NullMarked
module dev.tally.sink.jackson {
    requires static transitive org.jspecify;
    requires transitive com.fasterxml.jackson.databind;
    requires transitive dev.tally.sink;

    exports dev.tally.sink.jackson;

    opens dev.tally.sink.jackson.internal to
            com.fasterxml.jackson.databind;

    provides com.fasterxml.jackson.databind.Module with
            dev.tally.sink.jackson.TallyModule;
}
