package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The last call of a builder says what it does: {@code build} only creates, {@code open} acquires what has to be closed, and
 * {@code start} also runs threads.
 */
class LastCallTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tally");

    /** The calls by which code of Tally starts a thread, itself or in a library. */
    private static final Pattern RUNS = Pattern.compile(
            "java\\.lang\\.Thread\\.start|java\\.util\\.concurrent\\.Executors\\..*|org\\.eclipse\\.jetty\\..*\\.start");

    /** The calls by which it acquires or changes something outside of itself. */
    private static final Pattern ACQUIRES = Pattern.compile(
            "java\\.nio\\.file\\.Files\\.(?!exists|is|read|size).*|java\\.nio\\.channels\\..*\\.(open|connect|bind)|java\\.net\\.Socket\\..*"
                    + "|java\\.net\\.http\\.HttpClient.*\\.(build|newHttpClient)|java\\.sql\\.DriverManager\\..*"
                    + "|dev\\.tally\\.foxglove\\.FoxgloveServer\\.addChannel");

    @Test
    void eachBuilderHasOneLastCallThatSaysWhatItDoes() {
        Set<String> wrong = new TreeSet<>();
        List<JavaClass> builders = builders();
        assertFalse(builders.isEmpty());
        for (JavaClass builder : builders) {
            List<JavaMethod> last = builder.getMethods().stream()
                    .filter(LastCallTest::isPublic)
                    .filter(method -> !method.getRawReturnType().equals(builder))
                    .filter(method -> !method.getName().matches("toString|equals|hashCode"))
                    .toList();
            if (last.size() != 1) {
                wrong.add(builder.getName() + " has as its last call " + names(last)
                        + "; it must be one of build, open, start");
            } else {
                check(last.get(0)).forEach(wrong::add);
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    private static Stream<String> check(JavaMethod last) {
        Set<String> calls = callsFrom(last);
        boolean runs = calls.stream().anyMatch(RUNS.asMatchPredicate());
        boolean acquires = calls.stream().anyMatch(ACQUIRES.asMatchPredicate())
                || last.getThrowsClause().getTypes().size() > 0;
        String expected = runs ? "start" : acquires ? "open" : "build";
        return last.getName().equals(expected)
                ? Stream.of()
                : Stream.of(last.getFullName() + " must be called " + expected + ": it "
                        + (runs ? "starts a thread" : acquires ? "acquires something or can fail" : "only creates"));
    }

    @Test
    void bytesMayBeGivenAsAnArrayWhereverABufferMay() {
        Set<String> wrong = CLASSES.stream()
                .filter(LastCallTest::isOfTheApi)
                .flatMap(type -> type.getMethods().stream())
                .filter(LastCallTest::isPublic)
                .filter(method -> parameters(method).contains(ByteBuffer.class.getName()))
                .filter(method -> !hasTwinOfArrays(method))
                .map(JavaMethod::getFullName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals("", String.join("\n", wrong));
    }

    /** Returns whether a method of the same name takes arrays instead of buffers, perhaps with an offset and a length. */
    private static boolean hasTwinOfArrays(JavaMethod method) {
        String arrays = parameters(method).replace(ByteBuffer.class.getName(), byte[].class.getName());
        return method.getOwner().getMethods().stream()
                .filter(other -> isPublic(other) && other.getName().equals(method.getName()))
                .map(LastCallTest::parameters)
                .anyMatch(parameters -> parameters.equals(arrays) || parameters.equals(arrays + ",int,int"));
    }

    private static String parameters(JavaMethod method) {
        return method.getRawParameterTypes().stream().map(JavaClass::getName).collect(Collectors.joining(","));
    }

    /** Returns the full names of all that a method calls, also through other methods of Tally. */
    private static Set<String> callsFrom(JavaMethod method) {
        Set<String> names = new HashSet<>();
        Set<JavaCodeUnit> seen = new HashSet<>();
        Deque<JavaCodeUnit> open = new ArrayDeque<>(List.of(method));
        while (!open.isEmpty()) {
            JavaCodeUnit unit = open.pop();
            if (seen.add(unit)) {
                unit.getCallsFromSelf().stream()
                        .map(call -> (CodeUnitAccessTarget) call.getTarget())
                        .forEach(target -> {
                            names.add(target.getOwner().getName() + "." + target.getName());
                            if (target.getOwner().getName().startsWith("dev.tally.")) {
                                target.resolveMember()
                                        .filter(JavaCodeUnit.class::isInstance)
                                        .map(JavaCodeUnit.class::cast)
                                        .ifPresent(open::push);
                            }
                        });
            }
        }
        return names;
    }

    private static List<JavaClass> builders() {
        return CLASSES.stream()
                .filter(LastCallTest::isOfTheApi)
                .filter(type -> type.getSimpleName().endsWith("Builder"))
                .toList();
    }

    private static boolean isOfTheApi(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getPackageName().contains("internal")
                && !type.getPackageName().matches("dev\\.tally\\.(examples|benchmarks|testkit|project).*");
    }

    private static boolean isPublic(JavaMethod method) {
        return method.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static List<String> names(List<JavaMethod> methods) {
        return methods.stream().map(JavaMethod::getName).sorted().toList();
    }
}
