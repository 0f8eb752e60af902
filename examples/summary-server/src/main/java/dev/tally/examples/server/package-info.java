/**
 * The summary server: takes counts by HTTP, keeps them in SQLite, serves them in buckets of five minutes.
 *
 * <p>A request takes this way: {@link dev.tally.examples.server.Routes} finds who answers; for {@code POST /frames} that is
 * {@link dev.tally.examples.server.FramesRoute}, which reads the body without a thread ({@link
 * dev.tally.examples.server.BodyReader}), parses it ({@link dev.tally.examples.server.FrameParser}) and queues the counts
 * ({@link dev.tally.examples.server.CommitQueue}); after the commit that they are part of, it is answered.
 */
@NullMarked
package dev.tally.examples.server;

import org.jspecify.annotations.NullMarked;
