package dev.tally.foxglove.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WebSocket connection of Jetty: joins frames to messages of bounded size, answers pings, and sends.
 *
 * <p><b>Threads.</b> Jetty calls the frame methods one at a time, and asks for the next frame only after the last was
 * handled: a client that floods waits in its own socket buffer.
 */
final class JettyTransport implements FrameHandler, Transport {
    private static final Logger LOG = LoggerFactory.getLogger(JettyTransport.class);

    private final Hub hub;
    private final Scheduler scheduler;
    private final ClientAddress address;
    private final Runnable onJoined;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream(0);
    private boolean isText;
    private volatile @Nullable CoreSession session;
    private volatile @Nullable ClientSession client;
    private boolean hasEnded;

    /**
     * @param address the address that the client connects from
     * @param onJoined run once when the hub has accepted the client
     */
    JettyTransport(Hub hub, Scheduler scheduler, ClientAddress address, Runnable onJoined) {
        this.hub = hub;
        this.scheduler = scheduler;
        this.address = address;
        this.onJoined = onJoined;
    }

    // ---- calls from Jetty

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        callback.succeeded();
        join();
        opened.demand();
    }

    /** The greeting may fail on the sender's thread, and the end come, before the hub has returned: hence the lock. */
    private synchronized void join() {
        if (hasEnded) {
            return;
        }
        client = hub.join(this).orElse(null);
        if (client == null) {
            end(CloseStatus.TRY_AGAIN_LATER, "too many clients");
        } else {
            onJoined.run();
        }
    }

    private synchronized Optional<ClientSession> leave() {
        hasEnded = true;
        return Optional.ofNullable(client);
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.BINARY, OpCode.CONTINUATION -> {
                onDataFrame(frame);
                callback.succeeded();
                session().demand();
            }
            case OpCode.PING -> answerPing(frame, callback);
            case OpCode.CLOSE -> callback.succeeded(); // Jetty answers it
            default -> {
                callback.succeeded();
                session().demand();
            }
        }
    }

    private void onDataFrame(Frame frame) {
        if (frame.getOpCode() != OpCode.CONTINUATION) {
            isText = frame.getOpCode() == OpCode.TEXT;
        }
        ClientSession from = client;
        if (from == null
                || message.size() + frame.getPayloadLength() > hub.limits().inboundBytes()) {
            message.reset();
            String limit = "more than " + hub.limits().inboundBytes() + " bytes in one message";
            end(CloseStatus.MESSAGE_TOO_LARGE, limit);
            return;
        }
        message.writeBytes(BufferUtil.toArray(frame.getPayload()));
        if (frame.isFin()) {
            onMessage(from, ByteBuffer.wrap(message.toByteArray()));
            message.reset();
        }
    }

    private void onMessage(ClientSession from, ByteBuffer bytes) {
        if (!isText) {
            from.onBinary(bytes);
            return;
        }
        try {
            from.onText(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            end(CloseStatus.BAD_PAYLOAD, "text is not UTF-8");
        }
    }

    private void answerPing(Frame ping, Callback callback) {
        Frame pong = new Frame(OpCode.PONG, ByteBuffer.wrap(BufferUtil.toArray(ping.getPayload())));
        callback.succeeded();
        session().sendFrame(pong, Callback.from(() -> session().demand(), cause -> abort()), false);
    }

    private void end(int code, String reason) {
        close(code, reason);
        after(Duration.ofSeconds(1), this::abort);
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.debug("connection of {} failed", address(), cause);
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        leave().ifPresent(hub::leave);
        callback.succeeded();
    }

    // ---- calls from the session

    @Override
    public void send(ByteBuffer bytes, boolean text, boolean flush, Completion completion) {
        Frame frame = new Frame(text ? OpCode.TEXT : OpCode.BINARY, bytes);
        session().sendFrame(frame, Callback.from(completion::sent, completion::failed), !flush);
    }

    @Override
    public void close(int code, String reason) {
        session().close(code, reason, Callback.NOOP);
    }

    @Override
    public void abort() {
        session().abort();
    }

    @Override
    public Runnable after(Duration delay, Runnable action) {
        return scheduler.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS)::cancel;
    }

    @Override
    public String address() {
        return address.text();
    }

    @Override
    public String network() {
        return address.network();
    }

    @Override
    public String subprotocol() {
        return session().getNegotiatedSubProtocol();
    }

    private CoreSession session() {
        CoreSession opened = session;
        if (opened == null) {
            throw new IllegalStateException("not open yet");
        }
        return opened;
    }
}
