//! The official crates, as peers of the comparisons in benchmarks. The first argument says which.
//!
//!   mcap              for each line of standard input, prints the seconds that it took:
//!                       write FILE MESSAGES BYTES none|lz4|zstd
//!                       read FILE MESSAGES
//!   foxglove BYTES    prints its port; for each line "N" sends N messages of that many bytes

mod files;
mod live;

use std::env;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("mcap") => files::serve(),
        Some("foxglove") => live::serve(arguments[2].parse().expect("a number of bytes")),
        other => panic!("no such peer: {other:?}"),
    }
}
