package dev.tally.capture.xrecord.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DeliveryWatchTest {
    private final DeliveryWatch watch = new DeliveryWatch();

    private void singles(int count) {
        for (int i = 0; i < count; i++) {
            watch.reply(true);
        }
    }

    @Test
    void aServerThatSendsNothingIsNotPrompt() {
        assertFalse(watch.isPromptSinceLastCall());
    }

    @Test
    void aFewSingleEventsProveNothing() {
        singles(DeliveryWatch.ENOUGH_SINGLES - 1);
        assertFalse(watch.isPromptSinceLastCall());
    }

    @Test
    void enoughSingleEventsShowAPromptServer() {
        singles(DeliveryWatch.ENOUGH_SINGLES);
        assertTrue(watch.isPromptSinceLastCall());
    }

    @Test
    void oneBatchAmongThemShowsThatTheServerKeptReports() {
        singles(DeliveryWatch.ENOUGH_SINGLES);
        watch.reply(false);
        singles(DeliveryWatch.ENOUGH_SINGLES);
        assertFalse(watch.isPromptSinceLastCall());
    }

    @Test
    void onlyRepliesSinceTheLastCallMatter() {
        singles(DeliveryWatch.ENOUGH_SINGLES);
        assertTrue(watch.isPromptSinceLastCall());
        assertFalse(watch.isPromptSinceLastCall(), "the server may have stopped to be prompt");
        watch.reply(false);
        assertFalse(watch.isPromptSinceLastCall());
        singles(DeliveryWatch.ENOUGH_SINGLES);
        assertTrue(watch.isPromptSinceLastCall());
    }
}
