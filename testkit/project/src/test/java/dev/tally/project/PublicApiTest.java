package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The public API is what {@code src/test/api} lists, so that nobody changes it without seeing that.
 *
 * <p>After an intended change run this test with {@code -Dtally.api.update=true}, which writes the lists, and describe the
 * change in CHANGELOG.md.
 */
class PublicApiTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path LISTS = Path.of("src/test/api");

    /** Tools for Tally's own tests. */
    private static final Set<String> NOT_LISTED = Set.of("dev.tally.testkit.x11");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tally");

    @Test
    void nothingOfTheApiChangesUnnoticed() throws IOException {
        List<String> different = new ArrayList<>();
        for (String name : exportedPackages()) {
            Set<String> now = api(name);
            assertFalse(now.isEmpty(), () -> "no public type in " + name);
            Path list = LISTS.resolve(name + ".txt");
            if (Boolean.getBoolean("tally.api.update")) {
                Files.createDirectories(LISTS);
                Files.write(list, now);
            }
            Set<String> listed = Files.exists(list) ? new TreeSet<>(Files.readAllLines(list)) : Set.of();
            listed.stream().filter(line -> !now.contains(line)).forEach(line -> different.add("gone: " + line));
            now.stream().filter(line -> !listed.contains(line)).forEach(line -> different.add("new: " + line));
        }
        assertEquals("", String.join("\n", different), "if that is intended, run again with -Dtally.api.update=true");
    }

    private static Set<String> exportedPackages() throws IOException {
        Matcher exported = Pattern.compile("<tally.exported>(.*)</tally.exported>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")));
        exported.find();
        Set<String> names = new TreeSet<>(List.of(exported.group(1).split(",")));
        names.removeAll(NOT_LISTED);
        return names;
    }

    private static Set<String> api(String name) {
        Set<String> lines = new TreeSet<>();
        CLASSES.stream()
                .filter(type -> type.getPackageName().equals(name) && isVisible(type))
                .forEach(type -> {
                    lines.add(type.getName() + " : " + described(type));
                    members(type).forEach(lines::add);
                });
        return lines;
    }

    private static boolean isVisible(JavaClass type) {
        return !type.isAnonymousClass()
                && isVisible(type.getModifiers())
                && type.getEnclosingClass().map(PublicApiTest::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !modifiers.contains(JavaModifier.BRIDGE);
    }

    private static String described(JavaClass type) {
        String kind = type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        String above = Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream())
                .map(JavaClass::getName)
                .filter(superType -> !superType.equals("java.lang.Object"))
                .sorted()
                .collect(Collectors.joining(", "));
        return (modifiers(type.getModifiers()) + " " + kind + (above.isEmpty() ? "" : " of " + above)).strip();
    }

    private static Stream<String> members(JavaClass type) {
        return type.getMembers().stream()
                .filter(member -> isVisible(member.getModifiers()))
                .map(PublicApiTest::described);
    }

    private static String described(JavaMember member) {
        String text = modifiers(member.getModifiers());
        String name = member.getFullName();
        if (member instanceof JavaCodeUnit unit) {
            String thrown = unit.getThrowsClause().getTypes().stream()
                    .map(JavaClass::getName)
                    .sorted()
                    .collect(Collectors.joining(", "));
            text += " returns " + unit.getRawReturnType().getName() + (thrown.isEmpty() ? "" : " throws " + thrown);
        }
        if (member instanceof JavaField field) {
            text += " " + field.getRawType().getName();
        }
        return name + " : " + text.strip();
    }

    private static String modifiers(Set<JavaModifier> modifiers) {
        return modifiers.stream()
                .filter(
                        Set.of(JavaModifier.STATIC, JavaModifier.FINAL, JavaModifier.ABSTRACT, JavaModifier.PROTECTED)
                                ::contains)
                .map(modifier -> modifier.name().toLowerCase(java.util.Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
