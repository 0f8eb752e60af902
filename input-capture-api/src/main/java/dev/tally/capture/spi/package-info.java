/**
 * The interfaces that a capture backend implements.
 *
 * <p>Start at {@link dev.tally.capture.spi.CaptureProvider}, which {@link java.util.ServiceLoader} finds. It opens an
 * {@link dev.tally.capture.spi.InputSource}, which only runs, stops and closes. A backend starts no capture thread and does
 * not reconnect: {@link dev.tally.capture.CaptureSession} does both.
 *
 * <p><b>Incubating.</b> This package may still change in a minor release; docs/releasing.md lists those that may.
 */
package dev.tally.capture.spi;
