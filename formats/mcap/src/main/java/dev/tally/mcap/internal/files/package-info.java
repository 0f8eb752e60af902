/** Puts recordings and repaired copies on the disk: readable by their owner only, and durable. */
package dev.tally.mcap.internal.files;
