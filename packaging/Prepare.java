import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Prepares the libraries of an app for a fast start: {@code java Prepare.java APP_DIRECTORY}, where the libraries are in
 * {@code lib}.
 *
 * <p>The native libraries of this machine are unpacked into {@code native}, so that the app need not unpack them into /tmp at
 * every start. With {@code --strip} they are removed from the jars, and those of other systems too.
 *
 * <p>Classes older than Java 6 are given the stack maps that the verifier has asked for since: an AOT cache leaves out classes
 * without. That is picocli, which is compiled for Java 5.
 */
public final class Prepare {
    private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib|a)");
    private static final Pattern OF_OTHERS = Pattern.compile("(?i).*(musl|android).*");
    private static final int JAVA_6 = 50;
    private static final int JAVA_8 = 52;

    private final Path app;
    private final boolean strip;

    private Prepare(Path app, boolean strip) {
        this.app = app;
        this.strip = strip;
    }

    public static void main(String[] args) throws IOException {
        boolean strip = args[0].equals("--strip");
        Prepare prepare = new Prepare(Path.of(args[strip ? 1 : 0]), strip);
        try (Stream<Path> jars = Files.list(prepare.app.resolve("lib"))) {
            for (Path jar : jars.filter(it -> it.toString().endsWith(".jar")).sorted().toList()) {
                prepare.prepare(jar);
            }
        }
    }

    private void prepare(Path jar) throws IOException {
        boolean isToBeRewritten;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<ZipEntry> natives =
                    zip.stream().filter(it -> NATIVE.matcher(it.getName()).matches()).map(ZipEntry.class::cast).toList();
            for (ZipEntry entry : natives) {
                if (isOfThisMachine(entry.getName())) {
                    unpack(zip, entry);
                }
            }
            isToBeRewritten = strip && !natives.isEmpty() || hasOldClasses(zip);
            if (isToBeRewritten) {
                rewrite(jar, zip);
            }
        }
        if (isToBeRewritten) {
            Files.move(rewritten(jar), jar, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean isOfThisMachine(String name) {
        String cpu = System.getProperty("os.arch").equals("amd64") ? "(amd64|x86_64|x86-64)" : System.getProperty("os.arch");
        return name.matches("(?i)(.*/)?linux[/-]" + cpu + "/.*\\.so") && !OF_OTHERS.matcher(name).matches();
    }

    private void unpack(ZipFile zip, ZipEntry entry) throws IOException {
        Path directory = Files.createDirectories(app.resolve("native"));
        Path file = directory.resolve(Path.of(entry.getName()).getFileName().toString());
        Files.copy(zip.getInputStream(entry), file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean hasOldClasses(ZipFile zip) throws IOException {
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            if (entry.getName().endsWith(".class") && majorVersion(zip.getInputStream(entry).readNBytes(8)) < JAVA_6) {
                return true;
            }
        }
        return false;
    }

    private static int majorVersion(byte[] start) {
        return (start[6] & 0xff) << 8 | start[7] & 0xff;
    }

    private static Path rewritten(Path jar) {
        return jar.resolveSibling(jar.getFileName() + ".new");
    }

    private void rewrite(Path jar, ZipFile zip) throws IOException {
        try (OutputStream file = Files.newOutputStream(rewritten(jar));
                ZipOutputStream out = new ZipOutputStream(file);
                URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            for (ZipEntry entry : new ArrayList<>(zip.stream().toList())) {
                if (strip && NATIVE.matcher(entry.getName()).matches()) {
                    continue;
                }
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(copy);
                out.write(contents(entry, zip.getInputStream(entry).readAllBytes(), classes));
            }
        }
    }

    private static byte[] contents(ZipEntry entry, byte[] bytes, ClassLoader classes) {
        boolean isOld = entry.getName().endsWith(".class") && majorVersion(bytes) < JAVA_6;
        return isOld ? withStackMaps(bytes, classes) : bytes;
    }

    private static byte[] withStackMaps(byte[] bytes, ClassLoader classes) {
        ClassFile format = ClassFile.of(
                ClassFile.ConstantPoolSharingOption.NEW_POOL,
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)
                        .orElse(ClassHierarchyResolver.defaultResolver())));
        ClassModel old = format.parse(bytes);
        return format.transformClass(
                old,
                ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
                        .andThen((builder, element) -> builder.with(
                                element instanceof ClassFileVersion ? ClassFileVersion.of(JAVA_8, 0) : element)));
    }
}
