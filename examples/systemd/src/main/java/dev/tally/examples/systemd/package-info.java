/** What the apps tell systemd: that they are ready, ending, and alive. Start at {@link dev.tally.examples.systemd.SdNotify}. */
@org.jspecify.annotations.NullMarked
package dev.tally.examples.systemd;
