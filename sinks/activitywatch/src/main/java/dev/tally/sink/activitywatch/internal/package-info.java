/** The events of an input bucket, and the requests that read and add them. */
package dev.tally.sink.activitywatch.internal;
