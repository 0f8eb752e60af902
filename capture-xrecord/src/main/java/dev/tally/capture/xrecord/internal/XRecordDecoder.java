package dev.tally.capture.xrecord.internal;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import java.nio.ByteBuffer;

/**
 * A decoder that turns the replies of a recording into reports.
 *
 * <p>A reply has a category and, after its header, core events of devices or requests of clients. The requests are our own
 * marks, and those of other clients that concern the pointer: WarpPointer, XIWarpPointer and
 * SetPointerMapping.
 *
 * <p><b>Cost.</b> Allocates nothing unless there is an error.
 *
 * <p><b>Privacy.</b> Only this class and {@link PressedKeys} see a key code; here it is in one local of {@link #event}, and compared
 * in place by {@link #isRepeat}.
 */
final class XRecordDecoder {
    private static final int DETENT = 120;

    private final InputHandler handler;
    private final boolean repeatsAreReleased;
    private final int xinput;
    private final String display;
    private final PressedKeys keys = new PressedKeys();
    private final PendingWarps warps = new PendingWarps();
    private ButtonMapping mapping;
    private boolean mappingStale;
    private int marks;
    private boolean positionKnown;
    private int root;
    private int x;
    private int y;

    /** The kinds of replies. */
    enum Category {
        /** The first reply: all later input is recorded. */
        STARTED,
        /** Device events, which were reported to the handler. */
        EVENTS,
        /** Requests of clients; see {@link #takeMarks} and {@link #isMappingStale}. */
        REQUESTS,
        /** The last reply. */
        ENDED
    }

    /**
     * Creates a decoder that knows no key and no position yet.
     *
     * @param handler the receiver of the reports
     * @param mapping the buttons that clients see
     * @param repeatsAreReleased whether the server reports each repeat of a held key as a release and a press at the same time
     * @param xinput the opcode of XInput's requests, or {@link RecordProtocol#NO_XINPUT}
     * @param display the name of the display, for messages
     */
    XRecordDecoder(
            InputHandler handler, ButtonMapping mapping, boolean repeatsAreReleased, int xinput, String display) {
        this.handler = handler;
        this.mapping = mapping;
        this.repeatsAreReleased = repeatsAreReleased;
        this.xinput = xinput;
        this.display = display;
    }

    /**
     * Decodes one reply and reports its events.
     *
     * @throws DisplayException if it is not a reply of a recording
     */
    Category decode(ByteBuffer reply) throws DisplayException {
        int category = reply.get(reply.position() + RecordReply.CATEGORY);
        return switch (category) {
            case RecordReply.FROM_SERVER -> {
                events(reply);
                yield Category.EVENTS;
            }
            case RecordReply.FROM_CLIENT -> {
                requests(reply);
                yield Category.REQUESTS;
            }
            case RecordReply.START_OF_DATA -> Category.STARTED;
            case RecordReply.END_OF_DATA -> Category.ENDED;
            default -> throw unreadable("a reply of category " + category);
        };
    }

    /** Returns how many of our own marks came since the last call. */
    int takeMarks() {
        int taken = marks;
        marks = 0;
        return taken;
    }

    /** {@return whether a client asked for another pointer mapping since {@link #map}} */
    boolean isMappingStale() {
        return mappingStale;
    }

    /** Takes a new pointer mapping. */
    void map(ButtonMapping newMapping) {
        mapping = newMapping;
        mappingStale = false;
    }

    private void requests(ByteBuffer reply) {
        int at = reply.position() + RecordReply.DATA;
        while (at + RecordReply.REQUEST_HEADER <= reply.limit()) {
            switch (Byte.toUnsignedInt(reply.get(at))) {
                case RecordReply.NO_OPERATION -> {
                    marks++;
                    at += RecordReply.REQUEST_HEADER;
                }
                case RecordReply.WARP_POINTER -> {
                    warp(reply);
                    at += RecordReply.WARP_POINTER_SIZE;
                }
                case RecordReply.SET_POINTER_MAPPING -> {
                    mappingStale = true;
                    at += RecordReply.REQUEST_HEADER + (Byte.toUnsignedInt(reply.get(at + 1)) + 3) / 4 * 4;
                }
                default -> {
                    if (!isXInputWarp(reply, at)) {
                        return; // a request that we did not ask for, whose length we do not know
                    }
                    warp(reply);
                    at += RecordReply.XI_WARP_POINTER_SIZE;
                }
            }
        }
    }

