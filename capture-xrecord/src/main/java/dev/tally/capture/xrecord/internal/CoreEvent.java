package dev.tally.capture.xrecord.internal;

/** The types of core events, and the layout of those that devices cause ("X Window System Protocol", appendix B). */
final class CoreEvent {
    static final int KEY_PRESS = 2;
    static final int KEY_RELEASE = 3;
    static final int BUTTON_PRESS = 4;
    static final int BUTTON_RELEASE = 5;
    static final int MOTION_NOTIFY = 6;

    /** A mask without the bit that marks an event which a client sent with SendEvent. */
    static final int TYPE_MASK = 0x7f;

    static final int SIZE = 32;
    static final int TYPE = 0;
    static final int DETAIL = 1;
    static final int TIME = 4;
    static final int ROOT = 8;
    static final int ROOT_X = 20;
    static final int ROOT_Y = 22;

    private CoreEvent() {}
}
