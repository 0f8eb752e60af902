/**
 * Reads the kernel's input devices, all on one thread.
 *
 * <p>Start at {@link dev.tally.capture.evdev.internal.EvdevSource}, the loop. What a report counts as is decided in
 * {@link dev.tally.capture.evdev.internal.FrameDecoder}, the only class that ever sees a key code; which devices are
 * read, in {@link dev.tally.capture.evdev.internal.DeviceFilter}. Everything that the C library is asked goes through
 * {@link dev.tally.capture.evdev.internal.Libc}.
 *
 * <p>Absent on purpose: the time stamps of events, {@code EVIOCGKEY}, which tells the keys held now, and any state of a key.
 * {@code EVIOCGRAB}, which takes a device from everybody else, is never used to count; only
 * {@link dev.tally.capture.evdev.internal.GrabCheck}, which runs where it was asked for, takes devices for a moment.
 */
package dev.tally.capture.evdev.internal;
