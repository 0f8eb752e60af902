package dev.tally.sink.mcap.s3;

import dev.tally.testkit.fixtures.S3Server;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A program that uploads what waits in a directory, prints a line for each, and ends when nothing waits. */
final class UploadingProcess {
    private UploadingProcess() {}

    /** @param args directory, endpoint, bucket and prefix */
    public static void main(String[] args) throws Exception {
        UploadListener listener = new UploadListener() {
            @Override
            public void uploaded(Path recording, String key) {
                System.out.println("uploaded");
            }
        };
        List<Path> recordings;
        try (Stream<Path> files = Files.list(Path.of(args[0]))) {
            recordings = files.filter(file -> file.toString().endsWith(".mcap"))
                    .sorted()
                    .toList();
        }
        try (S3Upload upload = S3Upload.to(args[2])
                .endpoint(URI.create(args[1]))
                .credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)
                .prefix(args[3])
                .listener(listener)
                .start()) {
            recordings.forEach(upload::offer);
        }
    }
}
