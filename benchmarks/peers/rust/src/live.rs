//! Serves live messages with the crate `foxglove`.
//!
//! Its server drops the oldest messages of a client that does not keep up and tells no program how many wait, so the queues are as long as a
//! round: nothing is dropped, and it never holds back.

use std::io::{self, BufRead, Write};

use foxglove::{ChannelBuilder, PartialMetadata, Schema, WebSocketServer};

const LONGEST_ROUND: usize = 1 << 20;

pub fn serve(bytes: usize) {
    let server = WebSocketServer::new()
        .name("rust")
        .bind("127.0.0.1", 0)
        .message_backlog_size(LONGEST_ROUND)
        .start_blocking()
        .expect("the server can start");
    let channel = ChannelBuilder::new("/t")
        .message_encoding("json")
        .schema(Schema::new("T", "jsonschema", b"{}"))
        .build_raw()
        .expect("a channel");
    assert_eq!(u64::from(channel.id()), 1);
    println!("{}", server.port());
    io::stdout().flush().expect("a reader");
    let payload = vec![b' '; bytes];
    for line in io::stdin().lock().lines() {
        let count: u64 = line.expect("a line").parse().expect("a number");
        for i in 0..count {
            channel.log_with_meta(&payload, PartialMetadata::with_log_time(i));
        }
    }
    let _ = server.stop();
}
