package dev.tally.project;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Input flows one way, and the folders say so. */
@AnalyzeClasses(packages = "dev.tally", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CAPTURE_API = "dev.tally.capture";
    private static final String CAPTURE_SPI = "dev.tally.capture.spi";
    private static final String SINK_API = "dev.tally.sink";
    private static final String[] LIBRARIES = {
        "dev.tally.capture..", "dev.tally.aggregation..", "dev.tally.sink..", "dev.tally.mcap..", "dev.tally.foxglove.."
    };

    @ArchTest
    static final ArchRule backendsKnowOnlyTheCaptureApi = classes()
            .that()
            .resideInAnyPackage("dev.tally.capture.xrecord..", "dev.tally.capture.evdev..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "jdk.net..",
                    "javax..",
                    "org.slf4j..",
                    "org.jspecify..",
                    "com.sun.jna..",
                    CAPTURE_API,
                    CAPTURE_SPI,
                    "dev.tally.capture.xrecord..",
                    "dev.tally.capture.evdev..");

    @ArchTest
    static final ArchRule onlyTheXBackendKnowsJna = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tally.capture.xrecord..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule theApisDependOnNothing = classes()
            .that()
            .resideInAnyPackage(CAPTURE_API, CAPTURE_SPI, "dev.tally.capture.internal..", SINK_API)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.jspecify..", CAPTURE_API, CAPTURE_SPI, "dev.tally.capture.internal..", SINK_API);

    @ArchTest
    static final ArchRule aggregationKnowsNoBackendAndNoSink = classes()
            .that()
            .resideInAPackage("dev.tally.aggregation..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.slf4j..",
                    "org.jspecify..",
                    CAPTURE_API,
                    CAPTURE_SPI,
                    SINK_API,
                    "dev.tally.aggregation..");

    @ArchTest
    static final ArchRule sinksKnowNeitherCaptureNorAggregation = noClasses()
            .that()
            .resideInAPackage("dev.tally.sink..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tally.capture..", "dev.tally.aggregation..");

    @ArchTest
    static final ArchRule sinksDoNotKnowEachOther = slices().matching(
                    "dev.tally.sink.(http|activitywatch|micrometer|sqlite|postgresql|websocket|mcap)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule theMcapLibraryKnowsNothingElseOfTally = noClasses()
            .that()
            .resideInAPackage("dev.tally.mcap..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.tally..").and(resideOutsideOfPackage("dev.tally.mcap..")));

    @ArchTest
    static final ArchRule theFoxgloveServerKnowsNothingElseOfTally = noClasses()
            .that()
            .resideInAPackage("dev.tally.foxglove..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.tally..").and(resideOutsideOfPackage("dev.tally.foxglove..")));

    @ArchTest
    static final ArchRule librariesDoNotPrint = noClasses()
            .that()
            .resideInAnyPackage(LIBRARIES)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule librariesDoNotEndTheProcess =
            noClasses().that().resideInAnyPackage(LIBRARIES).should().callMethod(System.class, "exit", int.class);
}
