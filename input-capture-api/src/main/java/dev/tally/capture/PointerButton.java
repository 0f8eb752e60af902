package dev.tally.capture;

/** The buttons that are told apart. The wheel is never a button: see {@link InputHandler#scroll}. */
public enum PointerButton {
    LEFT,
    MIDDLE,
    RIGHT,
    /** Any further button: back, forward, task, those of a many-button mouse. */
    OTHER
}
