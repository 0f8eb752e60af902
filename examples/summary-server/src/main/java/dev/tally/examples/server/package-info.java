/**
 * The summary server: takes counts by HTTP, keeps them in SQLite or PostgreSQL, and serves a summary, an API and a dashboard.
 *
 * <p>Start at {@link dev.tally.examples.server.SummaryServer}. {@link dev.tally.examples.server.Routes} finds the route of a request.
 * For {@code POST /frames} that is {@link dev.tally.examples.server.FramesRoute}: it reads the body without blocking a thread ({@link
 * dev.tally.examples.server.BodyReader}), parses it ({@link dev.tally.examples.server.FrameParser}), hands the counts to the database
 * ({@link dev.tally.examples.server.CommitQueue}) or to Kafka ({@link dev.tally.examples.server.KafkaIngest}), and answers after they
 * are safe there. {@link dev.tally.examples.server.Api} has the routes that read counts by five minutes, hours and days.
 *
 * <p>{@link dev.tally.examples.server.Commands} has the sub-commands: keys, copies and checks of the database, and the consumer that
 * adds posts from Kafka to it.
 */
@NullMarked
package dev.tally.examples.server;

import org.jspecify.annotations.NullMarked;
