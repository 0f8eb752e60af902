//! Writes and reads MCAP files with the crate `mcap` and its usual settings.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufWriter, Write};
use std::time::Instant;

use mcap::records::MessageHeader;
use mcap::{Compression, WriteOptions};

pub fn serve() {
    for line in io::stdin().lock().lines() {
        let line = line.expect("a line");
        let words: Vec<&str> = line.split(' ').collect();
        let start = Instant::now();
        match words[0] {
            "write" => write(words[1], number(words[2]), number(words[3]), words[4]),
            "read" => read(words[1], number(words[2])),
            other => panic!("no such command: {other}"),
        }
        println!("{}", start.elapsed().as_secs_f64());
        io::stdout().flush().expect("a reader");
    }
}

fn number(word: &str) -> usize {
    word.parse().expect("a number")
}

fn write(path: &str, messages: usize, bytes: usize, compression: &str) {
    let compression = match compression {
        "none" => None,
        "lz4" => Some(Compression::Lz4),
        "zstd" => Some(Compression::Zstd),
        other => panic!("no such compression: {other}"),
    };
    let payload: Vec<u8> = b"{\"x\":1234,\"y\":-5678} ".iter().copied().cycle().take(bytes).collect();
    let file = BufWriter::new(File::create(path).expect("the file can be created"));
    let mut writer = WriteOptions::new().compression(compression).create(file).expect("a writer");
    let schema = writer.add_schema("MousePosition", "jsonschema", b"{\"type\":\"object\"}").expect("a schema");
    let channel = writer.add_channel(schema, "/mouse/position", "json", &BTreeMap::new()).expect("a channel");
    for i in 0..messages {
        let time = 1_700_000_000_000_000_000 + i as u64 * 1_000;
        let header = MessageHeader { channel_id: channel, sequence: i as u32, log_time: time, publish_time: time };
        writer.write_to_known_channel(&header, &payload).expect("a message");
    }
    writer.finish().expect("the end of the file");
}

fn read(path: &str, expected: usize) {
    let file = File::open(path).expect("the file can be opened");
    let bytes = unsafe { memmap2::Mmap::map(&file) }.expect("the file can be mapped");
    let (mut messages, mut sum) = (0, 0);
    for message in mcap::MessageStream::new(&bytes).expect("this is an MCAP file") {
        let message = message.expect("the message can be read");
        messages += 1;
        sum ^= message.log_time ^ message.data.len() as u64;
    }
    assert_eq!(messages, expected);
    std::hint::black_box(sum);
}
