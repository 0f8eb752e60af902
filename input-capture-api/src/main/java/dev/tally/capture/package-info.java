/**
 * What a program that wants input activity meets first.
 *
 * <p>Start at {@link dev.tally.capture.CaptureBackends}: it finds the backends on the class or module path, says which
 * of them can work here and why the others cannot. {@link dev.tally.capture.CaptureSession} runs one on a thread of its
 * own and hands its reports to an {@link dev.tally.capture.InputHandler}.
 *
 * <p>Absent on purpose: key codes, key symbols, text, windows, and the time of a key. No type here can carry one.
 */
package dev.tally.capture;
