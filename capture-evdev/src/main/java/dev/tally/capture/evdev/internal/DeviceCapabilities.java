package dev.tally.capture.evdev.internal;

import dev.tally.capture.spi.DeviceReport.Kind;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Set;

/**
 * The kinds of events that a device can report, and what of them is counted.
 *
 * <p>Devices are not sorted into kinds: each ability is judged by itself, so that a keyboard with a trackball is both.
 *
 * @param name the name that the device gives itself
 * @param bus the bus type of EVIOCGID
 * @param virtual whether a program made the device (uinput)
 * @param keys the codes of its EV_KEY events
 * @param relative the axes of its EV_REL events
 * @param absolute the axes of its EV_ABS events
 * @param properties its properties, the constants INPUT_PROP_*
 */
record DeviceCapabilities(
        String name, int bus, boolean virtual, BitSet keys, BitSet relative, BitSet absolute, BitSet properties) {
    static final int BUS_VIRTUAL = 6;
    /** The end of the name of the bus of a device that a program made. */
    static final String VIRTUAL = "virtual";

    private static final int KEY_A = 30;
    private static final int[] NUMPAD = {71, 72, 73, 75, 76, 77, 79, 80, 81, 82}; // KEY_KP7 … KEY_KP0
    private static final int PROPERTY_POINTER = 0;
    private static final int PROPERTY_DIRECT = 1;
    private static final int PROPERTY_ACCELEROMETER = 6;

    /** Returns the way in which the device is connected, for people; a device that a program made may claim any bus. */
    String busName() {
        String name = Bus.name(bus);
        return virtual ? bus == BUS_VIRTUAL ? VIRTUAL : name + ", " + VIRTUAL : name;
    }

    /**
     * What is counted of this device.
     *
     * @param asked whether the user wants it although it is a gamepad, a tablet or the like
     */
    Set<Kind> counts(boolean asked) {
        Set<Kind> counts = EnumSet.noneOf(Kind.class);
        if (hasLetters() || hasNumpad() || asked && keys.stream().anyMatch(KeyCodeClasses::isKey)) {
            counts.add(Kind.KEYS);
        }
        boolean pointer = isRelativePointer() || isAbsolutePointer() || asked && isAbsolute();
        if (pointer) {
            counts.add(Kind.MOTION);
        }
        if (hasButtons(pointer, asked)) {
            counts.add(Kind.BUTTONS);
        }
        if (hasWheel() && !counts.isEmpty() || asked && (hasWheel() || hasDialOnly())) {
            counts.add(Kind.SCROLL);
        }
        return counts;
    }

    /** Returns whether it reports places, not only steps. */
    boolean isAbsolute() {
        return hasPosition(absolute) || isMultitouchOnly();
    }

    /** Returns whether its absolute positions are places on a screen: those of a touch pad are not. */
    boolean tellsPosition() {
        return isAbsolute() && !isTouchpad();
    }

    /** Returns whether it reports a place for each contact only, and none for all of them together. */
    boolean isMultitouchOnly() {
        return !hasPosition(absolute)
                && followsContacts()
                && absolute.get(InputEvent.ABS_MT_POSITION_X)
                && absolute.get(InputEvent.ABS_MT_POSITION_Y);
    }

    /** Returns whether it has a dial, such as a volume knob, and no wheel that might report the same turn. */
    boolean hasDialOnly() {
        return relative.get(InputEvent.REL_DIAL) && !hasWheel();
    }

    /** Returns whether it tells when one of several contacts begins and ends: without slots it would say so in every frame. */
    boolean followsContacts() {
        return absolute.get(InputEvent.ABS_MT_SLOT) && absolute.get(InputEvent.ABS_MT_TRACKING_ID);
    }

    /** Returns why the device is not counted: what it is, if it is counted on request only, or why it is of no use. */
    String whyLeftOut() {
        if (isAccelerometer()) {
            return "is an accelerometer, which reports shaking and no input of a hand";
        }
        if (isTablet()) {
            return "is a graphics tablet";
        }
        if (isGamepad()) {
            return "is a gamepad or joystick";
        }
        if (absolute.get(InputEvent.ABS_MT_POSITION_X) && !isAbsolute()) {
            return "is a touch surface that does not number its contacts";
        }
        return "has neither letter keys nor a numeric pad nor pointer motion";
    }

    /** Returns whether it is counted if the settings ask for it. */
    boolean countsIfAsked() {
        return !counts(true).isEmpty();
    }

    private boolean hasLetters() {
        return keys.get(KEY_A);
    }

    private boolean hasNumpad() {
        for (int key : NUMPAD) {
            if (!keys.get(key)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasWheel() {
        return relative.get(InputEvent.REL_WHEEL)
                || relative.get(InputEvent.REL_HWHEEL)
                || relative.get(InputEvent.REL_WHEEL_HI_RES)
                || relative.get(InputEvent.REL_HWHEEL_HI_RES);
    }

    private boolean hasButtons(boolean pointer, boolean asked) {
        return keys.stream()
                .anyMatch(code ->
                        pointer && KeyCodeClasses.isMouseButton(code) || asked && KeyCodeClasses.isButton(code));
    }

    private static boolean hasPosition(BitSet axes) {
        return axes.get(0) && axes.get(1);
    }

    private boolean isRelativePointer() {
        return hasPosition(relative);
    }

    private boolean isAbsolutePointer() {
        boolean touchable = keys.get(KeyCodeClasses.BTN_LEFT)
                || keys.get(KeyCodeClasses.BTN_TOUCH)
                || properties.get(PROPERTY_DIRECT);
        return (isMultitouchOnly() || hasPosition(absolute) && (touchable || isTouchpad()))
                && !isTablet()
                && !isGamepad()
                && !isAccelerometer();
    }

    private boolean isTouchpad() {
        boolean finger =
                keys.get(KeyCodeClasses.BTN_TOOL_FINGER) || isMultitouchOnly() && properties.get(PROPERTY_POINTER);
        return finger && !isTablet() && !properties.get(PROPERTY_DIRECT);
    }

    private boolean isTablet() {
        return hasPosition(absolute) && (keys.get(KeyCodeClasses.BTN_TOOL_PEN) || keys.get(KeyCodeClasses.BTN_STYLUS));
    }

    /** Many-button mice, some keyboards and qemu's tablet claim gamepad buttons too; what makes them useful wins. */
    private boolean isGamepad() {
        boolean useful = hasLetters() || isRelativePointer() || keys.get(KeyCodeClasses.BTN_LEFT);
        return !useful && keys.stream().anyMatch(KeyCodeClasses::isGameButton);
    }

    private boolean isAccelerometer() {
        boolean threeAxes = hasPosition(absolute) && absolute.get(InputEvent.ABS_Z) && keys.isEmpty();
        return properties.get(PROPERTY_ACCELEROMETER) || threeAxes;
    }
}
