package dev.tally.capture;

/** The unit in which a source reports motions to {@link InputHandler#motion}. */
public enum MotionUnit {
    /** A pixel of the screen, after the pointer acceleration of the window system. */
    PIXELS,
    /** A step of the device, before any acceleration. How long a step is differs from device to device. */
    DEVICE_COUNTS
}
