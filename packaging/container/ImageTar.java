import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes the image of the server's container with Jib, which needs no container engine:
 * {@code java -cp JIB ImageTar.java BASE.tar ROOT IMAGE_NAME VERSION TIME IMAGE.tar}.
 *
 * <p>ROOT is what {@code packaging/container/root} makes. Its program is put on top of the base in three layers: those that change
 * seldom first. The configuration is that of the Containerfile; the health check comes from the base, because Jib has no setting for
 * it.
 */
public final class ImageTar {
    private static final String HOME = "opt/tally";

    private final Path root;
    private final Instant time;

    private ImageTar(Path root, Instant time) {
        this.root = root;
        this.time = time;
    }

    public static void main(String[] args) throws Exception {
        Path image = Path.of(args[5]);
        new ImageTar(Path.of(args[1]), Instant.parse(args[4]))
                .on(Jib.from(TarImage.at(Path.of(args[0]))))
                .containerize(Containerizer.to(TarImage.at(image).named(args[2] + ":" + args[3]))
                        .setOfflineMode(true)
                        .setToolName("tally")
                        .setBaseImageLayersCache(image.resolveSibling("jib"))
                        .setApplicationLayersCache(image.resolveSibling("jib")));
    }

    private JibContainerBuilder on(JibContainerBuilder builder) throws IOException {
        Path runtime = Path.of(HOME, "runtime");
        Path lib = Path.of(HOME, "app", "lib");
        return builder.addFileEntriesLayer(layer("runtime", file -> file.startsWith(runtime)))
                .addFileEntriesLayer(layer("libraries", file -> file.startsWith(lib)))
                .addFileEntriesLayer(layer("program", file -> !file.startsWith(runtime) && !file.startsWith(lib)))
                .addEnvironmentVariable("HOST", "0.0.0.0")
                .addEnvironmentVariable("PORT", "3000")
                .addEnvironmentVariable("ACTIVITY_DB_PATH", "/data/activity_monitor.db")
                .setUser("65532:65532")
                .setWorkingDirectory(AbsoluteUnixPath.get("/data"))
                .addExposedPort(Port.tcp(3000))
                .addVolume(AbsoluteUnixPath.get("/data"))
                .setEntrypoint("/opt/tally/runtime/bin/java", "@/opt/tally/app/server.args")
                .setCreationTime(time);
    }

    /** Returns a layer of the files of the program that are chosen; they keep their permissions. */
    private FileEntriesLayer layer(String name, Predicate<Path> chosen) throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
        try (Stream<Path> files = Files.walk(root.resolve(HOME))) {
            for (Path file : files.sorted().toList()) {
                Path inside = root.relativize(file);
                if (chosen.test(inside)) {
                    FilePermissions permissions =
                            FilePermissions.fromPosixFilePermissions(Files.getPosixFilePermissions(file));
                    layer.addEntry(file, AbsoluteUnixPath.get("/" + inside), permissions, time);
                }
            }
        }
        return layer.build();
    }
}
