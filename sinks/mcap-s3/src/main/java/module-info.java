/** Uploads finished recordings to S3 and compatible servers. */
@SuppressWarnings("module") // the digit is part of the name S3
@org.jspecify.annotations.NullMarked
module dev.tally.sink.mcap.s3 {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink.mcap;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.urlconnection;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.services.s3;

    exports dev.tally.sink.mcap.s3;
}
