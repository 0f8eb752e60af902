package dev.tally.examples.demo;

import dev.tally.capture.CaptureException;
import dev.tally.testkit.x11.XTestClient;
import dev.tally.testkit.x11.XvfbServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes input through XTEST, which the X server and its clients treat as real input. */
final class XHands implements Hands {
    private static final int LEFT = 1;
    private static final int MIDDLE = 2;
    private static final int RIGHT = 3;

    /** An action and what it adds to the summary; a wheel step adds nothing, because the summary has no scroll count. */
    private record Act(Totals counts, Doing doing) {}

    private interface Doing {
        void on(XTestClient server) throws CaptureException;
    }

    private final @Nullable XvfbServer ownServer;
    private final String display;
    private final XTestClient server;
    private final Random random = new Random();
    private int moves;

    private XHands(@Nullable XvfbServer ownServer, String display, XTestClient server) {
        this.ownServer = ownServer;
        this.display = display;
        this.server = server;
    }

    /** Uses the given display, or starts an X server of its own. */
    static XHands on(@Nullable String display) throws IOException {
        XvfbServer own = display == null ? XvfbServer.startWithCookie() : null;
        String name = own == null ? String.valueOf(display) : own.display();
        System.out.println("X server  " + name + (own == null ? "" : ", started by the demo, without a screen"));
        try {
            return new XHands(own, name, connect(own, name));
        } catch (CaptureException e) {
            if (own != null) {
                own.close();
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    private static XTestClient connect(@Nullable XvfbServer own, String name) throws CaptureException {
        return own == null ? XTestClient.connect(name) : XTestClient.connect(name, own.authorityFile());
    }

    @Override
    public List<String> clientArguments() {
        List<String> arguments = new ArrayList<>(List.of("--backend=xrecord", "--capture=xrecord.display=" + display));
        if (ownServer != null) {
            ownServer.authorityFile().ifPresent(file -> arguments.add("--capture=xrecord.xauthority=" + file));
        }
        return arguments;
    }

    @Override
    public Totals act(double seconds) throws IOException, InterruptedException {
        try {
            List<Act> acts = acts();
            Collections.shuffle(acts, random);
            Totals done = Totals.NONE;
            for (Act act : acts) {
                act.doing().on(server);
                server.sync();
                done = done.plus(act.counts());
                TimeUnit.NANOSECONDS.sleep((long) (1e9 * seconds / acts.size()));
            }
            return done;
        } catch (CaptureException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private List<Act> acts() throws CaptureException {
        List<Integer> keys = server.letterKeys();
        List<Act> acts = new ArrayList<>();
        add(acts, 150, Totals.of("kp", 1), s -> s.key(keys.get(random.nextInt(keys.size()))));
        add(acts, 24, Totals.of("lc", 1), s -> s.click(LEFT));
        add(acts, 6, Totals.of("mc", 1), s -> s.click(MIDDLE));
        add(acts, 9, Totals.of("rc", 1), s -> s.click(RIGHT));
        add(acts, 20, Totals.NONE, s -> s.wheel(random.nextBoolean() ? 1 : -1));
        add(acts, 250, Totals.of("mm", 1), this::moveOn);
        return acts;
    }

    /** Moves along a figure of eight inside the screen: a move to the same place, or past an edge, would not be reported. */
    private void moveOn(XTestClient server) throws CaptureException {
        double angle = 0.05 * moves++;
        server.moveTo(320 + (int) (250 * Math.sin(angle)), 200 + (int) (120 * Math.sin(2 * angle)));
    }

    private static void add(List<Act> acts, int times, Totals counts, Doing doing) {
        acts.addAll(Collections.nCopies(times, new Act(counts, doing)));
    }

    @Override
    public boolean canGoOn() {
        return true;
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (ownServer != null) {
            ownServer.close();
        }
    }
}
