/** What the JSON looks like, as annotations that Jackson mixes into the types. */
package dev.tally.sink.jackson.internal;
