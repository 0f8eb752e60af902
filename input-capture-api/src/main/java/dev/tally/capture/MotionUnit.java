package dev.tally.capture;

/** What one unit of {@link InputHandler#motion} is. */
public enum MotionUnit {
    /** A pixel of the screen, after the pointer acceleration of the window system. */
    PIXELS,
    /** A step of the device, before any acceleration. How long a step is differs from device to device. */
    DEVICE_COUNTS
}
