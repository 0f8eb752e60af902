/** The form of the JSON, as annotations that Jackson mixes into the types, and as serializers. */
package dev.tally.sink.jackson.internal;
