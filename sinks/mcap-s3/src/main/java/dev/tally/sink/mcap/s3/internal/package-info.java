/** How recordings wait for their upload, and how one is made. */
package dev.tally.sink.mcap.s3.internal;
