/**
 * The {@code evdev} backend, which reads the kernel's input devices on one thread.
 *
 * <p>Start at {@link dev.tally.capture.evdev.internal.EvdevSource}, the loop. What a report counts as is decided in
 * {@link dev.tally.capture.evdev.internal.FrameDecoder}, the only class that sees a key code; which devices are
 * read, in {@link dev.tally.capture.evdev.internal.DeviceFilter}. All calls of the C library go through
 * {@link dev.tally.capture.evdev.internal.Libc}.
 *
 * <p>Absent on purpose: the time stamps of events, {@code EVIOCGKEY}, which tells the keys held now, and any state of a key.
 * {@code EVIOCGRAB}, which takes a device from all other programs, is never used to count; only
 * {@link dev.tally.capture.evdev.internal.GrabCheck}, which runs if the user asks for it, takes devices for a moment.
 */
package dev.tally.capture.evdev.internal;
