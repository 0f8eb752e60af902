package dev.tally.capture.evdev.internal;

import dev.tally.capture.CaptureException;
import dev.tally.capture.spi.DeviceReport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the devices in a directory, opens them and judges them.
 *
 * <p><b>Threads.</b> One, that of its {@link Libc}.
 */
final class DeviceScan {
    private static final Pattern NODE = Pattern.compile("event[0-9]{1,9}");

    private static final String USUAL_GROUP = "input";
    private static final String GIVING_IT_A_GROUP = "no group may read it: have a udev rule give it one"
            + " (SUBSYSTEM==\"input\", KERNEL==\"event*\", GROUP=\"input\", MODE=\"0660\") that the user is in";

    private final Libc libc;
    private final EvdevSettings settings;
    private final DeviceQuery query;
    private final DeviceFilter filter;

    DeviceScan(Libc libc, EvdevSettings settings, DeviceQuery query) {
        this.libc = libc;
        this.settings = settings;
        this.query = query;
        this.filter = new DeviceFilter(settings);
    }

    /** A device that was looked at: it is open if it is to be read; otherwise there is only the report about it. */
    record Found(DeviceReport report, Optional<Device> device, int errno) {}

    /** Returns whether a file of this name is a device. */
    static boolean isNode(String name) {
        return NODE.matcher(name).matches();
    }

    /**
     * Returns the paths of the devices, in the order of their numbers; none if the directory does not exist.
     *
     * @throws CaptureException if the directory cannot be read
     */
    List<String> paths() throws CaptureException {
        File folder = new File(settings.directory());
        String[] files = folder.list(); // opendir(3), java.nio's listing fails in a mocked /dev
        if (files == null && folder.exists()) {
            throw new CaptureException("cannot list " + folder + ": " + whyNotListed());
        }
        List<String> names = new ArrayList<>(files == null ? List.of() : List.of(files));
        names.removeIf(name -> !isNode(name));
        names.sort(Comparator.comparingInt(name -> Integer.parseInt(name.substring("event".length()))));
        return names.stream().map(this::path).toList();
    }

    private String whyNotListed() {
        int fd = libc.open(settings.directory());
        if (fd < 0) {
            return Errno.words(libc.errno());
        }
        libc.close(fd);
        return "it is not a directory, or may not be read";
    }

    /** Returns the path of the device with this file name. */
    String path(String name) {
        return settings.directory() + "/" + name;
    }

    /** Opens a device and decides what of it is counted; it stays open only if anything is. */
    Found look(String path) {
        SysfsDevice known = new SysfsDevice(path.substring(path.lastIndexOf('/') + 1));
        int fd = libc.open(path);
        if (fd < 0) {
            return refused(path, known, libc.errno());
        }
        try {
            return judged(path, fd, query.capabilities(libc, fd, known.isVirtual()));
        } catch (CaptureException e) {
            libc.close(fd);
            return new Found(
                    report(path, known, String.valueOf(e.getMessage()), Optional.empty()), Optional.empty(), 0);
        }
    }

    private Found judged(String path, int fd, DeviceCapabilities can) {
        DeviceFilter.Verdict verdict = filter.judge(path, can);
        DeviceReport report = new DeviceReport(
                path, can.name(), can.busName(), verdict.counts(), verdict.problem(), verdict.remedy());
        if (verdict.counts().isEmpty()) {
            libc.close(fd);
            return new Found(report, Optional.empty(), 0);
        }
        query.mask(libc, fd, can, verdict.counts());
        Device device = new Device(fd, report, can);
        device.place(libc, query);
        return new Found(report, Optional.of(device), 0);
    }

    private Found refused(String path, SysfsDevice known, int errno) {
        Optional<String> remedy = Errno.isRefusal(errno) ? Optional.of(permissionRemedy(path)) : Optional.empty();
        return new Found(
                report(path, known, "cannot be opened: " + Errno.words(errno), remedy), Optional.empty(), errno);
    }

    private static DeviceReport report(String path, SysfsDevice known, String problem, Optional<String> remedy) {
        return new DeviceReport(path, known.name(), known.bus(), Set.of(), Optional.of(problem), remedy);
    }

    /** Returns the remedy for missing permission: the group that this device really belongs to, if that may read it. */
    static String permissionRemedy(String path) {
        try {
            PosixFileAttributes node = Files.readAttributes(Path.of(path), PosixFileAttributes.class);
            String group = node.group().getName();
            boolean helps = node.permissions().contains(PosixFilePermission.GROUP_READ) && !group.equals("root");
            return helps ? joining(group) : GIVING_IT_A_GROUP;
        } catch (IOException | UnsupportedOperationException e) {
            return joining(USUAL_GROUP);
        }
    }

    /** Names the way first that does not let other programs read the keys. The packaged service is in group input, and no other. */
    private static String joining(String group) {
        String service = group.equals(USUAL_GROUP)
                ? "use Tally's packaged service, which reads devices in a process without a network (systemctl enable --now"
                        + " tally-activity-client), or "
                : "";
        return service + "add the user to group '" + group + "' (sudo usermod -aG " + group + " "
                + System.getProperty("user.name")
                + ") and log in again; then every program of that user can read every key";
    }
}
