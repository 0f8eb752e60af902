/** How files are encoded, decoded, compressed, indexed and repaired. */
package dev.tally.mcap.internal;
