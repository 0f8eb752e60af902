module com.example.consumer {
    requires dev.tally.aggregation;
    requires dev.tally.sink.http;
}
