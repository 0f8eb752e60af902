module com.example.mcap {
    requires dev.tally.mcap;
}
