/** How recordings and repaired copies are put on the disk: readable by their owner only, and durable. */
package dev.tally.mcap.internal.files;
