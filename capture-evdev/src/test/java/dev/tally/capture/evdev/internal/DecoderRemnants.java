package dev.tally.capture.evdev.internal;

import java.io.File;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that an object of this module holds, and everything that the module holds in static fields, in words. */
final class DecoderRemnants {
    private static final String MODULE = DecoderRemnants.class.getPackageName();
    private static final List<Field> STATICS = statics();

    private final StringBuilder words = new StringBuilder();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private DecoderRemnants() {}

    static String of(Object root) throws IllegalAccessException {
        DecoderRemnants remains = new DecoderRemnants();
        remains.tell(root);
        for (Field field : STATICS) {
            remains.tell(field, null);
        }
        return remains.words.toString();
    }

    private void tell(Field field, @Nullable Object owner) throws IllegalAccessException {
        field.setAccessible(true);
        words.append(field.getDeclaringClass().getSimpleName())
                .append('.')
                .append(field.getName())
                .append('=');
        tell(field.get(owner));
        words.append('\n');
    }

    private void tell(@Nullable Object value) throws IllegalAccessException {
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof CharSequence) {
            words.append(value);
        } else if (!seen.add(value)) {
            words.append("again");
        } else if (value instanceof Map<?, ?> map) {
            tell(map.entrySet().stream()
                    .flatMap(e -> Stream.of(e.getKey(), e.getValue()))
                    .toList());
        } else if (value instanceof Collection<?> all) {
            tell(all.toArray());
        } else if (value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                tell(Array.get(value, i));
                words.append(' ');
            }
        } else if (value.getClass().getPackageName().equals(MODULE)) {
            for (Field field : value.getClass().getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    tell(field, value);
                }
            }
        } else {
            words.append(value.getClass().getName());
        }
    }

    private static List<Field> statics() {
        List<Field> fields = new ArrayList<>();
        try {
            Path classes = Path.of(FrameDecoder.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            String[] files = new File(classes.toFile(), MODULE.replace('.', '/')).list();
            for (String file : files) {
                if (!file.startsWith("package-info")) {
                    Class<?> type = Class.forName(MODULE + "." + file.replace(".class", ""));
                    Stream.of(type.getDeclaredFields())
                            .filter(f -> Modifier.isStatic(f.getModifiers()))
                            .forEach(fields::add);
                }
            }
        } catch (ReflectiveOperationException | java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
        return fields;
    }
}
