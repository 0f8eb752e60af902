package dev.tally.benchmarks.xrecord;

import com.github.kwhat.jnativehook.GlobalScreen;
import com.github.kwhat.jnativehook.NativeHookException;
import com.github.kwhat.jnativehook.keyboard.NativeKeyEvent;
import com.github.kwhat.jnativehook.keyboard.NativeKeyListener;
import com.github.kwhat.jnativehook.mouse.NativeMouseEvent;
import com.github.kwhat.jnativehook.mouse.NativeMouseInputListener;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Counts with JNativeHook as its documentation shows: listeners on its dispatch thread, on the server of DISPLAY. */
public final class JNativeHookConsumer implements NativeKeyListener, NativeMouseInputListener {
    private final AtomicLong reports = new AtomicLong();

    private JNativeHookConsumer() {}

    public static void main(String[] arguments) throws NativeHookException {
        Logger.getLogger(GlobalScreen.class.getPackage().getName()).setLevel(Level.OFF);
        JNativeHookConsumer counts = new JNativeHookConsumer();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(counts.reports)));
        GlobalScreen.registerNativeHook();
        GlobalScreen.addNativeKeyListener(counts);
        GlobalScreen.addNativeMouseListener(counts);
        GlobalScreen.addNativeMouseMotionListener(counts);
        System.out.println("live");
    }

    @Override
    public void nativeKeyPressed(NativeKeyEvent event) {
        reports.incrementAndGet();
    }

    @Override
    public void nativeMousePressed(NativeMouseEvent event) {
        reports.incrementAndGet();
    }

    @Override
    public void nativeMouseMoved(NativeMouseEvent event) {
        reports.incrementAndGet();
    }
}
