package dev.tally.capture.xrecord.internal;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import java.nio.ByteBuffer;

/**
 * Turns the replies of a recording into reports.
 *
 * <p>A reply has a category and, after its header, core events of devices or requests of clients. The requests are our own
 * marks, and the two of other clients that say something about the pointer: WarpPointer and SetPointerMapping.
 *
 * <p><b>Cost.</b> Allocates nothing but for an error.
 *
 * <p><b>Privacy.</b> The only class that meets a key code: in one local of {@link #event}, in {@link PressedKeys} and in
 * {@link RepeatPairs}.
 */
final class XRecordDecoder {
    private static final int DETENT = 120;

    private final InputHandler handler;
    private final String display;
    private final PressedKeys keys = new PressedKeys();
    private final RepeatPairs pairs = new RepeatPairs();
    private final PendingWarps warps = new PendingWarps();
    private ButtonMapping mapping;
    private boolean mappingStale;
    private int marks;
    private boolean positionKnown;
    private int root;
    private int x;
    private int y;

    /** What a reply was. */
    enum Category {
        /** From now on everything is recorded. */
        STARTED,
        /** Device events: they were handed to the handler. */
        EVENTS,
        /** Requests of clients; see {@link #takeMarks} and {@link #isMappingStale}. */
        REQUESTS,
        /** Nothing more comes. */
        ENDED
    }

    /**
     * @param mapping which buttons clients see
     * @param display for messages
     */
    XRecordDecoder(InputHandler handler, ButtonMapping mapping, String display) {
        this.handler = handler;
        this.mapping = mapping;
        this.display = display;
    }

    /**
     * Reads one reply and hands its events on.
     *
     * @throws DisplayException if it is no reply of a recording
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
                    warps.request(reply.getInt(reply.position() + RecordReply.SERVER_TIME));
                    at += RecordReply.WARP_POINTER_SIZE;
                }
                case RecordReply.SET_POINTER_MAPPING -> {
                    mappingStale = true;
                    at += RecordReply.REQUEST_HEADER + (Byte.toUnsignedInt(reply.get(at + 1)) + 3) / 4 * 4;
                }
                default -> {
                    return; // a request that we did not ask for, of a length that we do not know
                }
            }
        }
    }

    private void events(ByteBuffer reply) throws DisplayException {
        int start = reply.position() + RecordReply.DATA;
        int end = reply.limit();
        if ((end - start) % CoreEvent.SIZE != 0) {
            throw unreadable(end - start + " bytes of events, where each has " + CoreEvent.SIZE);
        }
        for (int at = start; at < end; at += CoreEvent.SIZE) {
            event(reply, at);
        }
        if (reply.remaining() + CoreEvent.SIZE <= RecordReply.LONGEST) {
            pairs.forget();
        }
    }

    private void event(ByteBuffer reply, int at) {
        int detail = Byte.toUnsignedInt(reply.get(at + CoreEvent.DETAIL));
        int type = reply.get(at + CoreEvent.TYPE) & CoreEvent.TYPE_MASK;
        if (type == CoreEvent.KEY_PRESS) {
            keyPress(detail, reply.getInt(at + CoreEvent.TIME));
        } else if (type == CoreEvent.KEY_RELEASE) {
            keys.release(detail);
            pairs.release(detail, reply.getInt(at + CoreEvent.TIME));
        } else {
            pairs.other();
            if (type == CoreEvent.BUTTON_PRESS) {
                button(mapping.logical(detail));
            } else if (type == CoreEvent.MOTION_NOTIFY) {
                motion(reply, at);
            } // else the release of a button: nothing counts it
        }
    }

    private void keyPress(int key, int serverMillis) {
        boolean isRepeat = pairs.press(key, serverMillis);
        boolean wasUp = keys.press(key);
        if (wasUp && !isRepeat) {
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

    /** The first motion, and one onto another screen, only tell where the pointer is; a warp is no motion of the hand. */
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
                "the X server at " + display + " recorded what cannot be read: " + what,
                "please report it with the server's name and version");
    }
}
