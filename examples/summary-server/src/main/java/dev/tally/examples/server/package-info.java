/**
 * The summary server: takes counts by HTTP, keeps them in SQLite, serves them in buckets of five minutes.
 *
 * <p>{@link dev.tally.examples.server.Routes} finds the route of a request. For {@code POST /frames} that is {@link
 * dev.tally.examples.server.FramesRoute}: it reads the body without blocking a thread ({@link
 * dev.tally.examples.server.BodyReader}), parses it ({@link dev.tally.examples.server.FrameParser}), queues the counts
 * ({@link dev.tally.examples.server.CommitQueue}), and answers after they are committed.
 */
@NullMarked
package dev.tally.examples.server;

import org.jspecify.annotations.NullMarked;
