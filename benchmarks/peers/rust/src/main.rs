//! Reads an MCAP file with the official crate as often as asked, and prints the seconds of each round that counts.
//! Arguments: file, rounds to warm up, rounds that count.

use std::{env, fs::File, time::Instant};

fn read(path: &str) -> (u64, u64) {
    let file = File::open(path).expect("the file can be opened");
    let bytes = unsafe { memmap2::Mmap::map(&file) }.expect("the file can be mapped");
    let (mut messages, mut sum) = (0, 0);
    for message in mcap::MessageStream::new(&bytes).expect("this is an MCAP file") {
        let message = message.expect("the message can be read");
        messages += 1;
        sum += message.log_time ^ message.data.len() as u64;
    }
    (messages, sum)
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let warm_up: u32 = arguments[2].parse().expect("a number of rounds");
    let rounds: u32 = arguments[3].parse().expect("a number of rounds");
    for round in 0..warm_up + rounds {
        let start = Instant::now();
        let (messages, sum) = read(&arguments[1]);
        let seconds = start.elapsed().as_secs_f64();
        if round >= warm_up {
            println!("{seconds}");
        }
        if round == 0 {
            eprintln!("{messages} messages, {sum}");
        }
    }
}
