package dev.tally.capture;

/** The unit of the motions that a source reports to {@link InputHandler#motion}. */
public enum MotionUnit {
    /** A pixel of the screen, after the pointer acceleration of the window system. */
    PIXELS,
    /** A step of the device, before any acceleration. Its length on the desk differs from device to device. */
    DEVICE_COUNTS
}
