/**
 * The capture API: how much a keyboard and a pointer are used, as a stream of reports without keys.
 *
 * <p>Start at {@link dev.tally.capture.CaptureBackends}: it finds the backends on the class or module path, and tells which
 * of them work here and why the others do not. {@link dev.tally.capture.CaptureSession} runs one on a thread of its own
 * and delivers its reports to an {@link dev.tally.capture.InputHandler}.
 *
 * <p>Absent on purpose: key codes, key symbols, text, windows, and the time of a key. No type here can carry one.
 */
package dev.tally.capture;
