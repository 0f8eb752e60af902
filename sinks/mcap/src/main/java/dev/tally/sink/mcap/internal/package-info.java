/** How MCAP is put into bytes and taken out of them. */
package dev.tally.sink.mcap.internal;
