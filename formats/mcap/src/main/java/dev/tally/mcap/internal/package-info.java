/** Encodes, decodes, compresses, indexes and repairs files. */
package dev.tally.mcap.internal;
