package dev.tally.capture.evdev.internal;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.spi.DeviceReport.Kind;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A key code is seen by one class, {@link FrameDecoder}, which keeps it nowhere; and only {@link Libc} calls native code. */
class ArchitectureTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tally.capture.evdev");

    /** The methods that read memory which the system filled, and what they find there. */
    private static final Set<String> READ_NO_EVENTS = Set.of(
            "InputEvent", // the accessors, of which only the decoder may call those that read
            "DeviceQuery", // answers of ioctl
            "HotplugWatch", // names of files
            "SuspendWatch", // clocks
            "Epoll"); // which descriptor is ready

    private static final Set<String> READS = Set.of(
            "get",
            "getAtIndex",
            "toArray",
            "getString",
            "asByteBuffer",
            "copy",
            "copyFrom",
            "elements",
            "spliterator",
            "mismatch",
            "asSlice",
            "reinterpret");

    @Test
    void onlyTheDecoderReadsTheCodeOfAnEvent() {
        classes()
                .that()
                .doNotHaveFullyQualifiedName(FrameDecoder.class.getName())
                .should(notCall(InputEvent.class, "take"))
                .andShould(notCall(InputEvent.class, "code"))
                .check(MODULE);
    }

    @Test
    void onlyTheAccessorsReadABufferOfEvents() {
        classes().should(notReadMemory()).check(MODULE);
        noClasses()
                .that()
                .doNotHaveSimpleName("Libc")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(java.lang.invoke.VarHandle.class)
                .check(MODULE);
    }

    @Test
    void whatHandlesACodeKnowsNoPlaceToPutIt() {
        classes()
                .that()
                .belongToAnyOf(FrameDecoder.class, InputEvent.class, KeyCodeClasses.class)
                .should()
                .onlyDependOnClassesThat(belongToAnyOf(
                                FrameDecoder.class,
                                ContactTracker.class,
                                InputEvent.class,
                                KeyCodeClasses.class,
                                InputHandler.class,
                                PointerButton.class)
                        .or(belongToAnyOf(Kind.class, Set.class, Object.class, Math.class, byte[].class, boolean.class))
                        .or(resideInAPackage("java.lang.foreign")))
                .check(MODULE);
    }

    /** It gets values of axes and keeps them; it gets no key code. */
    @Test
    void whatFollowsAContactKnowsOnlyNumbersOfItsOwn() {
        classes()
                .that()
                .belongToAnyOf(ContactTracker.class)
                .should()
                .onlyDependOnClassesThat(
                        belongToAnyOf(ContactTracker.class, Object.class, java.util.Arrays.class, int[].class))
                .check(MODULE);
    }

    @Test
    void nothingReadsTheTimeOfAnEventOrAnyClockButTheSuspendWatch() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Wakeup") // the deadline of sync(), which other threads wait for
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.time..")
                .check(MODULE);
        classes()
                .that()
                .doNotHaveSimpleName("SuspendWatch")
                .should(notCall(Libc.class, "clock"))
                .check(MODULE);
    }

    @Test
    void onlyTheListOfDevicesMayLeadToTakingOneForAMoment() {
        classes()
                .that()
                .doNotHaveFullyQualifiedName(GrabCheck.class.getName() + "$Watched")
                .should(notCall(DeviceQuery.class, "takeAndLetGo"))
                .check(MODULE);
        classes()
                .that()
                .doNotHaveSimpleName("EvdevBackend")
                .should(notConstruct(GrabCheck.class))
                .check(MODULE);
    }

    @Test
    void noFieldIsNamedAfterAKeyOrItsTime() {
        noFields()
                .that()
                .areNotStatic()
                .should()
                .haveNameMatching("(?i).*(keycode|scancode|keysym|timestamp|lastkey).*|code|codes")
                .check(MODULE);
    }

    @Test
    void onlyLibcMakesDowncalls() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Libc")
                .and()
                .doNotHaveSimpleName("NativeAccess")
                .should()
                .callMethod(
                        java.lang.foreign.Linker.class,
                        "downcallHandle",
                        MemorySegment.class,
                        java.lang.foreign.FunctionDescriptor.class,
                        java.lang.foreign.Linker.Option[].class)
                .orShould()
                .callMethod(
                        java.lang.foreign.Linker.class,
                        "downcallHandle",
                        java.lang.foreign.FunctionDescriptor.class,
                        java.lang.foreign.Linker.Option[].class)
                .check(MODULE);
    }

    private static ArchCondition<JavaClass> notCall(Class<?> owner, String method) {
        return new Calls("not call " + owner.getSimpleName() + "." + method) {
            @Override
            boolean isForbidden(JavaClass from, JavaMethodCall call) {
                return call.getTargetOwner().isEquivalentTo(owner)
                        && call.getTarget().getName().equals(method);
            }
        };
    }

    private static ArchCondition<JavaClass> notConstruct(Class<?> made) {
        return new ArchCondition<>("not make a " + made.getSimpleName()) {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                from.getConstructorCallsFromSelf().stream()
                        .filter(call -> call.getTargetOwner().isEquivalentTo(made))
                        .forEach(call -> events.add(SimpleConditionEvent.violated(from, call.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaClass> notReadMemory() {
        return new Calls("not read native memory") {
            @Override
            boolean isForbidden(JavaClass from, JavaMethodCall call) {
                boolean reads = READS.contains(call.getTarget().getName());
                String outermost = from.getName()
                        .substring(from.getName().lastIndexOf('.') + 1)
                        .replaceAll("\\$.*", "");
                return reads
                        && call.getTargetOwner().isEquivalentTo(MemorySegment.class)
                        && !READ_NO_EVENTS.contains(outermost);
            }
        };
    }

    private abstract static class Calls extends ArchCondition<JavaClass> {
        Calls(String description) {
            super(description);
        }

        abstract boolean isForbidden(JavaClass from, JavaMethodCall call);

        @Override
        public void check(JavaClass from, ConditionEvents events) {
            for (JavaMethodCall call : from.getMethodCallsFromSelf()) {
                if (isForbidden(from, call)) {
                    events.add(SimpleConditionEvent.violated(from, call.getDescription()));
                }
            }
        }
    }
}
