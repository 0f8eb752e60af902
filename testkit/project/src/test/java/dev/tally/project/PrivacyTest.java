package dev.tally.project;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.tally.capture.InputHandler;
import java.time.Instant;
import java.util.List;

/** No type of the API can carry a key code, a symbol, text, a window, or the time of a key. */
@AnalyzeClasses(packages = "dev.tally", importOptions = ImportOption.DoNotIncludeTests.class)
class PrivacyTest {
    private static final String NAMES_OF_SECRETS =
            "(?i).*(key_?code|scan_?code|key_?sym|key_?char|keyval|typed|clipboard|window_?(id|title|name)).*";

    @ArchTest
    static final ArchRule noPublicMemberIsNamedAfterWhatMustNotBeRecorded = members()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage("dev.tally.capture", "dev.tally.capture.spi", "dev.tally.sink", "dev.tally.aggregation")
            .should()
            .haveNameNotMatching(NAMES_OF_SECRETS);

    @ArchTest
    static final ArchRule keyReportsCarryNothing = methods()
            .that()
            .areDeclaredIn(InputHandler.class)
            .and()
            .haveNameMatching("key.*")
            .should(haveNoParameter());

    @ArchTest
    static final ArchRule reportsCarryNumbersAndButtonsOnly = methods()
            .that()
            .areDeclaredIn(InputHandler.class)
            .should(haveParametersOf("int", "dev.tally.capture.PointerButton"));

    @ArchTest
    static final ArchRule decodersAndCountersSeeNoClock = noClasses()
            .that()
            .haveSimpleName("XRecordDecoder")
            .or()
            .haveSimpleName("FrameDecoder")
            .or()
            .haveSimpleName("PressedKeys")
            .or()
            .haveSimpleName("CounterRow")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Instant.class);

    private static ArchCondition<JavaMethod> haveNoParameter() {
        return haveParametersOf();
    }

    private static ArchCondition<JavaMethod> haveParametersOf(String... allowed) {
        return new ArchCondition<>("have no parameter but of " + List.of(allowed)) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                for (JavaClass type : method.getRawParameterTypes()) {
                    boolean fine = List.of(allowed).contains(type.getName());
                    events.add(new SimpleConditionEvent(
                            method, fine, method.getFullName() + " takes a " + type.getName()));
                }
            }
        };
    }
}
