/**
 * What a capture backend implements.
 *
 * <p>Start at {@link dev.tally.capture.spi.CaptureProvider}, which is found by {@link java.util.ServiceLoader}; it opens
 * an {@link dev.tally.capture.spi.InputSource}, which only runs, stops and closes. Threads, joins and restarts are not a
 * backend's business: {@link dev.tally.capture.CaptureSession} owns them.
 */
package dev.tally.capture.spi;
