package dev.tally.examples.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Something that a reader may keep and ask for again: it is sent with its hash as the entity tag, compressed if the reader
 * takes gzip, and not at all if the reader has it already.
 *
 * @param body the body, not compressed
 * @param type the field that tells the type of the body
 * @param headers further headers
 */
record Content(byte[] body, HttpField type, Map<String, String> headers) implements ReadRoute.Answer {
    static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
    static final HttpField CSV =
            new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/csv; charset=utf-8; header=present");
    static final HttpField SVG = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "image/svg+xml");

    private static final HttpField REVALIDATE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-cache");
    /** Shorter bodies fit one packet as they are. */
    private static final int WORTH_COMPRESSING = 1024;

    private static final String GZIP_TAG = "-gzip\"";

    Content(byte[] body, HttpField type) {
        this(body, type, Map.of());
    }

    @Override
    public int bytes() {
        return body.length;
    }

    /** Sends the content, or 304 if the request names its entity tag. */
    @Override
    public void send(Request request, Response response, Callback callback) {
        String tag = tag();
        HttpFields.Mutable headers = response.getHeaders();
        Reply.addCommonHeaders(headers);
        headers.put(REVALIDATE).put(HttpHeader.VARY, "Accept-Encoding").put(HttpHeader.ETAG, tag);
        this.headers.forEach(headers::put);
        if (isKnown(request, tag)) {
            response.setStatus(304);
            response.write(true, ByteBuffer.allocate(0), callback);
            return;
        }
        response.setStatus(200);
        headers.put(type);
        byte[] sent = body;
        if (body.length >= WORTH_COMPRESSING && takesGzip(request)) {
            headers.put(HttpHeader.CONTENT_ENCODING, "gzip").put(HttpHeader.ETAG, tag.replaceAll("\"$", GZIP_TAG));
            sent = gzip(body);
        }
        headers.put(HttpHeader.CONTENT_LENGTH, sent.length);
        boolean isHead = request.getMethod().equals("HEAD");
        response.write(true, isHead ? ByteBuffer.allocate(0) : ByteBuffer.wrap(sent), callback);
    }

    /** Says whether the request has one of the two tags of this body, weak or strong. */
    private static boolean isKnown(Request request, String tag) {
        String known = String.join(",", request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH));
        String opaque = tag.substring(0, tag.length() - 1);
        return known.strip().equals("*") || known.contains(tag) || known.contains(opaque + GZIP_TAG);
    }

    private static boolean takesGzip(Request request) {
        return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING).stream()
                .anyMatch(encoding -> encoding.equalsIgnoreCase("gzip"));
    }

    private String tag() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return compressed.toByteArray();
    }
}