    private boolean isXInputWarp(ByteBuffer reply, int at) {
        return xinput != RecordProtocol.NO_XINPUT
                && Byte.toUnsignedInt(reply.get(at)) == xinput
                && reply.get(at + 1) == RecordReply.XI_WARP_POINTER;
    }

    private void warp(ByteBuffer reply) {
        warps.request(reply.getInt(reply.position() + RecordReply.SERVER_TIME));
    }

    private void events(ByteBuffer reply) throws DisplayException {
        int start = reply.position() + RecordReply.DATA;
        int end = reply.limit();
        if ((end - start) % CoreEvent.SIZE != 0) {
            throw unreadable(end - start + " bytes of events, where each has " + CoreEvent.SIZE);
        }
        for (int at = start; at < end; at += CoreEvent.SIZE) {
            if (repeatsAreReleased && isRepeat(reply, at, end)) {
                handler.keyRepeat();
                at += CoreEvent.SIZE;
            } else {
                event(reply, at);
            }
        }
    }

    /** Returns whether a key is released here and pressed by the next event at the same time, as no hand does it. */
    private static boolean isRepeat(ByteBuffer reply, int at, int end) {
        int next = at + CoreEvent.SIZE;
        return next < end
                && type(reply, at) == CoreEvent.KEY_RELEASE
                && type(reply, next) == CoreEvent.KEY_PRESS
                && reply.get(at + CoreEvent.DETAIL) == reply.get(next + CoreEvent.DETAIL)
                && reply.getInt(at + CoreEvent.TIME) == reply.getInt(next + CoreEvent.TIME);
    }

    private static int type(ByteBuffer reply, int at) {
        return reply.get(at + CoreEvent.TYPE) & CoreEvent.TYPE_MASK;
    }

    private void event(ByteBuffer reply, int at) {
        int detail = Byte.toUnsignedInt(reply.get(at + CoreEvent.DETAIL));
        int type = type(reply, at);
        if (type == CoreEvent.KEY_PRESS) {
            keyPress(detail);
        } else if (type == CoreEvent.KEY_RELEASE) {
            keys.release(detail);
        } else if (type == CoreEvent.BUTTON_PRESS) {
            button(mapping.logical(detail));
        } else if (type == CoreEvent.MOTION_NOTIFY) {
            motion(reply, at);
        } // the release of a button is not counted
    }

    private void keyPress(int key) {
        if (keys.press(key)) {
            handler.keyPress();
        } else {
            handler.keyRepeat();
        }
    }

    private void button(int button) {
        switch (button) {
            case 0 -> {
                // The mapping disables this button: no client sees it.
            }
            case 1 -> handler.buttonPress(PointerButton.LEFT);
            case 2 -> handler.buttonPress(PointerButton.MIDDLE);
            case 3 -> handler.buttonPress(PointerButton.RIGHT);
            case 4 -> handler.scroll(0, DETENT);
            case 5 -> handler.scroll(0, -DETENT);
            case 6 -> handler.scroll(-DETENT, 0);
            case 7 -> handler.scroll(DETENT, 0);
            default -> handler.buttonPress(PointerButton.OTHER);
        }
    }

    /** Reports a motion; the first one, and one onto another screen, only tell where the pointer is. A warp is not reported as one. */
    private void motion(ByteBuffer reply, int at) {
        int newRoot = reply.getInt(at + CoreEvent.ROOT);
        int newX = reply.getShort(at + CoreEvent.ROOT_X);
        int newY = reply.getShort(at + CoreEvent.ROOT_Y);
        if (!warps.takes(reply.getInt(at + CoreEvent.TIME))) {
            boolean comparable = positionKnown && newRoot == root;
            handler.motion(comparable ? newX - x : 0, comparable ? newY - y : 0);
        }
        handler.position(newX, newY);
        positionKnown = true;
        root = newRoot;
        x = newX;
        y = newY;
    }

    private DisplayException unreadable(String what) {
        return DisplayException.because(
                "the X server at " + display + " recorded something that cannot be read: " + what,
                "please report it with the server's name and version");
    }
}
