package dev.tally.foxglove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.testkit.fixtures.NpmClient;
import dev.tally.testkit.fixtures.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official client connects to this server and receives its channels and messages. */
class NpmClientIT {
    private static FoxgloveServerBuilder server() {
        return FoxgloveServer.named("test").bind("127.0.0.1", 0);
    }

    @Test
    void aLateClientGetsTheLastMessageAtOnce() throws Exception {
        try (FoxgloveServer server = server().start()) {
            Channel channel = server.addChannel(ChannelDefinition.json("/t", "T", "{\"type\":\"object\"}"));
            server.publish(channel, 1, "{\"n\":1}".getBytes(StandardCharsets.UTF_8));
            server.publish(channel, 2, "{\"n\":2}".getBytes(StandardCharsets.UTF_8));
            try (NpmClient client = NpmClient.connect(server.address())) {
                JsonNode first = client.await("message");
                assertEquals("{\"n\":2}", first.get("data").toString());
                assertEquals("2", first.get("time").textValue());
            }
        }
    }

    @Test
    void moreThanAHundredChannelsAreAdvertisedInSeveralMessages() throws Exception {
        try (FoxgloveServer server = server().start()) {
            for (int i = 0; i < 250; i++) {
                server.addChannel(ChannelDefinition.json("/t" + i, "T", "{\"type\":\"object\"}"));
            }
            try (NpmClient client = NpmClient.connect(server.address())) {
                assertEquals(100, client.await("advertise").get("topics").size());
                assertEquals(100, client.await("advertise").get("topics").size());
                assertEquals(50, client.await("advertise").get("topics").size());
            }
        }
    }

    @Test
    void aChannelThatComesAndGoesIsToldOf() throws Exception {
        try (FoxgloveServer server = server().start();
                NpmClient client = NpmClient.connect(server.address())) {
            client.await("serverInfo");
            Channel channel = server.addChannel(ChannelDefinition.json("/late", "T", "{\"type\":\"object\"}"));
            assertEquals("[\"/late\"]", client.await("advertise").get("topics").toString());
            server.removeChannel(channel);
            assertEquals(
                    "[" + channel.id() + "]",
                    client.await("unadvertise").get("channelIds").toString());
            Channel again = server.addChannel(ChannelDefinition.json("/late", "T", "{\"type\":\"object\"}"));
            assertTrue(again.id() > channel.id(), "an id was used again");
        }
    }

    @Test
    void aStatusIsShown() throws Exception {
        try (FoxgloveServer server = server().start();
                NpmClient client = NpmClient.connect(server.address())) {
            client.await("serverInfo");
            server.status(StatusLevel.WARNING, "disk full", "disk");
            assertEquals(
                    "{\"op\":\"status\",\"level\":1,\"message\":\"disk full\",\"id\":\"disk\"}",
                    client.await("status").get("status").toString());
        }
    }

    @Test
    void atTheEndTheServerSaysGoodbye() throws Exception {
        FoxgloveServer server = server().start();
        try (NpmClient client = NpmClient.connect(server.address())) {
            client.await("serverInfo");
            long start = System.nanoTime();
            server.close();
            assertTrue(System.nanoTime() - start < 2_000_000_000L, "close took longer than 2 s");
            assertEquals(1001, client.await("close").get("code").intValue());
        } finally {
            server.close();
        }
    }

    @Test
    void compressionIsOffUntilAskedFor() throws Exception {
        try (FoxgloveServer plain = server().start();
                FoxgloveServer packed = server().compression(true).start();
                NpmClient one = NpmClient.connect(plain.address());
                NpmClient two = NpmClient.connect(packed.address())) {
            assertEquals("", one.await("open").get("extensions").textValue());
            assertTrue(two.await("open").get("extensions").textValue().startsWith("permessage-deflate"));
            Channel channel = packed.addChannel(ChannelDefinition.json("/t", "T", "{\"type\":\"object\"}"));
            String large = "{\"a\":\"" + "x".repeat(100_000) + "\"}";
            packed.publish(channel, 2, large.getBytes(StandardCharsets.UTF_8));
            assertEquals(large, two.await("message").get("data").toString());
        }
    }

    @Test
    void overTlsWithATokenItIsTheSame(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.in(directory);
        try (FoxgloveServer server = server().tls(Tls.keyStore(certificate.keyStore(), certificate.passwordFile()))
                        .token("open sesame")
                        .start();
                NpmClient stranger = NpmClient.connect(server.address(), "--ca", certificate.pem());
                NpmClient friend = NpmClient.connect(
                        server.address(), "--ca", certificate.pem(), "--header", "Authorization: Bearer open sesame")) {
            assertTrue(server.address().toString().startsWith("wss://"));
            assertEquals(401, stranger.await("refused").get("status").intValue());
            friend.await("serverInfo");
            Channel channel = server.addChannel(ChannelDefinition.json("/t", "T", "{\"type\":\"object\"}"));
            server.publish(channel, 1, "{}".getBytes(StandardCharsets.UTF_8));
            assertEquals("[]", friend.await("message").get("faults").toString());
        }
    }
}
