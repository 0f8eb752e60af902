package dev.tally.foxglove.internal;

import dev.tally.foxglove.internal.json.JsonReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request of a client, read from a message that may hold anything. */
sealed interface ClientRequest {

    /** A request for subscriptions. */
    record Subscribe(List<SubscribeRequest> requests) implements ClientRequest {}

    /** One subscription that is asked for: the client's id for it, and the channel's id. */
    record SubscribeRequest(long subscriptionId, long channelId) {}

    /** A request to end subscriptions. */
    record Unsubscribe(List<Long> subscriptionIds) implements ClientRequest {}

    /** An empty frame; ignored. */
    record Nothing() implements ClientRequest {}

    /** A request that is malformed or that this server does not support, with the reason for the client. */
    record Refused(String why) implements ClientRequest {}

    long MAX_U32 = 0xFFFF_FFFFL;

    static ClientRequest ofText(String text) {
        Object message;
        try {
            message = JsonReader.read(text);
        } catch (JsonReader.SyntaxException e) {
            return new Refused("Invalid JSON: " + e.getMessage());
        }
        if (!(message instanceof Map<?, ?> object)) {
            return new Refused("Invalid message: an object with 'op' was expected");
        }
        if (!(object.get("op") instanceof String op)) {
            return new Refused("Invalid message: 'op' is missing or no string");
        }
        return ofOperation(op, object);
    }

    private static ClientRequest ofOperation(String op, Map<?, ?> object) {
        return switch (op) {
            case "subscribe" -> subscribe(object.get("subscriptions"));
            case "unsubscribe" -> unsubscribe(object.get("subscriptionIds"));
            case "advertise", "unadvertise" -> lacking("clientPublish");
            case "getParameters", "setParameters" -> lacking("parameters");
            case "subscribeParameterUpdates", "unsubscribeParameterUpdates" -> lacking("parametersSubscribe");
            case "subscribeConnectionGraph", "unsubscribeConnectionGraph" -> lacking("connectionGraph");
            case "fetchAsset" -> lacking("assets");
            default -> new Refused("Unknown operation: " + shortened(op));
        };
    }

    static ClientRequest ofBinary(ByteBuffer frame) {
        if (!frame.hasRemaining()) {
            return new Nothing();
        }
        int size = frame.remaining();
        byte opcode = frame.get(frame.position());
        return switch (opcode) {
            case 1 -> size < 5 ? tooShort("messageData", size) : lacking("clientPublish");
            case 2 -> size < 13 ? tooShort("serviceCallRequest", size) : lacking("services");
            case 3 -> size < 19 ? tooShort("playbackControl", size) : lacking("playbackControl");
            default -> new Refused("Unknown binary opcode: " + (opcode & 0xFF));
        };
    }

    private static ClientRequest subscribe(@Nullable Object subscriptions) {
        if (!(subscriptions instanceof List<?> list)) {
            return new Refused("Invalid subscribe: 'subscriptions' is missing or no array");
        }
        List<SubscribeRequest> requests = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Map<?, ?> entry)
                    || !(entry.get("id") instanceof Long id)
                    || !(entry.get("channelId") instanceof Long channelId)
                    || isNoU32(id)
                    || isNoU32(channelId)) {
                return new Refused("Invalid subscribe: each subscription needs whole numbers 'id' and 'channelId'");
            }
            requests.add(new SubscribeRequest(id, channelId));
        }
        return new Subscribe(requests);
    }

    private static ClientRequest unsubscribe(@Nullable Object subscriptionIds) {
        if (!(subscriptionIds instanceof List<?> list)) {
            return new Refused("Invalid unsubscribe: 'subscriptionIds' is missing or no array");
        }
        List<Long> ids = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Long id) || isNoU32(id)) {
                return new Refused("Invalid unsubscribe: 'subscriptionIds' must hold whole numbers");
            }
            ids.add(id);
        }
        return new Unsubscribe(ids);
    }

    private static boolean isNoU32(long value) {
        return value < 0 || value > MAX_U32;
    }

    private static Refused lacking(String capability) {
        return new Refused("Server does not support the " + capability + " capability");
    }

    private static Refused tooShort(String name, int size) {
        return new Refused("Invalid binary message: " + size + " bytes are too few for " + name);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
